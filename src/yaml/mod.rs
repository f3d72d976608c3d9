//! The one reader of YAML: `site.yaml`, front matter, data files, theme manifests. It turns text into a value that fits a
//! `Shape` exactly, and everything that did not fit into diagnostics; it never fails and never guesses.

pub mod date;
pub mod locate;
pub mod schema;
pub mod shape;
mod advice;
mod country;
mod fit;
mod front_matter;
mod lines;
mod load;
mod plain;
mod syntax;

use serde::de::DeserializeOwned;
use serde_yaml::Mapping;

use crate::diagnostic::{At, Code, Diagnostic, Key, KeyPath, Spot};
use crate::source::SourcePath;
pub use country::country;
pub use fit::{MISSING_KEY, is_address};
pub use front_matter::{FrontMatter, front_matter_range};
use locate::Places;
pub use serde_yaml::Value;
pub use shape::{Field, Record, Shape};

/// Reads `text`, the YAML of `file`, as a value of `shape`.
///
/// Returns a value that fits: unknown keys and values of the wrong kind are taken out and reported, so that the rest can
/// be used. Where the shape wants a list, a single value becomes a list of one. Text that is not YAML at all gives an
/// empty mapping or list and one diagnostic, without a complaint for each key that is missing then. `offset` is where
/// `text` begins in its file, in bytes, for the place of a syntax error; all other places are named.
///
/// Whole numbers in the result fit in an `i32`, dates are real days written `YYYY-MM-DD`. A record may still lack its
/// required fields, and rows of a list that were no records are empty ones: decode into types with `serde(default)`.
///
/// What `plain` does not know takes 21 µs for a front matter of 15 keys and 32 µs for one of 22 with nested lists (637 bytes), all but one
/// of them spent in the library.
pub fn read(file: &SourcePath, text: &str, offset: usize, shape: Shape) -> (Value, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let start = front_matter::body_start(text);
    let loaded = match load::load(&text[start..]) {
        Ok(loaded) => loaded,
        Err(failure) => {
            let diagnostic = syntax::explain(file, &text[start..], offset + start, &failure);
            return (empty(shape), vec![diagnostic]);
        }
    };
    if !loaded.duplicates.is_empty() {
        diagnostics = duplicates(file, text, offset, loaded.duplicates);
    }
    let mut value = if matches!(loaded.value, Value::Null) { empty(shape) } else { loaded.value };
    if !fit::fit(file, &mut value, shape, &mut diagnostics) {
        value = empty(shape);
    }
    (value, shortened(file, diagnostics))
}

/// More than this nobody reads, and a file that is no YAML of ours at all could earn one for every line.
const MOST_DIAGNOSTICS: usize = 200;

fn shortened(file: &SourcePath, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if diagnostics.len() > MOST_DIAGNOSTICS {
        diagnostics.truncate(MOST_DIAGNOSTICS);
        let message = format!("there are more problems in this file than these {MOST_DIAGNOSTICS}");
        diagnostics.push(Diagnostic::new(&syntax::MORE, At::file(file), message));
    }
    diagnostics
}

/// A value that `read` returned, as a type whose fields agree with the shape.
///
/// A type that does not agree is a mistake in haven: tests stop at it, a release uses the default.
pub fn decode<T: DeserializeOwned + Default>(value: Value) -> T {
    serde_yaml::from_value(value).unwrap_or_else(|error| {
        debug_assert!(false, "a type and its shape disagree: {error}");
        T::default()
    })
}

/// The text of a mapping's field, or nothing.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// The codes that reading YAML raises.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    fit::CODES.iter().chain(syntax::CODES).copied()
}

fn empty(shape: Shape) -> Value {
    match shape {
        Shape::List(_) => Value::Sequence(Vec::new()),
        _ => Value::Mapping(Mapping::new()),
    }
}

fn duplicates(file: &SourcePath, text: &str, offset: usize, paths: Vec<KeyPath>) -> Vec<Diagnostic> {
    let places = Places::new(text);
    let say = |path: KeyPath| {
        let name = match path.last() {
            Some(Key::Name(name)) => name.as_str(),
            _ => "",
        };
        let message = format!("`{}` appears twice", advice::short(name));
        let first = places.first_key(&path);
        let diagnostic = Diagnostic::new(&syntax::DUPLICATE_KEY, At::new(file, Spot::Key(path)), message)
            .label("this one counts")
            .help("Keep one of the two.");
        match first {
            Some(span) => diagnostic.related(At::new(file, Spot::Bytes(span.shifted(offset))), "the first one"),
            None => diagnostic,
        }
    };
    // Each is searched for: a file of nothing but one key would take the square of its length.
    paths.into_iter().take(MOST_DIAGNOSTICS + 1).map(say).collect()
}
