//! The program. All that it does is in the library.

fn main() -> std::process::ExitCode {
    haven::cli::run()
}
