//! haven as its users meet it, through the public door of the crate. One binary: it links once.

mod diagnostics;
mod markdown;
mod publish;
mod serve;
