//! haven as its users meet it: everything here goes through the public door of the crate.

mod publish;
mod serve;
