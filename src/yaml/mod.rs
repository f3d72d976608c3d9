//! The one reader of YAML: `site.yaml`, front matter, data files, theme manifests. It turns text into a value that fits a
//! `Shape` exactly, and everything that did not fit into diagnostics; it never fails and never guesses.

pub mod locate;
pub mod schema;
pub mod shape;

use serde::de::DeserializeOwned;

use crate::diagnostic::Diagnostic;
use crate::source::SourcePath;
pub use serde_yaml::Value;
pub use shape::{Field, Record, Shape};

/// Reads `text`, the YAML of `file`, as a value of `shape`.
///
/// Returns a value that fits: unknown keys and values of the wrong kind are taken out and reported, so that the rest can
/// be used. Text that is not YAML at all gives an empty mapping or list. `offset` is where `text` begins in its file,
/// in bytes, for the place of a syntax error.
pub fn read(file: &SourcePath, text: &str, offset: usize, shape: Shape) -> (Value, Vec<Diagnostic>) {
    let _ = (file, text, offset, shape);
    todo!()
}

/// A value that `read` returned, as a type whose fields agree with the shape.
pub fn decode<T: DeserializeOwned + Default>(value: Value) -> T {
    serde_yaml::from_value(value).unwrap_or_default()
}
