//! Slips of the pen that Markdown takes without a word, because everything is Markdown: what swallows the rest of a page,
//! drops the end of a row, or stays as marks on the page. Looked for in the source of a block, when it begins.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Tag};

use super::translation::Translation;

crate::codes! {
    /// # Code that does not end
    ///
    /// Three backticks or tildes begin a block of code, and a line with the same marks ends it. Without that line all that
    /// follows is code, headings and links too.
    UNCLOSED_CODE: Warning = "unclosed-code";

    /// # A comment that does not end
    ///
    /// `<!--` begins a comment, which readers do not see, and `-->` ends it. Without the end all that follows is hidden.
    UNCLOSED_COMMENT: Error = "unclosed-comment";

    /// # A row with too many cells
    ///
    /// A row of a table has more cells than the first row has names for. What is too much is not shown. A `|` that belongs
    /// to the text of a cell is written `\|`.
    TABLE_CELLS: Error = "table-cells";

    /// # A table without its second line
    ///
    /// These lines look like the rows of a table. The second line of a table has hyphens under each name:
    ///
    /// ```markdown
    /// | Sign | What it feels like |
    /// | --- | --- |
    /// | Alarm | A tight chest |
    /// ```
    NO_TABLE: Warning = "no-table";

    /// # A heading without a space
    ///
    /// After the marks of a heading comes a space: `## Harms`. Without it the marks stay on the page as they are.
    HEADING_SPACE: Warning = "heading-space";

    /// # A picture without a description
    ///
    /// Between the square brackets stands what a picture shows, for everybody who cannot see it: `![A circle of four
    /// steps](cycle.svg)`. WCAG asks for it (1.1.1).
    ///
    /// A picture that only decorates says nothing to them. Leave it out; or excuse the page, with a reason, from the rule
    /// `no-alt` under `allow`.
    NO_ALT: Warning = "no-alt";

    /// # A picture from another site
    ///
    /// To show this picture a reader's browser would ask another site for it, and that site would learn which page they
    /// read. haven's pages ask nobody else for anything, so their content policy keeps the picture away.
    ///
    /// Put the file beside the page, if you may, and write its name: `![…](cycle.svg)`.
    REMOTE_IMAGE: Error = "remote-image";

    /// # A link that does not say where it leads
    ///
    /// Many people hear the links of a page one after the other, without the text around them (WCAG 2.4.4). "Here" and
    /// "click here" tell them nothing; the name of what they will find does.
    LINK_TEXT: Warning = "link-text";
}

/// Texts of links that say nothing by themselves, in English.
const SAY_NOTHING: &[&str] =
    &["here", "click here", "click", "link", "this link", "read more", "more", "this page", "this"];

impl Translation<'_> {
    /// Looks at a block that begins.
    pub fn look_for_slips(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        let source = self.source;
        let Some(text) = source.text.get(range.clone()) else { return };
        match tag {
            Tag::Paragraph => self.paragraph(text, range.start),
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => {
                let opening = text.lines().next().unwrap_or_default();
                if !is_closed(text) {
                    let at = range.start..range.start + opening.trim_end().len();
                    self.report(&UNCLOSED_CODE, at, "this code does not end").help =
                        Some("Write the same marks on a line of their own where it ends.".to_owned());
                }
            }
            Tag::HtmlBlock => {
                let opened = text.rfind("<!--").filter(|open| !text[*open..].contains("-->"));
                if let Some(open) = opened {
                    let at = range.start + open..range.start + open + 4;
                    self.report(&UNCLOSED_COMMENT, at, "this comment does not end, and hides all that follows").help =
                        Some("Write `-->` where it ends.".to_owned());
                }
            }
            Tag::Table(alignments) => self.table(text, range.start, alignments.len()),
            _ => {}
        }
    }

    fn paragraph(&mut self, text: &str, start: usize) {
        match text.as_bytes() {
            // A single mark may be a word of its own: `#1 reason`, `#hashtag`.
            [b'#', b'#', ..] => {
                let marks = text.bytes().take_while(|byte| *byte == b'#').count();
                let is_heading = marks <= 6 && text[marks..].starts_with(char::is_alphanumeric);
                if is_heading {
                    let at = start..start + marks;
                    let help = format!("Write a space after it: `{} …`.", &text[..marks]);
                    self.report(&HEADING_SPACE, at, "this is not a heading yet").help = Some(help);
                }
            }
            [b'|', ..] => {
                let is_row =
                    |line: &str| line.trim().len() > 2 && line.trim().starts_with('|') && line.trim().ends_with('|');
                let rows = text.lines().take_while(|line| is_row(line)).count();
                if rows >= 2 {
                    let first = text.lines().next().map_or(0, str::len);
                    let columns = cells(text.lines().next().unwrap_or_default());
                    let help = format!("Write `|{}` as the second line.", " --- |".repeat(columns));
                    self.report(&NO_TABLE, start..start + first, "this looks like a table and is none").help =
                        Some(help);
                }
            }
            _ => {}
        }
    }

    fn table(&mut self, text: &str, start: usize, columns: usize) {
        let mut at = start;
        for line in text.split_inclusive('\n') {
            let own = line.trim_start_matches(['>', ' ', '\t']).trim_end();
            let found = cells(own);
            if found > columns {
                let begin = at + line.find(own).unwrap_or(0);
                let message = format!("this row has {found} cells, and the table {columns} columns");
                self.report(&TABLE_CELLS, begin..begin + own.len(), message).help =
                    Some("Take a `|` away, or write `\\|` for one that belongs to the text.".to_owned());
            }
            at += line.len();
        }
    }

    /// Looks at a link: `[click here](…)`.
    pub fn look_for_link_text(&mut self, range: &Range<usize>) {
        let source = self.source;
        let Some(inside) = source.text.get(range.clone()).and_then(|link| link.strip_prefix('[')) else { return };
        let Some((words, _)) = inside.split_once(']').filter(|(words, _)| words.len() < 24) else { return };
        let words = words.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
        if SAY_NOTHING.contains(&words.as_str()) {
            self.report(
                &LINK_TEXT,
                range.clone(),
                format!("\u{201c}{words}\u{201d} does not say where the link leads"),
            )
            .help = Some("Name what the reader will find: `[the seven steps](…)`.".to_owned());
        }
    }

    /// Looks at the address of a picture.
    pub fn look_for_remote(&mut self, destination: &str, range: Range<usize>) {
        let is_remote = ["http://", "https://", "//"].iter().any(|start| destination.starts_with(start));
        if is_remote {
            self.report(&REMOTE_IMAGE, range, "this picture lies on another site").help =
                Some("Put the file beside the page and write its name here.".to_owned());
        }
    }

    /// Looks at a picture, whose description has been read.
    pub fn look_for_description(&mut self, description: &str, range: Range<usize>) {
        if description.trim().is_empty() {
            self.report(&NO_ALT, range, "this picture has no description").help =
                Some("Say between the square brackets what it shows.".to_owned());
        }
    }
}

/// Whether a block of code ends with its marks, and not with what it stands in.
fn is_closed(text: &str) -> bool {
    let bare = |line: &str| line.trim_start_matches(['>', ' ', '\t']).trim_end().to_owned();
    let opening = bare(text.lines().next().unwrap_or_default());
    let mark = opening.chars().next().unwrap_or('`');
    let length = opening.chars().take_while(|letter| *letter == mark).count();
    let last = bare(text.trim_end().lines().next_back().unwrap_or_default());
    let is_one_line = text.trim_end().lines().count() < 2;
    !is_one_line && last.chars().count() >= length && last.chars().all(|letter| letter == mark)
}

/// How many cells a row has.
fn cells(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let is_closed = row.ends_with('|') && !row.ends_with("\\|");
    let row = if is_closed { &row[..row.len() - 1] } else { row };
    let bytes = row.as_bytes();
    let is_border = |at: usize| at == 0 || bytes[at - 1] != b'\\';
    memchr::memchr_iter(b'|', bytes).filter(|at| is_border(*at)).count() + 1
}
