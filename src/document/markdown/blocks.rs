//! The block structure of Markdown, line by line, as far as it must be known to tell where a directive can stand: which
//! block quotes, lists and notes a line lies in, and whether it is text or code. CommonMark §§ 4 and 5, with a directive's
//! fence as one more block that interrupts a paragraph. It decides nothing about the page: pulldown-cmark has the last
//! word, and what this module misjudged is undone.

/// A line of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its first byte after the markers of what contains it and after indentation.
    pub start: usize,
    /// Its end, without the line ending.
    pub end: usize,
    /// Containers that go on from the line before.
    pub kept: usize,
    /// Containers that it lies in.
    pub depth: usize,
    /// What it is.
    pub role: LineRole,
    /// Whether it ends raw HTML that only a blank line would have ended.
    pub ends_html: bool,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineRole {
    /// Text; `goes_on` when it belongs to the same paragraph as the line before.
    Text {
        goes_on: bool,
    },
    /// A directive's own line.
    Directive,
    /// Code, raw HTML, a rule.
    Other,
    Blank,
}

#[derive(Clone, Copy)]
enum Container {
    Quote,
    /// A list item, a definition or a footnote, with its indentation in columns.
    Indented(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaf {
    None,
    Paragraph,
    Fenced {
        mark: u8,
        length: usize,
    },
    /// Raw HTML until this text, or until a blank line.
    Html(Option<&'static str>),
}

/// The lines of a text, one after the other.
pub(super) struct Blocks<'a> {
    text: &'a str,
    at: usize,
    containers: Vec<Container>,
    leaf: Leaf,
    /// Whether the last block was a paragraph: then a `: ` begins a definition.
    after_paragraph: bool,
    was_blank: bool,
}

impl<'a> Blocks<'a> {
    /// The lines of `text`.
    pub fn of(text: &'a str) -> Self {
        let (containers, leaf) = (Vec::new(), Leaf::None);
        Blocks { text, at: 0, containers, leaf, after_paragraph: false, was_blank: false }
    }

    /// The next line; `is_directive` says of one that begins with a colon, and may be a block of its own, whether it is
    /// a directive's.
    pub fn next(&mut self, is_directive: &mut dyn FnMut(Line) -> bool) -> Option<Line> {
        let text = self.text;
        let rest = text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let end = self.at + length - usize::from(length > 0 && rest.as_bytes()[length - 1] == b'\r');
        let mut cursor = Cursor { bytes: &text.as_bytes()[..end], at: self.at, column: 0, spare: 0 };
        self.at += (length + 1).min(rest.len());
        let kept = self.matching(&mut cursor);
        let line = self.classify(cursor, kept, is_directive);
        self.was_blank = line.role == LineRole::Blank;
        Some(line)
    }

    /// How many of the open containers the line continues.
    fn matching(&self, cursor: &mut Cursor<'_>) -> usize {
        // A second blank line in a row closes nothing that the first did not: without this, ten thousand nested lists
        // would be looked through for each of ten thousand blank lines.
        if self.was_blank && cursor.is_blank() && cursor.at == cursor.bytes.len() {
            return self.containers.len();
        }
        for (position, container) in self.containers.iter().enumerate() {
            let saved = cursor.clone();
            let goes_on = match container {
                Container::Quote => cursor.quote_marker(),
                Container::Indented(columns) => cursor.spaces(*columns) == *columns || cursor.is_blank(),
            };
            if !goes_on {
                *cursor = saved;
                return position;
            }
        }
        self.containers.len()
    }

    fn classify(&mut self, mut cursor: Cursor<'_>, kept: usize, is_directive: &mut dyn FnMut(Line) -> bool) -> Line {
        let end = cursor.bytes.len();
        let all_kept = kept == self.containers.len();
        let was_html = self.leaf == Leaf::Html(None);
        if all_kept && let Some(line) = self.inside_leaf(&cursor, kept) {
            return line;
        }
        let ends_html = all_kept && was_html;
        let could_be_lazy = self.leaf == Leaf::Paragraph;
        if !all_kept && !could_be_lazy {
            self.leaf = Leaf::None;
        }
        let mut opened: Vec<Container> = Vec::new();
        let mut rule_fails_at = 0;
        let goes_on = could_be_lazy && (all_kept || !cursor.is_blank());
        while let Some(container) =
            self.container_start(&mut cursor, goes_on && all_kept && opened.is_empty(), &mut rule_fails_at)
        {
            opened.push(container);
        }
        let interrupts_text = goes_on && opened.is_empty();
        let indent = cursor.clone().spaces(4);
        let start = cursor.first_byte();
        let rest = &self.text[start..end];
        let line = |role, depth| Line { start, end, kept, depth, role, ends_html };
        let as_directive = line(LineRole::Directive, kept + opened.len());
        let is_directive = &mut || is_directive(as_directive);
        let block = if indent >= 4 { None } else { block_start(rest, interrupts_text, is_directive) };
        if interrupts_text && block.is_none() && !rest.trim().is_empty() {
            // The paragraph goes on, lazily when not all containers do: then they stay open all the same.
            let depth = self.containers.len();
            return Line { kept: depth, ..line(LineRole::Text { goes_on: true }, depth) };
        }
        self.containers.truncate(kept);
        self.containers.append(&mut opened);
        let depth = self.containers.len();
        let (leaf, role) = match block {
            _ if rest.trim().is_empty() => (Leaf::None, LineRole::Blank),
            None if indent >= 4 => (Leaf::None, LineRole::Other),
            None => (Leaf::Paragraph, LineRole::Text { goes_on: false }),
            Some(block) => block,
        };
        self.leaf = leaf;
        if role != LineRole::Blank {
            self.after_paragraph = leaf == Leaf::Paragraph;
        }
        line(role, depth)
    }

    /// The line when it goes on with code or raw HTML.
    fn inside_leaf(&mut self, cursor: &Cursor<'_>, kept: usize) -> Option<Line> {
        let (start, end) = (cursor.first_byte(), cursor.bytes.len());
        let rest = &self.text[start..end];
        match self.leaf {
            Leaf::Fenced { mark, length } => {
                let marks = rest.bytes().take_while(|byte| *byte == mark).count();
                let is_end = marks >= length && rest[marks..].trim().is_empty() && cursor.clone().spaces(4) < 4;
                if is_end {
                    self.leaf = Leaf::None;
                }
            }
            Leaf::Html(Some(close)) => {
                if contains_ignoring_case(rest, close) {
                    self.leaf = Leaf::None;
                }
            }
            Leaf::Html(None) => {
                // A directive's fence ends raw HTML that would go on to the next blank line.
                if rest.trim().is_empty() || rest.starts_with(":::") {
                    self.leaf = Leaf::None;
                    return None;
                }
            }
            Leaf::None | Leaf::Paragraph => return None,
        }
        Some(Line { start, end, kept, depth: kept, role: LineRole::Other, ends_html: false })
    }

    /// The container that begins at the cursor, which moves behind its marker.
    fn container_start(&self, cursor: &mut Cursor<'_>, in_text: bool, rule_fails_at: &mut usize) -> Option<Container> {
        let saved = cursor.clone();
        let indent = cursor.spaces(4);
        if indent < 4 {
            if cursor.quote_marker() {
                return Some(Container::Quote);
            }
            if let Some(width) = self.indented_start(cursor, in_text, rule_fails_at) {
                return Some(Container::Indented(indent + width));
            }
        }
        *cursor = saved;
        None
    }

    fn indented_start(&self, cursor: &mut Cursor<'_>, in_text: bool, rule_fails_at: &mut usize) -> Option<usize> {
        let rest = &cursor.bytes[cursor.at..];
        let marker = match rest.first()? {
            b'-' | b'+' | b'*' => {
                if cursor.at >= *rule_fails_at && is_rule(rest, cursor.at, rule_fails_at) {
                    return None;
                }
                1
            }
            b'0'..=b'9' => {
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                if digits > 9 || !matches!(rest.get(digits), Some(b'.' | b')')) || in_text && rest[..digits] != *b"1" {
                    return None;
                }
                digits + 1
            }
            b':' if self.after_paragraph => 1,
            b'[' if rest.get(1) == Some(&b'^') => {
                let label = rest.iter().take(1000).position(|byte| *byte == b']')?;
                if label < 3 || rest.get(label + 1) != Some(&b':') {
                    return None;
                }
                cursor.skip(label + 2);
                cursor.spaces(usize::MAX);
                return Some(4);
            }
            _ => return None,
        };
        let mut after = cursor.clone();
        after.skip(marker);
        let is_empty = after.is_blank();
        if !is_empty && !after.is_at_space() || is_empty && in_text {
            return None;
        }
        *cursor = after;
        let spaces = cursor.clone().spaces(5);
        let spaces = if is_empty || spaces >= 5 { 1 } else { spaces };
        cursor.spaces(spaces);
        Some(marker + spaces)
    }
}

/// The block, other than a paragraph, that begins with `rest`.
fn block_start(rest: &str, in_text: bool, is_directive: &mut dyn FnMut() -> bool) -> Option<(Leaf, LineRole)> {
    let bytes = rest.as_bytes();
    let first = *bytes.first()?;
    let run = bytes.iter().take_while(|byte| **byte == first).count();
    match first {
        b'#' if run <= 6 && bytes.get(run).is_none_or(|byte| matches!(byte, b' ' | b'\t')) => {
            Some((Leaf::None, LineRole::Text { goes_on: false }))
        }
        b'`' | b'~' if run >= 3 && (first == b'~' || !rest[run..].contains('`')) => {
            Some((Leaf::Fenced { mark: first, length: run }, LineRole::Other))
        }
        b'*' | b'-' | b'_' if is_rule(bytes, 0, &mut 0) => Some((Leaf::None, LineRole::Other)),
        b':' if is_directive() => Some((Leaf::None, LineRole::Directive)),
        b'<' => {
            let close = super::html_blocks::close(rest, in_text)?;
            let is_done = close.is_some_and(|close| contains_ignoring_case(&rest[1..], close));
            Some((if is_done { Leaf::None } else { Leaf::Html(close) }, LineRole::Other))
        }
        _ => None,
    }
}

/// Whether `rest` is a thematic break; where it fails is remembered, for a line of markers is asked at each of them.
fn is_rule(rest: &[u8], at: usize, fails_at: &mut usize) -> bool {
    let mark = rest[0];
    let other = rest.iter().position(|byte| *byte != mark && !matches!(byte, b' ' | b'\t'));
    if let Some(other) = other {
        *fails_at = at + other;
        return false;
    }
    matches!(mark, b'*' | b'-' | b'_') && rest.iter().filter(|byte| **byte == mark).count() >= 3
}

fn contains_ignoring_case(text: &str, ascii: &str) -> bool {
    text.as_bytes().windows(ascii.len()).any(|window| window.eq_ignore_ascii_case(ascii.as_bytes()))
}

/// A place in a line, counted in columns: a tab reaches to the next multiple of four.
#[derive(Clone)]
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    column: usize,
    /// Columns of a tab that were not taken yet.
    spare: usize,
}

impl Cursor<'_> {
    /// Takes up to `most` columns of white space and says how many.
    fn spaces(&mut self, most: usize) -> usize {
        let mut taken = 0;
        while taken < most {
            if self.spare == 0 {
                match self.bytes.get(self.at) {
                    Some(b' ') => self.spare = 1,
                    Some(b'\t') => self.spare = 4 - self.column % 4,
                    _ => break,
                }
                self.at += 1;
            }
            let step = self.spare.min(most - taken);
            self.spare -= step;
            self.column += step;
            taken += step;
        }
        taken
    }

    fn quote_marker(&mut self) -> bool {
        let saved = self.clone();
        self.spaces(3);
        if self.spare > 0 || self.bytes.get(self.at) != Some(&b'>') {
            *self = saved;
            return false;
        }
        self.skip(1);
        self.spaces(1);
        true
    }

    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
        self.column += bytes;
    }

    fn is_at_space(&self) -> bool {
        self.spare > 0 || matches!(self.bytes.get(self.at), Some(b' ' | b'\t'))
    }

    fn is_blank(&self) -> bool {
        self.bytes[self.at..].iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
    }

    fn first_byte(&self) -> usize {
        let spaces = self.bytes[self.at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
        self.at + spaces.count()
    }
}
