//! haven as its users meet it, through the public door of the crate. One binary: it links once.

// Tests are the outside world: they may touch the disk.
#![allow(clippy::disallowed_methods)]

mod bad_input;
mod checks;
mod cli;
mod determinism;
mod diagnostics;
mod example;
mod golden;
mod guide;
mod incremental;
mod markdown;
mod preview;
mod preview_live;
mod preview_load;
mod preview_saves;
mod publish;
mod search;
mod serve;
mod sites;
mod theme;
mod tidy;
mod usage;
mod watch;
mod work;
