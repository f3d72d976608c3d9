//! Headings: each gets an anchor that is unique in its page and stays the same as long as its text does. What an author
//! wrote as `{#anchor}` always wins over what is made from a heading's text.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{At, Diagnostic, Spot};
use crate::document::Heading;
use crate::document::slug::slug;
use crate::source::{SourcePath, Span};

crate::codes! {
    /// # A heading at the wrong level
    ///
    /// The page's title is its first-level heading, so the text begins with `##`, and no level is skipped on the way
    /// down: `##`, then `###`, then `####`. People who listen to a page jump from heading to heading, and a missing
    /// level sounds like a missing part.
    ///
    /// Going back up may skip levels: after `####` a `##` opens the next part.
    HEADING_LEVEL: Warning = "heading-level";

    /// # Two headings with the same anchor
    ///
    /// `{#name}` after a heading gives it the address `page/#name`. Two headings of one page cannot share it, for a link
    /// could reach only the first. The second one has been numbered (`name-2`) so that the page still works.
    ///
    /// Headings without `{#…}` get an anchor from their text and are numbered without a word when they are alike.
    DUPLICATE_ANCHOR: Error = "duplicate-anchor";
}

/// The headings of a page so far.
#[derive(Default)]
pub(super) struct Outline {
    headings: Vec<Heading>,
    spans: Vec<Span>,
    taken: FxHashSet<String>,
    explicit: FxHashMap<String, Option<u32>>,
    next_number: FxHashMap<String, u32>,
}

impl Outline {
    /// An outline of a page whose text is `text`: anchors that the text gives explicitly are kept free for their
    /// headings, wherever they stand. A few may be kept that belong to no heading; that costs a number, nothing more.
    pub fn of(text: &str) -> Self {
        let mut outline = Outline::default();
        if memchr::memchr(b'}', text.as_bytes()).is_none() {
            return outline;
        }
        for line in text.lines().filter(|line| line.trim_end().ends_with('}')) {
            let attributes = line.rsplit('{').next().unwrap_or_default().trim_end().trim_end_matches('}');
            let anchors = attributes.split_whitespace().filter_map(|attribute| attribute.strip_prefix('#'));
            outline.explicit.extend(anchors.map(|anchor| (anchor.to_owned(), None)));
        }
        outline
    }

    /// Takes the next heading in and returns its anchor.
    pub fn add(
        &mut self,
        (level, title, explicit): (u8, String, Option<&str>),
        span: Span,
        file: &SourcePath,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> &str {
        let index = self.headings.len() as u32;
        let at = At::new(file, Spot::Bytes(span));
        let anchor = match explicit.filter(|anchor| !anchor.is_empty()) {
            Some(anchor) => match self.explicit.get(anchor).copied().flatten() {
                Some(first) => {
                    let first = At::new(file, Spot::Bytes(self.spans[first as usize]));
                    diagnostics.push(
                        Diagnostic::new(
                            &DUPLICATE_ANCHOR,
                            at.clone(),
                            format!("the anchor `#{anchor}` belongs to another heading"),
                        )
                        .label("the second heading with it")
                        .related(first, "the first")
                        .help("Give each heading an anchor of its own."),
                    );
                    self.free(anchor)
                }
                None => {
                    self.explicit.insert(anchor.to_owned(), Some(index));
                    anchor.to_owned()
                }
            },
            None => self.free(&slug(&title)),
        };
        self.check_level(level, at, diagnostics);
        self.taken.insert(anchor.clone());
        self.headings.push(Heading { level, anchor, title });
        self.spans.push(span);
        &self.headings[index as usize].anchor
    }

    /// The headings and their places.
    pub fn finish(self) -> (Vec<Heading>, Vec<Span>) {
        (self.headings, self.spans)
    }

    /// `anchor`, or else the first of `anchor-2`, `anchor-3` … that no heading has or will have.
    fn free(&mut self, anchor: &str) -> String {
        let is_free = |name: &str| !self.taken.contains(name) && !self.explicit.contains_key(name);
        if is_free(anchor) {
            return anchor.to_owned();
        }
        // The number is remembered, so that ten thousand headings with one text do not count up from two each.
        let number = self.next_number.entry(anchor.to_owned()).or_insert(2);
        loop {
            let candidate = format!("{anchor}-{number}");
            *number += 1;
            if is_free(&candidate) {
                return candidate;
            }
        }
    }

    fn check_level(&self, level: u8, at: At, diagnostics: &mut Vec<Diagnostic>) {
        let above = self.headings.last().map_or(1, |heading| heading.level);
        if level == 1 {
            diagnostics.push(
                Diagnostic::new(&HEADING_LEVEL, at, "a first-level heading inside the text")
                    .label("the page's title is its first-level heading")
                    .help("Begin the text's own headings with `##`."),
            );
        } else if level > above + 1 {
            let (marks, expected) = ("#".repeat(level.into()), "#".repeat(usize::from(above) + 1));
            diagnostics.push(
                Diagnostic::new(
                    &HEADING_LEVEL,
                    at,
                    format!("this heading skips a level: `{marks}` under `{}`", &marks[..above.into()]),
                )
                .label(format!("expected `{expected}`"))
                .help(format!("Write `{expected}` here, or add the heading that is missing above it.")),
            );
        }
    }
}
