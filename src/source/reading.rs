//! ⚡ One file of a site becomes its bytes or a fault, with bounds on how large it may be.

#![allow(clippy::disallowed_methods)]

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::{Content, Fault, SourcePath};

/// The largest Markdown, YAML or HTML file that is taken, in bytes. A long book is below 2 MB; what is larger is a log
/// or a dump that strayed into the folder, and parsing it would only make the author wait.
pub const LARGEST_TEXT: u64 = 8 << 20;

/// The largest file of any other kind, in bytes: spans and range requests stay far from 32 bits.
const LARGEST_FILE: u64 = 1 << 30;

/// What the file holds; `None` when it has gone since its folder was listed.
pub fn read_file(place: &Path, path: &SourcePath) -> Option<Content> {
    match try_read(place, path) {
        Ok(content) => Some(content),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => Some(Content::Fault(Fault::Unreadable(in_its_words(&error)))),
    }
}

fn try_read(place: &Path, path: &SourcePath) -> io::Result<Content> {
    let limit = match path.extension() {
        "md" | "yaml" | "yml" | "html" => LARGEST_TEXT,
        _ => LARGEST_FILE,
    };
    let file = File::open(place)?;
    let size = file.metadata()?.len();
    if size > limit {
        return Ok(Content::Fault(Fault::TooLarge(size)));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    // The file may still be growing.
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Ok(Content::Fault(Fault::TooLarge(bytes.len() as u64)));
    }
    Ok(Content::Bytes(bytes.into()))
}

/// The operating system's words without its number: "Permission denied".
pub fn in_its_words(error: &io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or(&words).to_owned()
}
