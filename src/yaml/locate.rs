//! Where a key or value stands in a YAML text. Only asked when a diagnostic is printed: reading a front matter costs
//! microseconds because no position is kept. A second parser, which reports positions, walks the text then; where it is
//! stricter than the first, what it saw up to there is used.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser};

use super::front_matter::body_start;
use crate::diagnostic::{Key, KeyPath};
use crate::source::Span;

/// The place of the key at the end of `path` in `text`, in bytes of `text`. Falls back to the nearest thing around it
/// that is there; `None` only for a text without any key or value.
pub fn key_span(text: &str, path: &KeyPath) -> Option<Span> {
    Places::new(text).key(path)
}

/// The place of the value at `path` in `text`, in bytes of `text`: its first line when it has several. A mapping or list
/// of several lines is shown by the key that holds it, or by its first key. Falls back to the nearest thing around it
/// that is there; `None` only for a text without any key or value.
pub fn value_span(text: &str, path: &KeyPath) -> Option<Span> {
    Places::new(text).value(path)
}

/// The places of a text, for several questions about it.
pub struct Places<'a> {
    text: &'a str,
    nodes: Vec<Node>,
    root: Option<usize>,
}

struct Node {
    span: Range<usize>,
    content: Content,
}

enum Content {
    Scalar(String),
    List {
        items: Vec<usize>,
        is_flow: bool,
    },
    Map {
        entries: Vec<(usize, usize)>,
        is_flow: bool,
    },
    /// `*name`, with the node it stands for.
    Alias(Option<usize>),
}

/// A value found by its path.
struct Found {
    node: usize,
    /// The key that holds it; `None` for the root and items.
    key: Option<usize>,
    /// How many steps of the path led here.
    depth: usize,
}

impl<'a> Places<'a> {
    /// The places of `text`.
    pub fn new(text: &'a str) -> Self {
        let (nodes, root) = Builder::default().build(text);
        Places { text, nodes, root }
    }

    /// See [`key_span`].
    pub fn key(&self, path: &[Key]) -> Option<Span> {
        let found = self.find(path)?;
        let span = match found.key {
            Some(key) if found.depth == path.len() => self.first_line(key),
            _ => self.value_of(&found),
        };
        Some(span)
    }

    /// See [`value_span`].
    pub fn value(&self, path: &[Key]) -> Option<Span> {
        let found = self.find(path)?;
        Some(self.value_of(&found))
    }

    /// The first of several keys of the same name at the end of `path`.
    pub fn first_key(&self, path: &[Key]) -> Option<Span> {
        let (name, parent) = path.split_last()?;
        let parent = self.find(parent).filter(|found| found.depth == parent.len())?;
        let Content::Map { entries, .. } = &self.nodes[parent.node].content else { return None };
        let (key, _) = entries.iter().find(|(key, _)| self.is_called(*key, name))?;
        Some(self.first_line(*key))
    }

    fn find(&self, path: &[Key]) -> Option<Found> {
        let mut found = Found { node: self.root?, key: None, depth: 0 };
        for step in path {
            let node = self.target(found.node);
            let next = match (&self.nodes[node].content, step) {
                (Content::List { items, .. }, Key::Item(item)) => items.get(*item as usize).map(|node| (None, *node)),
                (Content::Map { entries, .. }, Key::Name(_)) => {
                    let entry = entries.iter().rfind(|(key, _)| self.is_called(*key, step));
                    entry.map(|(key, node)| (Some(*key), *node)).or_else(|| self.merged(entries, step))
                }
                // A single value where a list belongs was read as a list of one.
                (_, Key::Item(0)) => Some((found.key, node)),
                _ => None,
            };
            let Some((key, node)) = next else { break };
            found = Found { node, key, depth: found.depth + 1 };
        }
        Some(found)
    }

    /// The entry that comes in by `<<`.
    fn merged(&self, entries: &[(usize, usize)], step: &Key) -> Option<(Option<usize>, usize)> {
        let merge = Key::Name("<<".to_owned());
        let (_, value) = entries.iter().find(|(key, _)| self.is_called(*key, &merge))?;
        let value = self.target(*value);
        let sources = match &self.nodes[value].content {
            Content::List { items, .. } => items.clone(),
            _ => vec![value],
        };
        sources.into_iter().find_map(|source| {
            let Content::Map { entries, .. } = &self.nodes[self.target(source)].content else { return None };
            entries.iter().rfind(|(key, _)| self.is_called(*key, step)).map(|(key, node)| (Some(*key), *node))
        })
    }

    fn is_called(&self, key: usize, name: &Key) -> bool {
        match (&self.nodes[key].content, name) {
            (Content::Scalar(text), Key::Name(name)) => text == name,
            (Content::List { .. } | Content::Map { .. }, Key::Name(name)) => name.is_empty(),
            _ => false,
        }
    }

    fn target(&self, node: usize) -> usize {
        match self.nodes[node].content {
            Content::Alias(Some(target)) => target,
            _ => node,
        }
    }

    fn value_of(&self, found: &Found) -> Span {
        let shown = self.first_line(found.node);
        match &self.nodes[found.node].content {
            Content::List { is_flow: false, .. } | Content::Map { is_flow: false, .. } => match found.key {
                Some(key) => self.first_line(key),
                None => self.first_child(found.node).map_or(shown, |child| self.first_line(child)),
            },
            _ if shown.start == shown.end => found.key.map_or(shown, |key| self.first_line(key)),
            _ => shown,
        }
    }

    /// The first key or item of a block, however deep it begins.
    fn first_child(&self, mut node: usize) -> Option<usize> {
        loop {
            node = match &self.nodes[node].content {
                Content::List { items, is_flow: false } => *items.first()?,
                Content::Map { entries, is_flow: false } => entries.first()?.0,
                _ => return Some(node),
            };
        }
    }

    fn first_line(&self, node: usize) -> Span {
        let range = self.nodes[node].span.clone();
        let text = self.text.get(range.clone()).unwrap_or_default();
        let line = text.split(['\n', '\r']).next().unwrap_or_default().trim_end();
        Span::new(range.start..range.start + line.len())
    }
}

/// Turns events into nodes, without recursion.
#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    open: Vec<(usize, Option<usize>)>,
    anchors: BTreeMap<usize, usize>,
    root: Option<usize>,
}

impl Builder {
    fn build(mut self, text: &str) -> (Vec<Node>, Option<usize>) {
        let start = body_start(text);
        let bytes = ByteOffsets::new(&text[start..]);
        let mut parser = Parser::new_from_str(&text[start..]);
        while let Some(Ok((event, span))) = parser.next_event() {
            let from = start + bytes.of(span.start.index());
            let to = start + bytes.of(span.end.index()).max(from - start);
            match event {
                Event::Scalar(value, _, anchor, _) => self.node(from..to, Content::Scalar(value.into_owned()), anchor),
                Event::Alias(anchor) => {
                    let target = self.anchors.get(&anchor).copied();
                    self.node(from..to, Content::Alias(target), 0);
                }
                Event::SequenceStart(anchor, _) => {
                    let content = Content::List { items: Vec::new(), is_flow: to > from };
                    self.begin(from..to, content, anchor);
                }
                Event::MappingStart(anchor, _) => {
                    let content = Content::Map { entries: Vec::new(), is_flow: to > from };
                    self.begin(from..to, content, anchor);
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    if let Some((node, _)) = self.open.pop() {
                        self.nodes[node].span.end = to;
                    }
                }
                // A second document is an error that the reader has reported; the places are those of the first.
                Event::DocumentEnd => break,
                _ => {}
            }
        }
        (self.nodes, self.root)
    }

    fn begin(&mut self, span: Range<usize>, content: Content, anchor: usize) {
        let node = self.nodes.len();
        self.node(span, content, anchor);
        self.open.push((node, None));
    }

    fn node(&mut self, span: Range<usize>, content: Content, anchor: usize) {
        let node = self.nodes.len();
        self.nodes.push(Node { span, content });
        if anchor != 0 {
            self.anchors.insert(anchor, node);
        }
        let Some((parent, key)) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        match &mut self.nodes[*parent].content {
            Content::List { items, .. } => items.push(node),
            Content::Map { entries, .. } => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(node),
            },
            Content::Scalar(_) | Content::Alias(_) => {}
        }
    }
}

/// The parser counts characters; a `Span` counts bytes.
enum ByteOffsets {
    Ascii(usize),
    Table(Vec<u32>),
}

impl ByteOffsets {
    fn new(text: &str) -> Self {
        if text.is_ascii() {
            return ByteOffsets::Ascii(text.len());
        }
        let starts = text.char_indices().map(|(at, _)| at);
        ByteOffsets::Table(starts.chain([text.len()]).map(|at| at as u32).collect())
    }

    fn of(&self, characters: usize) -> usize {
        match self {
            ByteOffsets::Ascii(len) => characters.min(*len),
            ByteOffsets::Table(starts) => starts.get(characters).or(starts.last()).map_or(0, |at| *at as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> KeyPath {
        let steps = text.split('.').filter(|step| !step.is_empty());
        steps.map(|step| step.parse().map_or_else(|_| Key::Name(step.to_owned()), Key::Item)).collect()
    }

    /// `expected` is `line:column text`, of the value of `at`, or of its key when `at` ends with `:`.
    #[track_caller]
    fn check(text: &str, at: &str, expected: &str) {
        let span = match at.strip_suffix(':') {
            Some(at) => key_span(text, &path(at)),
            None => value_span(text, &path(at)),
        };
        let found = span.map_or("-".to_owned(), |span| {
            let index = crate::source::LineIndex::new(text);
            let position = index.position(text, span.start);
            format!("{}:{} {}", position.line, position.column, &text[span.range()])
        });
        assert_eq!(found, expected, "{at} in\n{text}");
    }

    const PAGE: &str = "títle: Ö x  # c\r\ntopics: [ä, bc]\r\npath:\r\n  name: s\r\n  order: 3\r\nrows:\r\n  - id: a\r\n    \
                        url: u\r\n  - {id: b}\r\nempty:\r\nlong: |\r\n  one\r\n  two\r\nquoted: \"a\r\n  b\"\r\nfold: x\r\n  y\r\n";

    #[test]
    fn keys_and_values_of_a_page() {
        check(PAGE, "títle", "1:8 Ö x");
        check(PAGE, "títle:", "1:1 títle");
        check(PAGE, "topics", "2:9 [ä, bc]");
        check(PAGE, "topics.1", "2:13 bc");
        check(PAGE, "path", "3:1 path");
        check(PAGE, "path.order", "5:10 3");
        check(PAGE, "path.order:", "5:3 order");
        check(PAGE, "rows.0", "7:5 id");
        check(PAGE, "rows.0.url", "8:10 u");
        check(PAGE, "rows.1", "9:5 {id: b}");
        check(PAGE, "empty", "10:1 empty");
        check(PAGE, "long", "12:3 one");
        check(PAGE, "quoted", "14:9 \"a");
        check(PAGE, "fold", "16:7 x");
    }

    #[test]
    fn what_is_missing_is_shown_by_what_is_around_it() {
        check(PAGE, "nothing", "1:1 títle");
        check(PAGE, "path.nothing", "3:1 path");
        check(PAGE, "path.nothing:", "3:1 path");
        check(PAGE, "rows.0.nothing", "7:5 id");
        check(PAGE, "rows.9.nothing", "6:1 rows");
        check(PAGE, "", "1:1 títle");
        check("", "a", "-");
        check("# only this\n", "a", "-");
        check("- - a\n", "0.5", "1:5 a");
    }

    #[test]
    fn the_last_of_two_keys_counts_and_the_first_can_be_asked_for() {
        check("a: 1\nb: 2\na: 3\n", "a", "3:4 3");
        check("a: 1\nb: 2\na: 3\n", "a:", "3:1 a");
        let text = "x: 0\na: 1\na: 3\n";
        assert_eq!(Places::new(text).first_key(&path("a")), Some(Span { start: 5, end: 6 }));
    }

    #[test]
    fn anchors_aliases_and_merges_lead_to_where_the_text_is() {
        let text = "a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: 2\nf: &y [1]\n";
        check(text, "c", "3:4 *x");
        check(text, "c.b", "2:6 1");
        check(text, "d.b", "2:6 1");
        check(text, "d.b:", "2:3 b");
        check(text, "f.0", "7:8 1");
    }

    #[test]
    fn a_single_value_is_also_the_first_of_its_list() {
        check("topics: a\n", "topics.0", "1:9 a");
        check("rows:\n  id: a\n", "rows.0.id", "2:7 a");
        check("\u{feff}a: b\n", "a", "1:5 b");
    }

    #[test]
    fn where_the_second_parser_gives_up_the_start_is_still_known() {
        check("a: 1\nb: [1,\n2]\nc: 3\n", "a", "1:4 1");
        check("a: 1\nb: @\n", "a", "1:4 1");
    }
}
