//! Diagnostics with the lines they talk about: the one form from which the terminal, JSON, SARIF, GitHub and the browser
//! overlay are made. Names of places become lines and columns here and nowhere else. What an author's file holds is made
//! harmless to show: no control character, no line wider than a screen.

use std::collections::BTreeMap;

use serde::Serialize;

use super::lines::{Shown, WIDTH};
use super::{At, Code, Diagnostic, Severity, Spot};
use crate::source::{LineIndex, Position, SourcePath, Span};
use crate::yaml::front_matter_range;
use crate::yaml::locate::Places;

/// What `excerpts` asks for: it holds no files itself.
pub struct Lookup<'a> {
    /// The text of a file.
    pub text: &'a dyn Fn(&SourcePath) -> Option<&'a str>,
    /// Where `Spot::Link`, `Spot::Call` and `Spot::Heading` stand: `document::Spans` of the file.
    pub spans: &'a dyn Fn(&SourcePath, &Spot) -> Option<Span>,
}

/// A diagnostic, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// Which problem this is. Serialised as its name, which is also the anchor of its manual page.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, on one line.
    pub message: String,
    /// The file.
    pub path: SourcePath,
    /// Where in the file; `None` for the file as a whole.
    #[serde(serialize_with = "position")]
    pub start: Option<Position>,
    /// One character past its end.
    #[serde(serialize_with = "position")]
    pub end: Option<Position>,
    /// The lines around the place, then those of related places that are further away.
    pub blocks: Vec<Block>,
    /// What to do, on one line.
    pub help: Option<String>,
}

/// Neighbouring lines of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Block {
    /// The file.
    pub path: SourcePath,
    /// Where its first mark stands in the file; `None` when the file as a whole is meant, and there are no lines.
    #[serde(serialize_with = "position")]
    pub start: Option<Position>,
    /// What the whole file has to do with the problem, when there are no lines to write it on.
    pub label: Option<String>,
    /// The lines.
    pub lines: Vec<Line>,
    /// The marked places in them.
    pub marks: Vec<Mark>,
}

/// A line of a file, as it can be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// From 1.
    pub number: u32,
    /// Its text, with tabs as spaces, control characters visible, and `…` where a long line is cut.
    pub text: String,
}

/// A marked place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// The number of its line.
    pub line: u32,
    /// Its first character in the shown text, from 0.
    pub start: u32,
    /// One past its last character; always after `start`.
    pub end: u32,
    /// A few words.
    pub label: Option<String>,
    /// Whether it is the place of the problem itself.
    pub primary: bool,
}

/// The excerpts of `diagnostics`, each once, by file, line, column, code and message.
pub fn excerpts<'a>(diagnostics: &[Diagnostic], lookup: &Lookup<'a>) -> Vec<Excerpt> {
    let mut files = Files { lookup, files: BTreeMap::new() };
    let mut excerpts: Vec<Excerpt> = diagnostics.iter().map(|diagnostic| files.excerpt(diagnostic)).collect();
    excerpts.sort_by(|a, b| a.order().cmp(&b.order()));
    excerpts.dedup();
    excerpts
}

impl Excerpt {
    fn order(&self) -> (&SourcePath, Option<Position>, &'static str, &str) {
        (&self.path, self.start, self.code.name, &self.message)
    }
}

/// Files that were asked about, so that a file with a thousand diagnostics is searched for lines once.
struct Files<'l, 'a> {
    lookup: &'l Lookup<'a>,
    files: BTreeMap<SourcePath, Option<File<'a>>>,
}

struct File<'a> {
    text: &'a str,
    index: LineIndex,
    /// Made when first asked for.
    yaml: Option<Yaml<'a>>,
}

/// What stands where in the YAML of a file: all of it, or a Markdown file's front matter.
struct Yaml<'a> {
    places: Places<'a>,
    /// Where it begins.
    start: usize,
    /// The `---` above it, which stands for it when it is empty.
    opening: Option<Span>,
}

/// A place in a file, as lines and columns.
struct Place {
    start: Position,
    end: Position,
}

impl<'a> Files<'_, 'a> {
    fn excerpt(&mut self, diagnostic: &Diagnostic) -> Excerpt {
        let place = self.place(&diagnostic.at);
        let mut blocks = vec![self.block(&diagnostic.at.file, place.as_ref(), diagnostic.label.clone(), true)];
        for (at, label) in &diagnostic.related {
            let related = self.place(at);
            let block = self.block(&at.file, related.as_ref(), Some(label.clone()), false);
            match blocks.iter().position(|other| can_join(other, &block)) {
                Some(near) => self.join(&mut blocks[near], block),
                None => blocks.push(block),
            }
        }
        Excerpt {
            code: diagnostic.code,
            severity: diagnostic.severity,
            message: one_line(&diagnostic.message),
            path: diagnostic.at.file.clone(),
            start: place.as_ref().map(|place| place.start),
            end: place.as_ref().map(|place| place.end),
            blocks,
            help: diagnostic.help.as_deref().map(one_line),
        }
    }

    fn file(&mut self, path: &SourcePath) -> Option<&mut File<'a>> {
        if !self.files.contains_key(path) {
            let text = (self.lookup.text)(path);
            let file = text.map(|text| File { text, index: LineIndex::new(text), yaml: None });
            self.files.insert(path.clone(), file);
        }
        self.files.get_mut(path)?.as_mut()
    }

    fn place(&mut self, at: &At) -> Option<Place> {
        let named = match at.spot {
            Spot::Link(_) | Spot::Call(_) | Spot::Heading(_) => Some((self.lookup.spans)(&at.file, &at.spot)?),
            _ => None,
        };
        let file = self.file(&at.file)?;
        let span = match &at.spot {
            Spot::File => return None,
            Spot::Line(line, column) => file.word(Position { line: *line, column: *column }),
            Spot::Bytes(span) => *span,
            Spot::Value(path) => file.yaml(&at.file).place(|places| places.value(path))?,
            Spot::Key(path) => file.yaml(&at.file).place(|places| places.key(path))?,
            Spot::Link(_) | Spot::Call(_) | Spot::Heading(_) => named?,
            Spot::Words(words) => super::words::find(file.text, words)?,
        };
        let start = file.position(span.start);
        let end = file.position(span.end.max(span.start));
        Some(Place { start, end })
    }

    fn block(&mut self, path: &SourcePath, place: Option<&Place>, label: Option<String>, primary: bool) -> Block {
        let label = label.as_deref().map(one_line);
        let (Some(place), Some(file)) = (place, self.file(path)) else {
            return Block { path: path.clone(), start: None, label, lines: Vec::new(), marks: Vec::new() };
        };
        let number = place.start.line;
        let line = file.line(number);
        let from = place.start.column as usize - 1;
        let to = if place.end.line == number { place.end.column as usize - 1 } else { line.chars().count() };
        let (shown, columns) = Shown::new(line).around(from..to);
        let mark = Mark { line: number, start: columns.start as u32, end: columns.end as u32, label, primary };
        let mut lines = vec![Line { number, text: shown }];
        if let Some(above) = file.neighbour(number.checked_sub(1)) {
            lines.insert(0, above);
        }
        lines.extend(file.neighbour(number.checked_add(1)));
        Block { path: path.clone(), start: Some(place.start), label: None, lines, marks: vec![mark] }
    }

    /// Adds the lines and marks of `other`, and the one line that may lie between.
    fn join(&mut self, block: &mut Block, other: Block) {
        for line in other.lines {
            // A line may be cut where its mark needs it; one that is only context gives way.
            let is_marked = other.marks.iter().any(|mark| mark.line == line.number);
            match block.lines.iter_mut().find(|known| known.number == line.number) {
                Some(known) if is_marked => *known = line,
                Some(_) => {}
                None => block.lines.push(line),
            }
        }
        block.marks.extend(other.marks);
        let numbers = || block.lines.iter().map(|line| line.number);
        let (first, last) = (numbers().min().unwrap_or(1), numbers().max().unwrap_or(0));
        let gaps: Vec<u32> = (first..=last).filter(|number| numbers().all(|known| known != *number)).collect();
        if let Some(file) = self.file(&block.path) {
            let between = gaps.into_iter().map(|number| Line { number, text: Shown::new(file.line(number)).start() });
            block.lines.extend(between);
        }
        block.lines.sort_by_key(|line| line.number);
    }
}

impl Yaml<'_> {
    fn place(&self, find: impl Fn(&Places) -> Option<Span>) -> Option<Span> {
        find(&self.places).map(|span| span.shifted(self.start)).or(self.opening)
    }
}

impl<'a> File<'a> {
    fn yaml(&mut self, path: &SourcePath) -> &Yaml<'a> {
        let text = self.text;
        self.yaml.get_or_insert_with(|| {
            let front_matter = (path.extension() == "md").then(|| front_matter_range(text));
            let (range, opening) = match front_matter {
                Some(Some(front_matter)) => (front_matter.yaml, Some(Span::new(front_matter.opening))),
                Some(None) => (0..0, None),
                None => (0..text.len(), None),
            };
            Yaml { start: range.start, places: Places::new(&text[range]), opening }
        })
    }

    /// The word or sign at a position.
    fn word(&self, position: Position) -> Span {
        let start = self.index.offset(self.text, position) as usize;
        let rest = &self.text[start..];
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let sign = rest.chars().next().filter(|c| !c.is_control()).map_or(0, char::len_utf8);
        Span::new(start..start + word.max(sign))
    }

    /// The place of a byte, as editors count it: a byte order mark is no column.
    fn position(&self, offset: u32) -> Position {
        let Position { line, column } = self.index.position(self.text, offset);
        let is_after_mark = line == 1 && column > 1 && self.text.starts_with('\u{feff}');
        Position { line, column: if is_after_mark { column - 1 } else { column } }
    }

    /// The line `number` (from 1) without its end and without a byte order mark.
    fn line(&self, number: u32) -> &'a str {
        let start = self.index.offset(self.text, Position { line: number, column: 1 }) as usize;
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        let line = if start == 0 { line.trim_start_matches('\u{feff}') } else { line };
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// A line above or below a marked one, unless it is empty or not there.
    fn neighbour(&self, number: Option<u32>) -> Option<Line> {
        let number = number.filter(|number| *number > 0)?;
        let is_last = self.index.position(self.text, u32::MAX).line < number;
        let line = if is_last { "" } else { self.line(number) };
        (!line.trim().is_empty()).then(|| Line { number, text: Shown::new(line).start() })
    }
}

/// Whether two blocks are neighbours, and no line of them is cut in two ways that both have a mark.
fn can_join(block: &Block, other: &Block) -> bool {
    let ends = |block: &Block| Some((block.lines.first()?.number, block.lines.last()?.number));
    let (Some((first, last)), Some((other_first, other_last))) = (ends(block), ends(other)) else { return false };
    let text = |block: &Block, number: u32| {
        let is_marked = block.marks.iter().any(|mark| mark.line == number);
        block.lines.iter().find(|line| is_marked && line.number == number).map(|line| line.text.clone())
    };
    let agrees = |mark: &Mark| text(block, mark.line).is_none_or(|line| Some(line) == text(other, mark.line));
    let is_near = other_first <= last + 2 && first <= other_last + 2;
    block.path == other.path && is_near && other.marks.iter().all(agrees)
}

fn position<S: serde::Serializer>(position: &Option<Position>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Place {
        line: u32,
        column: u32,
    }
    position.map(|Position { line, column }| Place { line, column }).serialize(serializer)
}

/// A sentence without line ends or control characters, which could otherwise reach a terminal from a file's text.
fn one_line(text: &str) -> String {
    let shown = Shown::new(text).whole();
    if shown.chars().count() <= 8 * WIDTH { shown } else { shown.chars().take(8 * WIDTH).chain(['…']).collect() }
}
