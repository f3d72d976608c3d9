//! Finds directives before pulldown-cmark reads the text, and hides them from it: each of their bytes is overprinted, so
//! that every position stays what it is. A container's fence becomes a rule (`***`, which ends a paragraph and makes no
//! list loose), a leaf becomes a heading (`#`, which is one line of inline Markdown), and an inline directive's brackets
//! become letters and parentheses, which do nothing. Where they stood is a mark; whoever reads the events does at each
//! mark what its directive says.

use std::ops::Range;

use super::MOST_DIAGNOSTICS;
use super::blocks::Blocks;
use super::directives::{self, DIRECTIVE_SYNTAX, Mistake, Problem};
use super::search::Search;
use crate::diagnostic::Code;
use crate::document::CallKind;

/// What was found.
#[derive(Default)]
pub(super) struct Marks {
    /// The text with the directives overprinted; `None` when there are none.
    pub text: Option<String>,
    /// In the order of the text.
    pub list: Vec<Mark>,
    /// The directives that the marks speak of.
    pub directives: Vec<Directive>,
    pub problems: Vec<Problem>,
}

/// A place where something was overprinted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub start: usize,
    pub end: usize,
    pub role: Role,
    /// Whether it was overprinted with a blank line, because a rule would not end the raw HTML before it.
    pub is_blank: bool,
}

/// What a mark stands for; the numbers are indexes of `Marks::directives`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    Open(usize),
    Close(usize),
    Leaf(usize),
    InlineOpen(usize),
    InlineClose(usize),
    /// An inline directive without text.
    Inline(usize),
    /// A fence that closes a container from outside of the list item or block quote that it began in.
    Outside,
    /// A colon at the beginning of a line: pulldown-cmark would take it for a definition even without a space after it.
    Colon,
}

/// A directive as written.
pub(super) struct Directive {
    pub name: String,
    pub kind: CallKind,
    /// A container's title, as Markdown.
    pub title: Option<String>,
    pub arguments: Vec<(String, String)>,
    /// What is shown as its place: a container's opening fence, or the whole of another.
    pub range: Range<usize>,
    /// The text in brackets of a leaf or an inline directive.
    pub body: Range<usize>,
}

impl Marks {
    /// No marks at all.
    pub fn none() -> Self {
        Marks::default()
    }

    /// Adds a mark.
    pub fn add(&mut self, range: Range<usize>, role: Role) {
        self.list.push(Mark { start: range.start, end: range.end, role, is_blank: false });
    }

    /// Adds the mark of a fence.
    pub fn add_fence(&mut self, range: Range<usize>, role: Role, is_blank: bool) {
        self.list.push(Mark { start: range.start, end: range.end, role, is_blank });
    }

    /// Adds a directive and says its number.
    pub fn directive(&mut self, directive: Directive) -> usize {
        self.directives.push(directive);
        self.directives.len() - 1
    }

    /// Adds a problem.
    pub fn problem(&mut self, code: &'static Code, range: Range<usize>, message: String, help: &str) {
        if self.problems.len() <= MOST_DIAGNOSTICS {
            self.problems.push(Problem { code, range, message, help: help.to_owned() });
        }
    }

    /// Adds a directive's mistake; `offset` is where what was read begins.
    pub fn mistake(&mut self, mistake: &Mistake, offset: usize) {
        let range = mistake.at.start + offset..mistake.at.end + offset;
        let help = "Write it as `name[text]{key=value other=\"two words\"}`, without spaces between the three parts.";
        self.problem(&DIRECTIVE_SYNTAX, range, format!("this directive cannot be read: {}", mistake.what), help);
    }
}

impl Mark {
    /// What must be left alone next time, when this mark turned out to be none.
    pub fn refusal(&self, directives: &[Directive]) -> Refusal {
        let at = match self.role {
            Role::Colon | Role::Outside => self.start,
            Role::Open(directive)
            | Role::Close(directive)
            | Role::Leaf(directive)
            | Role::Inline(directive)
            | Role::InlineOpen(directive)
            | Role::InlineClose(directive) => directives[directive].range.start,
        };
        Refusal { at, is_colon: matches!(self.role, Role::Colon) }
    }
}

/// A place where no directive begins, or where a colon is not to be hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Refusal {
    at: usize,
    is_colon: bool,
}

impl Refusal {
    /// No directive begins at `at`.
    pub fn directive(at: usize) -> Self {
        Refusal { at, is_colon: false }
    }

    /// The colon at `at` is not hidden.
    pub fn colon(at: usize) -> Self {
        Refusal { at, is_colon: true }
    }
}

/// Finds the directives of `text`, but for those that are `refused` (in order).
pub(super) fn find(text: &str, refused: &[Refusal]) -> Marks {
    if !may_hold_directives(text) {
        return Marks::none();
    }
    let mut search = Search::of(text, refused);
    let mut blocks = Blocks::of(text);
    while let Some(line) = blocks.next(&mut |line| search.is_block(line)) {
        search.line(line);
    }
    let mut marks = search.finish();
    // An inline directive at the beginning of a line has hidden its colon already.
    marks.list.sort_by_key(|mark| (mark.start, matches!(mark.role, Role::Colon)));
    marks.list.dedup_by(|later, earlier| later.start < earlier.end && matches!(later.role, Role::Colon));
    marks.text = (!marks.list.is_empty()).then(|| overprinted(text, &marks));
    marks
}

/// Whether it is worth to look closer: a colon before a name or another colon, or at the beginning of a line.
fn may_hold_directives(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| match bytes.get(at + 1) {
        None | Some(b' ' | b'\t' | b'\n' | b'\r') => false,
        Some(b':') => true,
        Some(next) => {
            let is_first = at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'\n' | b'\r' | b'>');
            let name = if next.is_ascii_alphabetic() { directives::name(&text[at + 1..]) } else { 0 };
            is_first || name > 0 && matches!(bytes.get(at + 1 + name), Some(b'[' | b'{'))
        }
    })
}

fn overprinted(text: &str, marks: &Marks) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for mark in &marks.list {
        let place = &mut bytes[mark.start..mark.end];
        match mark.role {
            Role::Open(_) | Role::Close(_) | Role::Outside => place.fill(if mark.is_blank { b' ' } else { b'*' }),
            Role::Colon => place.fill(b';'),
            Role::Inline(_) => place.fill(b'x'),
            Role::InlineClose(_) => place.fill(b')'),
            Role::InlineOpen(_) => {
                place.fill(b'x');
                place[mark.end - mark.start - 1] = b'(';
            }
            Role::Leaf(directive) => {
                let body = &marks.directives[directive].body;
                let start = mark.start;
                place[..body.start - start].fill(b' ');
                place[body.end - start..].fill(b' ');
                place[0] = b'#';
            }
        }
    }
    String::from_utf8(bytes).expect("whole characters are overprinted with ASCII")
}
