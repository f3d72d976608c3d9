//! Places inside a text. A `Span` counts bytes of one version of one file and is only ever read together with that
//! version; lines and columns are worked out when a diagnostic is printed, never before.

use std::ops::Range;

/// A range of bytes of a file's text, end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of a range. Files are limited to far below 4 GB, so a position fits in 32 bits.
    pub fn new(range: Range<usize>) -> Self {
        let narrow = |position: usize| u32::try_from(position).unwrap_or(u32::MAX);
        Span { start: narrow(range.start), end: narrow(range.end) }
    }

    /// The span moved by `offset` bytes to the right.
    pub fn shifted(self, offset: usize) -> Self {
        Span::new(self.start as usize + offset..self.end as usize + offset)
    }

    /// The span as a range of `usize`.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where each line of a text starts.
pub struct LineIndex {
    starts: Vec<u32>,
}

/// A line and a column, both counted from 1; a column counts characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

impl LineIndex {
    /// The index of `text`.
    pub fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        LineIndex { starts: std::iter::once(0).chain(ends.map(|(at, _)| at as u32 + 1)).collect() }
    }

    /// The line and column of the byte `offset` of `text`; an offset past the end is the end.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let offset = floor_char_boundary(text, offset as usize);
        let line = self.starts.partition_point(|start| *start as usize <= offset).max(1) - 1;
        let start = self.starts[line] as usize;
        Position { line: line as u32 + 1, column: text[start..offset].chars().count() as u32 + 1 }
    }

    /// The byte offset of a line and column; a place past the end of its line is the end of the line.
    pub fn offset(&self, text: &str, position: Position) -> u32 {
        let Some(start) = self.starts.get(position.line.max(1) as usize - 1) else { return text.len() as u32 };
        let line = text[*start as usize..].split('\n').next().unwrap_or_default();
        let column = line.char_indices().nth(position.column.max(1) as usize - 1).map_or(line.len(), |(at, _)| at);
        start + column as u32
    }
}

/// The nearest character boundary at or before `offset`.
pub fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let text = "ä\nbß c\n";
        let index = LineIndex::new(text);
        for (offset, line, column) in [(0, 1, 1), (1, 1, 1), (2, 1, 2), (3, 2, 1), (6, 2, 3), (99, 3, 1)] {
            assert_eq!(index.position(text, offset), Position { line, column }, "{offset}");
        }
        assert_eq!(index.offset(text, Position { line: 2, column: 3 }), 6);
        assert_eq!(index.offset(text, Position { line: 9, column: 1 }), text.len() as u32);
    }
}
