//! The program. All that it does is in the library.

/// A build makes some 200 small texts and lists a page, on several threads. With glibc's allocator a third of a build of
/// 10,000 pages went into it (`docs/decisions/0005-speed.md`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    haven::cli::run()
}
