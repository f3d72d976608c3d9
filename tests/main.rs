mod diagnostics;
fn main() {}
