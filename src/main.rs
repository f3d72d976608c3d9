//! The program. All that it does is in the library. The example site is added here and not there: the library would be
//! compiled anew with every word that changes in an article.

use std::borrow::Cow;

use rust_embed::RustEmbed;

/// The example site's articles, data and pictures.
#[derive(RustEmbed)]
#[folder = "content"]
struct Example;

/// A build makes some 200 small texts and lists a page, on several threads. With glibc's allocator a fifth of a build of
/// 10,000 pages went into it (`docs/decisions/0005-speed.md`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    haven::cli::run(example)
}

/// The example site's own files, by their path in a site. The theme is in the library.
fn example() -> Vec<(String, Cow<'static, [u8]>)> {
    let content = Example::iter().filter_map(|name| Some((format!("content/{name}"), Example::get(&name)?.data)));
    let settings: &[u8] = include_bytes!("../site.yaml");
    content.chain([("site.yaml".to_owned(), settings.into())]).collect()
}
