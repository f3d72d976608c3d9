//! `haven new`: a working site, small or a copy of the example, or an article with the fields that it needs. Never writes
//! over a file.

use std::borrow::Cow;
use std::fs;
use std::io::Write;
use std::path::Path;

use rust_embed::RustEmbed;

use super::{End, Files, Refusal, editor};
use crate::document::place;
use crate::engine::{Engine, Settings};
use crate::source::SourcePath;

#[derive(RustEmbed)]
#[folder = "src/cli/starter"]
struct Small;

/// The publisher that the example site invents, and what stands in its place in the copy for a clinic.
const SAMPLE_PUBLISHER: &str = "Steady Ground";
const PLACEHOLDER: &str = "Your clinic";

/// A few pages that show how a site is written.
pub fn small(dir: &Path) -> Result<End, Refusal> {
    let files = Small::iter().filter_map(|name| Some((name.to_string(), Small::get(&name)?.data))).collect();
    site(dir, files)?;
    println!("A new site is in `{0}`.\n\n  haven serve --root {0} --open", dir.display());
    Ok(End::Fine)
}

/// A copy of the example site with a placeholder for the publisher's name. Its people stay samples that say so, since no
/// page has been reviewed for this clinic yet.
pub fn clinic(dir: &Path, example: Files) -> Result<End, Refusal> {
    let named = |(name, bytes): (String, Cow<'static, [u8]>)| match str::from_utf8(&bytes) {
        Ok(text) => (name, text.replace(SAMPLE_PUBLISHER, PLACEHOLDER).into_bytes().into()),
        Err(_) => (name, bytes),
    };
    site(dir, example.into_iter().map(named).collect())?;
    println!(
        "A copy of the example site is in `{0}`. Before you publish it:\n\n\
         1. Put your name for \"{PLACEHOLDER}\" and your addresses for example.org in site.yaml,\n   \
         content/_data/organisation.yaml and the pages that say them.\n\
         2. Put your writers and reviewers in content/_data/people.yaml. Those in it are samples, and the pages say so.\n\
         3. Have each page reviewed; then set its reviewed_by, reviewed_on and review_due.\n\
         4. Check each help line, register and cost in content/_data, and date it.\n\n  \
         haven serve --root {0} --open",
        dir.display()
    );
    Ok(End::Fine)
}

fn site(dir: &Path, files: Files) -> Result<(), Refusal> {
    let is_occupied = fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if is_occupied || dir.is_file() {
        return Err(Refusal(format!("`{}` is not empty. Name a new folder, or empty this one first.", dir.display())));
    }
    for (name, bytes) in files {
        write_new(&dir.join(name), &bytes)?;
    }
    for (name, text) in editor::files(&built_in()) {
        write_new(&dir.join(name), text.as_bytes())?;
    }
    // What is built is made anew at any time, so it does not belong into the site's history.
    write_new(&dir.join(".gitignore"), b"/public/\n")
}

/// An engine that knows the built-in theme and nothing else.
fn built_in() -> Engine {
    let mut engine = Engine::new(Settings::on(jiff::civil::Date::ZERO));
    engine.update(Vec::new());
    engine
}

pub fn article(root: &Path, path: &str, title: &str) -> Result<End, Refusal> {
    let inner = path.trim_start_matches("./").strip_prefix("content/").unwrap_or(path);
    let with_ending = if inner.ends_with(".md") { inner.to_owned() } else { format!("{inner}.md") };
    let inside = !Path::new(inner).is_absolute() && !inner.split(['/', '\\']).any(|part| part == "..");
    let Some(source) = SourcePath::new(&format!("{}/{with_ending}", place::CONTENT)).filter(|_| inside) else {
        return Err(Refusal(format!("`{path}` is not a file below `content/`. Write it as in `cbt/evidence.md`.")));
    };
    let title = serde_json::to_string(title)?;
    let today = jiff::Zoned::now().date();
    let text = format!(
        "---\ntitle: {title}\nsummary: \"\"            # one or two plain sentences, at most 160 characters\n\
         type: article          # article, guide, faq, worksheet, exercise, directory, glossary, list, urgent or policy\n\
         audience: [self]       # self, partner, carer, clinician, all\ntopics: []\n\
         search: {{ synonyms: [] }} # what readers type who want this page\n\
         authors: []            # ids of _data/people.yaml\nreviewed_by: []\npublished: {today}\n\
         sources: []            # keys of _data/sources.yaml\nstatus: draft          # then in-review, then published\n---\n\n\
         Say in two or three sentences what this page is for.\n\n## The first thing to know\n\n"
    );
    let file = root.join(source.as_str());
    write_new(&file, text.as_bytes())?;
    println!("{}", file.display());
    Ok(End::Fine)
}

fn write_new(file: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let refuse = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Refusal(format!("`{}` already exists. Nothing was written.", file.display()))
        }
        _ => Refusal(format!("`{}` could not be written: {error}", file.display())),
    };
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(refuse)?;
    }
    fs::File::create_new(file).and_then(|mut new| new.write_all(bytes)).map_err(refuse)
}
