//! What haven says about bad input: one model, built by every stage and printed only at the edge. A diagnostic points by
//! name (a key of the front matter, the n-th link) wherever it outlives the parse of its file, so that text which only
//! moved never makes a memoised diagnostic wrong.

pub mod excerpt;
pub mod json;
pub mod terminal;
mod lines;
mod words;

use crate::source::{SourcePath, Span};

/// One message about one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which problem this is; its manual page says more.
    pub code: &'static Code,
    /// How bad it is. Starts as the code's own severity.
    pub severity: Severity,
    /// What is wrong, in the author's words, without a full stop.
    pub message: String,
    /// Where.
    pub at: At,
    /// A few words beside the marked place.
    pub label: Option<String>,
    /// Other places that belong to the problem, each with its words.
    pub related: Vec<(At, String)>,
    /// What to do, as a sentence.
    pub help: Option<String>,
}

/// A place in the sources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The file.
    pub file: SourcePath,
    /// The place in it.
    pub spot: Spot,
}

/// A place in a file, from the coarsest to the finest way of naming it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// The file as a whole.
    File,
    /// A line and column, both from 1. Only for files (templates) whose every change makes their diagnostics anew.
    Line(u32, u32),
    /// Bytes of the file. Only in diagnostics that are made anew whenever the file changes (stage 1).
    Bytes(Span),
    /// A value of the file's YAML (a Markdown file's front matter, or the whole of a data file).
    Value(KeyPath),
    /// A key of the file's YAML.
    Key(KeyPath),
    /// The n-th link of a Markdown file, from 0.
    Link(u32),
    /// The n-th component call (directive) of a Markdown file, from 0.
    Call(u32),
    /// The n-th heading of a Markdown file, from 0.
    Heading(u32),
    /// The first place in a Markdown file's text, or else in its front matter, where these words stand outside of
    /// quotation marks, in any case and across line ends.
    Words(String),
}

/// The way to a value in YAML: `sources` → 2 → `doi`.
pub type KeyPath = Vec<Key>;

/// One step of a `KeyPath`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A key of a mapping.
    Name(String),
    /// An item of a list, from 0.
    Item(u32),
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site is not what its author meant: `build` and `check` end with exit code 1.
    Error,
    /// Worth a look; `check --strict` makes it an error.
    Warning,
    /// Said for completeness.
    Info,
}

/// A kind of problem, with its manual page. Made by `codes!`, next to the code that raises it.
#[derive(Debug)]
pub struct Code {
    /// Its name, such as `unknown-key`.
    pub name: &'static str,
    /// How bad it is by default.
    pub severity: Severity,
    /// Its manual page: Markdown, with a `# ` headline.
    pub manual: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
impl Eq for Code {}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

impl Code {
    /// The manual page without the space that a doc comment has in front of each line.
    pub fn page(&self) -> String {
        let lines = self.manual.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The headline of the manual page, without its `#`.
    pub fn headline(&self) -> &'static str {
        self.manual.lines().next().unwrap_or_default().trim_start().trim_start_matches('#').trim()
    }
}

/// Defines codes from their manual pages, which are their doc comments:
///
/// ```ignore
/// codes! {
///     /// # A key that haven does not know
///     ///
///     /// The front matter is strict …
///     UNKNOWN_KEY: Error = "unknown-key";
/// }
/// ```
///
/// Also makes `pub static CODES`, the list of them, which `engine::codes` collects for `haven explain`.
#[macro_export]
macro_rules! codes {
    ($($(#[doc = $line:literal])+ $name:ident: $severity:ident = $text:literal;)+) => {
        $($(#[doc = $line])+ pub static $name: $crate::diagnostic::Code = $crate::diagnostic::Code {
            name: $text,
            severity: $crate::diagnostic::Severity::$severity,
            manual: concat!($($line, "\n"),+),
        };)+
        /// The codes that this module raises.
        pub static CODES: &[&$crate::diagnostic::Code] = &[$(&$name),+];
    };
}

impl Diagnostic {
    /// A diagnostic without label, related places or help.
    pub fn new(code: &'static Code, at: At, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            at,
            label: None,
            related: Vec::new(),
            help: None,
        }
    }

    /// With a few words beside the marked place.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With a sentence that says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a second place that belongs to the problem.
    pub fn related(mut self, at: At, words: impl Into<String>) -> Self {
        self.related.push((at, words.into()));
        self
    }
}

/// The diagnostics by file, place, code and message, each once: the order in which they can be stored and compared
/// without a look at any text. `excerpt::excerpts` orders them by line.
pub fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| (&a.at, a.code.name, &a.message).cmp(&(&b.at, b.code.name, &b.message)));
    diagnostics.dedup();
    diagnostics
}

impl At {
    /// A file as a whole.
    pub fn file(file: &SourcePath) -> Self {
        At { file: file.clone(), spot: Spot::File }
    }

    /// A place in a file.
    pub fn new(file: &SourcePath, spot: Spot) -> Self {
        At { file: file.clone(), spot }
    }
}

/// The names among `known` that a person who wrote `written` may have meant, best first: at most three, each within a
/// third of its length in edits (Damerau-Levenshtein) or alike but for case, `-` and `_`.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let folded = |text: &str| text.to_lowercase().replace('-', "_");
    let written = folded(written);
    let mut ranked: Vec<(usize, &str)> = known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written, &folded(name)), name))
        .filter(|(distance, name)| *distance <= name.chars().count().max(3) / 3)
        .collect();
    ranked.sort();
    ranked.dedup();
    ranked.truncate(3);
    ranked.into_iter().map(|(_, name)| name).collect()
}

/// A help sentence that offers the nearest of `known`, if there is one: "Did you mean `summary`?"
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    match nearest(written, known).as_slice() {
        [] => None,
        [one] => Some(format!("Did you mean `{one}`?")),
        [first, rest @ ..] => {
            let rest: Vec<_> = rest.iter().map(|name| format!("`{name}`")).collect();
            Some(format!("Did you mean `{first}`, or perhaps {}?", rest.join(" or ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        let known = ["summary", "sources", "reviewed_by", "reviewed_on"];
        assert_eq!(nearest("sumary", known), ["summary"]);
        assert_eq!(nearest("Reviewed-By", known), ["reviewed_by", "reviewed_on"]);
        assert!(nearest("banana", known).is_empty());
        assert_eq!(did_you_mean("sorces", known).unwrap(), "Did you mean `sources`?");
    }
}
