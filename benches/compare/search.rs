//! haven's search beside Pagefind, on the same pages, which haven built: how long the index takes, how large it is, and
//! what a reader's first query costs. Needs `pagefind` on the `PATH`, Node and Chromium.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{fs, io};

use serde_json::Value;

use super::corpus::{Corpus, Dialect};
use super::measure::{Run, median, run};
use super::report::Report;
use super::{HAVEN, themes};

/// Compares at one size.
pub fn compare(pages: usize, runs: usize, scratch: &Path, report: &mut Report) -> io::Result<()> {
    let scratch = scratch.join(format!("search-{pages}"));
    let (with, without) = (scratch.join("with"), scratch.join("without"));
    for site in [&with, &without] {
        Corpus::new(pages).write(site, Dialect::HavenSearch, &themes())?;
        // Without its own address a site prints no codes of its pages' addresses, which would take longer than the index.
        let settings = fs::read_to_string(site.join("site.yaml"))?;
        fs::write(site.join("site.yaml"), settings.replace("base_url: https://example.org/\n", ""))?;
    }
    let settings = fs::read_to_string(without.join("site.yaml"))?;
    fs::write(without.join("site.yaml"), settings.replace("search: true", "search: false"))?;

    let built = scratch.join("built");
    run(&mut haven(&with, &built));
    let (mut plain, mut indexed, mut pagefind) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        for (site, times) in [(&without, &mut plain), (&with, &mut indexed)] {
            let out = scratch.join("out");
            times.push(run(&mut haven(site, &out)));
            fs::remove_dir_all(out)?;
        }
        // Only the text of a page counts, as in haven's index.
        let out = built.join("pagefind");
        let _ = fs::remove_dir_all(&out);
        let mut command = Command::new("pagefind");
        command.args(["--quiet", "--root-selector", "main", "--site"]).arg(&built).arg("--output-path").arg(&out);
        pagefind.push(run(&mut command));
    }
    let (plain, indexed, pagefind) = (median(&mut plain), median(&mut indexed), median(&mut pagefind));
    let index = Run { wall: indexed.wall.saturating_sub(plain.wall), memory: indexed.memory };
    report.table(
        &format!("An index of {pages} pages"),
        &["haven: what search adds to a build", "pagefind", "haven: the build with search", "haven: without"],
        &[index, pagefind, indexed, plain],
    );
    let found = Command::new("node").arg(repository("benches/compare/first-query.mjs")).arg(&built).output()?;
    if !found.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&found.stderr).into_owned()));
    }
    report.say(&queries(pages, &serde_json::from_slice(&found.stdout)?));
    fs::remove_dir_all(&scratch)
}

fn haven(site: &Path, out: &Path) -> Command {
    let mut haven = Command::new(HAVEN);
    haven.arg("build").arg("--root").arg(site).arg("--out").arg(out);
    haven
}

fn repository(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What is compared: a title, the field of the script's answer, and the unit with how many of it are one in the field.
const ROWS: [(&str, &str, &str, f64); 8] = [
    ("bytes, the middle query", "bytes", "kB", 1e3),
    ("bytes, the worst query", "worst", "kB", 1e3),
    ("requests, the middle query", "requests", "", 1.0),
    ("requests, the worst query", "most", "", 1.0),
    ("first result, no delay", "first", "ms", 1.0),
    ("first result, slow 4G", "slow", "ms", 1.0),
    ("the index, compressed", "size", "MB", 1e6),
    ("files of the index", "files", "", 1.0),
];

fn queries(pages: usize, found: &Value) -> String {
    let title = format!("A first query of three words among {pages} pages, in Chromium, until ten results are there");
    let mut text = format!("\n### {title}\n\n| | haven | pagefind | ratio |\n| --- | --- | --- | --- |\n");
    for (title, field, unit, one) in ROWS {
        let figure = |engine: &str| found[engine][field].as_f64().unwrap_or_default() / one;
        let (haven, pagefind) = (figure("haven"), figure("pagefind"));
        let digits = usize::from(haven < 100.0 && !unit.is_empty());
        let _ = writeln!(
            text,
            "| {title} | {haven:.digits$} {unit} | {pagefind:.digits$} {unit} | {:.2} |",
            pagefind / haven
        );
    }
    text
}
