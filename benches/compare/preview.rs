//! How long an author waits for the preview, beside Hugo's server, and what the preview bears. Needs Node, Chromium and
//! `hugo` on the `PATH`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use serde_json::Value;

use super::corpus::{Corpus, Dialect};
use super::report::Report;
use super::{HAVEN, load, themes, wrk};

/// The kinds of edit, as the script names them, and as a reader knows them.
const EDITS: [(&str, &str); 4] =
    [("prose", "a sentence"), ("title", "a title"), ("topic", "a topic"), ("template", "the base template")];

/// Times edits of a site of `pages` articles, `runs` of each kind.
pub fn wait(pages: usize, runs: usize, scratch: &Path, report: &mut Report) -> io::Result<()> {
    let [haven, hugo] = sites(pages, scratch)?;
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut node = Command::new("node");
    node.arg(repository.join("benches/preview/latency.mjs")).arg(&haven).arg(&hugo).arg(runs.to_string());
    let found = node.env("HAVEN", HAVEN).output()?;
    if !found.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&found.stderr).into_owned()));
    }
    let found = serde_json::from_slice(&found.stdout)?;
    report.say(&table(pages, &found));
    fs::remove_dir_all(haven)?;
    fs::remove_dir_all(hugo)
}

/// What the preview of a site of `pages` articles bears, and how many requests it answers.
pub fn bear(pages: usize, scratch: &Path, report: &mut Report) -> io::Result<()> {
    let [haven, hugo] = sites(pages, scratch)?;
    let file = format!("{}.md", Corpus::new(pages).path(pages / 2));
    load::bear(HAVEN, &haven, &file, pages, report)?;
    wrk::compare(HAVEN, [&haven, &hugo], &file, pages, report)?;
    fs::remove_dir_all(haven)?;
    fs::remove_dir_all(hugo)
}

/// The same articles for haven and for Hugo.
fn sites(pages: usize, scratch: &Path) -> io::Result<[PathBuf; 2]> {
    let site = |dialect, name: &str| -> io::Result<PathBuf> {
        let folder = scratch.join(format!("{name}-{pages}"));
        Corpus::new(pages).write(&folder, dialect, &themes())?;
        Ok(folder)
    };
    Ok([site(Dialect::Haven, "haven")?, site(Dialect::Hugo, "hugo")?])
}

fn table(pages: usize, found: &Value) -> String {
    let mut text = format!(
        "\n### From the closing of the saved file to its new words in Chromium, {pages} pages\n\n\
         | | haven | slowest | hugo | edits | ratio |\n| --- | --- | --- | --- | --- | --- |\n"
    );
    let figure = |generator: &str, kind: &str, field: &str| found[generator][kind][field].as_f64();
    for (kind, words) in EDITS {
        let median = figure("haven", kind, "median").unwrap_or_default();
        let slowest = figure("haven", kind, "slowest").unwrap_or_default();
        let _ = match (figure("hugo", kind, "median"), figure("hugo", kind, "edits")) {
            (Some(hugo), Some(edits)) => writeln!(
                text,
                "| {words} | {median:.0} ms | {slowest:.0} ms | {hugo:.0} ms | {edits} | {:.0} |",
                hugo / median.max(1.0)
            ),
            _ => writeln!(text, "| {words} | {median:.0} ms | {slowest:.0} ms | – | – | – |"),
        };
    }
    let first =
        |generator: &str| found[generator]["first"].as_f64().map_or("–".to_owned(), |ms| format!("{ms:.0} ms"));
    let _ = writeln!(text, "| first page after the start | {} | – | {} | – | – |", first("haven"), first("hugo"));
    text
}
