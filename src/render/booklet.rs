//! A reading path as one page to print: the texts of its steps, one after the other, each filled as on its own page.

use tera::Value;

use super::Inputs;
use super::page::text;
use super::urls::Style;
use crate::diagnostic::Diagnostic;
use crate::site::{Reader, Route};
use crate::source::SourcePath;
use crate::theme::scope::Scope;
use crate::theme::values::{none, safe, with_fields};

/// The steps of a path: the fields of `page`, with each page's own `content` and `sources`.
pub(super) fn chapters(
    inputs: &Inputs<'_>,
    reader: &Reader<'_>,
    path: &str,
    style: &Style,
    diagnostics: &mut Vec<Diagnostic>,
) -> Value {
    let files = reader.reading_path(path).map(|path| path.value.files.clone()).unwrap_or_default();
    Value::from(files.iter().map(|file| chapter(inputs, reader, file, style, diagnostics)).collect::<Vec<_>>())
}

fn chapter(
    inputs: &Inputs<'_>,
    reader: &Reader<'_>,
    file: &SourcePath,
    style: &Style,
    diagnostics: &mut Vec<Diagnostic>,
) -> Value {
    let route = Route::Page(file.clone());
    let folder = reader.meta(file).map(|meta| meta.value.folder.clone()).unwrap_or_default();
    let scope = Scope { page: Some(file), folder, ..Scope::bare(reader, inputs.theme, &route) };
    let content = safe(&text(inputs, &scope, file, style, diagnostics));
    let sources = scope.get("sources").unwrap_or_else(none);
    with_fields(scope.whole_page(), [("content", content), ("sources", sources)])
}
