//! The list of files that haven wrote, kept in the output folder as `.haven`. It says which folder is ours and which of
//! its files are. It holds no times, so that two builds of one site give the same bytes.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::PublishError;
use crate::source::OutputPath;

/// The manifest's name in the output folder.
pub(super) const NAME: &str = crate::source::disk::OUTPUT_MARK;

/// How the names of staging folders begin. What bears such a name is ours to remove.
pub(super) const STAGING: &str = ".haven-tmp-";

const VERSION: &str = "haven output 1";

/// The files of one build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    files: BTreeMap<OutputPath, Entry>,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub hash: u128,
    /// In bytes.
    pub size: u64,
}

/// Whether no output may have this path.
pub(super) fn is_reserved(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    first == NAME || first.starts_with(STAGING)
}

impl Manifest {
    /// The manifest of the folder `out`; `None` when there is none, or a file of that name which is no manifest.
    pub fn read(out: &Path) -> Result<Option<Manifest>, PublishError> {
        let place = out.join(NAME);
        match fs::read(&place) {
            Ok(bytes) => Manifest::parse(out, &String::from_utf8_lossy(&bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) if !place.is_file() => Ok(None),
            Err(error) => Err(PublishError::disk("read", &place, &error)),
        }
    }

    fn parse(out: &Path, text: &str) -> Result<Option<Manifest>, PublishError> {
        let mut lines = text.lines();
        match lines.next() {
            Some(VERSION) => Ok(Some(Manifest { files: lines.filter_map(parse_line).collect() })),
            Some(other) if other.starts_with("haven output ") => Err(PublishError::Newer(out.to_owned())),
            _ => Ok(None),
        }
    }

    /// One line a file, sorted by path: hash, size, path.
    pub fn text(&self) -> String {
        let mut text = format!("{VERSION}\n");
        for (path, Entry { hash, size }) in &self.files {
            let path = path.as_str().replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D");
            text.push_str(&format!("{hash:032x} {size} {path}\n"));
        }
        text
    }

    pub fn get(&self, path: &OutputPath) -> Option<&Entry> {
        self.files.get(path)
    }

    pub fn insert(&mut self, path: OutputPath, entry: Entry) {
        self.files.insert(path, entry);
    }

    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.files.keys()
    }

    /// The files by `spelling`.
    pub fn by_spelling(&self) -> HashMap<String, OutputPath> {
        self.files.keys().map(|path| (spelling(path), path.clone())).collect()
    }

    /// The files of both; `newer` says what they hold.
    pub fn union(&self, newer: &Manifest) -> Manifest {
        let mut union = self.clone();
        union.files.extend(newer.files.iter().map(|(path, entry)| (path.clone(), *entry)));
        union
    }
}

/// macOS and Windows see one file where two paths differ only in case; macOS also where one has its accents composed and
/// the other does not. Such paths have the same spelling.
pub(super) fn spelling(path: &OutputPath) -> String {
    path.as_str().nfc().flat_map(char::to_lowercase).collect()
}

fn parse_line(line: &str) -> Option<(OutputPath, Entry)> {
    let mut parts = line.splitn(3, ' ');
    let hash = u128::from_str_radix(parts.next()?, 16).ok()?;
    let size = parts.next()?.parse().ok()?;
    let path = percent_decode_str(parts.next()?).decode_utf8().ok()?;
    Some((OutputPath::new(&path)?, Entry { hash, size }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let mut manifest = Manifest::default();
        for (path, hash) in [("index.html", 1), ("100%/a b.txt", u128::MAX), ("two\nlines.txt", 0), ("ü/index.html", 7)]
        {
            manifest.insert(OutputPath::new(path).unwrap(), Entry { hash, size: 3 });
        }
        let text = manifest.text();
        assert_eq!(text.lines().count(), 5);
        assert_eq!(Manifest::parse(Path::new("public"), &text).unwrap(), Some(manifest));
    }

    #[test]
    fn a_manifest_claims_no_file_outside_its_folder() {
        let text = "haven output 1\n0 0 ../secret\n0 0 a/../../b\nnonsense\n0 0 /etc/passwd\n";
        let manifest = Manifest::parse(Path::new("public"), text).unwrap().unwrap();
        assert_eq!(manifest.paths().map(OutputPath::as_str).collect::<Vec<_>>(), ["etc/passwd"]);
    }
}
