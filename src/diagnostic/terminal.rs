//! Excerpts as text for people: drawn with the lines around the place, or one line each. Decides nothing about the
//! terminal: whether colours are wanted is the caller's business.

use std::collections::BTreeSet;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::Severity;
use super::excerpt::{Block, Excerpt, Mark};

/// Whether text is coloured with ANSI escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Plain text.
    Plain,
    /// With colours.
    Colour,
}

/// One excerpt, drawn; without a line end.
///
/// ```text
/// error[unknown-key]: `sumary` is not a key of this front matter
///  ╭▸ content/cbt/evidence.md:3:1
///  │
/// 2 │ title: Evidence
/// 3 │ sumary: What we know
///  │ ━━━━━━
///  ╰ help: Did you mean `summary`?
/// ```
pub fn drawing(excerpt: &Excerpt, ink: Ink) -> String {
    let renderer = match ink {
        Ink::Plain => Renderer::plain(),
        Ink::Colour => Renderer::styled(),
    };
    let sources: Vec<Source> = excerpt.blocks.iter().map(Source::new).collect();
    let title = level(excerpt.severity).primary_title(excerpt.message.as_str()).id(excerpt.code.name);
    let mut group = Group::with_title(title);
    for source in &sources {
        for element in source.elements() {
            group = group.element(element);
        }
    }
    if let Some(help) = &excerpt.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let mut drawing = renderer.decor_style(DecorStyle::Unicode).render(&[group]);
    for source in &sources {
        if let Some((drawn, meant)) = source.moved() {
            drawing = drawing.replacen(&drawn, &meant, 1);
        }
    }
    drawing
}

/// One excerpt on one line, in the form that editors and terminals make clickable; without a line end.
pub fn line(excerpt: &Excerpt) -> String {
    let severity = word(excerpt.severity);
    format!("{}: {severity}[{}]: {}", place(excerpt), excerpt.code.name, excerpt.message)
}

/// How many there are: `2 errors and 1 warning in 3 files`; `None` when there are none.
pub fn summary(excerpts: &[Excerpt]) -> Option<String> {
    let count = |severity: Severity| excerpts.iter().filter(|excerpt| excerpt.severity == severity).count();
    let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    let counted = kinds.map(|(severity, name)| (count(severity), name));
    let parts: Vec<String> =
        counted.iter().filter(|(count, _)| *count > 0).map(|(count, name)| counted_noun(*count, name)).collect();
    let files: BTreeSet<_> = excerpts.iter().map(|excerpt| &excerpt.path).collect();
    let said = match parts.as_slice() {
        [] => return None,
        [one] => one.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    };
    Some(format!("{said} in {}", counted_noun(files.len(), "file")))
}

fn counted_noun(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn place(excerpt: &Excerpt) -> String {
    match excerpt.start {
        Some(start) => format!("{}:{}:{}", excerpt.path, start.line, start.column),
        None => excerpt.path.to_string(),
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::NOTE,
    }
}

/// A block as the drawing library wants it: one text, and marks in bytes of it.
struct Source<'a> {
    block: &'a Block,
    path: String,
    text: String,
}

impl<'a> Source<'a> {
    fn new(block: &'a Block) -> Self {
        let lines: Vec<&str> = block.lines.iter().map(|line| line.text.as_str()).collect();
        Source { block, path: block.path.to_string(), text: lines.join("\n") }
    }

    fn elements(&self) -> Vec<Element<'_>> {
        if self.block.start.is_none() {
            let origin = Element::from(Origin::path(self.path.as_str()));
            let label = self.block.label.as_deref().map(|label| Element::from(Level::NOTE.message(label)));
            return [Some(origin), label].into_iter().flatten().collect();
        }
        let first = self.block.lines.first().map_or(1, |line| line.number);
        let snippet = Snippet::source(self.text.as_str())
            .path(self.path.as_str())
            .line_start(first as usize)
            .fold(false)
            .annotations(self.block.marks.iter().map(|mark| self.annotation(mark)));
        vec![snippet.into()]
    }

    /// The library works the column out from the line as it is shown. Where a tab or a cut moved it, this is what it
    /// drew, and the place in the file.
    fn moved(&self) -> Option<(String, String)> {
        let (start, mark) = (self.block.start?, self.block.marks.first()?);
        let place = |column: u32| format!("{}:{}:{column}", self.path, start.line);
        (mark.start + 1 != start.column).then(|| (place(mark.start + 1), place(start.column)))
    }

    fn annotation(&self, mark: &'a Mark) -> Annotation<'a> {
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(self.bytes(mark)).label(mark.label.as_deref())
    }

    fn bytes(&self, mark: &Mark) -> Range<usize> {
        let before = self.block.lines.iter().take_while(|line| line.number < mark.line);
        let line_start: usize = before.map(|line| line.text.len() + 1).sum();
        let line = self.text[line_start..].split('\n').next().unwrap_or_default();
        let byte = |column: u32| line.char_indices().nth(column as usize).map_or(line.len(), |(at, _)| at);
        line_start + byte(mark.start)..line_start + byte(mark.end)
    }
}
