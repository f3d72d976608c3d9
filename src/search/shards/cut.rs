//! Where the vocabulary is cut. A cut stands between two words that differ in their first letters, as few letters as will
//! do, so that it stays where it is while a site is edited: a letter's words become a shard of their own, or are cut at
//! the next letter, only when they outgrow the limit. What a word takes is estimated in coarse steps for the same reason.

use std::ops::Range;
use std::sync::Arc;

use super::shard::{self, CHAMPIONS};
use crate::search::index::Index;
use crate::search::record::Record;

/// What a shard may take when it is compressed, in bytes, by estimate.
const LIMIT: f32 = 11_500.0;
/// How much of a record is left when it is compressed. Measured on English titles.
const COMPRESSED: f32 = 0.3;

/// A stretch of the sorted vocabulary.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its words, by their place.
    pub words: Range<usize>,
    /// No word of it sorts before this, and every word of the stretches before does.
    pub bound: String,
}

/// Cuts the vocabulary of an index.
pub fn ranges(index: &Index, records: &[Arc<Record>]) -> Vec<Piece> {
    let record = shard::length(records) as f32 / records.len().max(1) as f32;
    let record = stepped(record) * COMPRESSED;

    let words = &index.terms.words;
    let mut forms = vec![0u32; index.terms.count];
    words.iter().for_each(|(_, term)| forms[*term as usize] += 1);
    let bytes = |(_, term): &(String, u32)| {
        let size = stepped(index.size(*term) as f32);
        4.0 + (size + size.min(CHAMPIONS as f32) * record) / forms[*term as usize] as f32
    };
    let sizes: Vec<f32> = words.iter().map(bytes).collect();
    let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
    let mut pieces = Vec::new();
    cut(&words, &sizes, 0..words.len(), 0, &mut pieces);
    pieces
}

/// In steps of a factor of √2.
fn stepped(size: f32) -> f32 {
    2f32.powf(size.max(1.0).log2().mul_add(2.0, 0.5).floor() / 2.0)
}

/// Cuts the words in `range`, which share their first `depth` letters.
fn cut(words: &[&str], sizes: &[f32], range: Range<usize>, depth: usize, pieces: &mut Vec<Piece>) {
    let letter = |at: usize| words[at].chars().nth(depth);
    let mut open: Option<Range<usize>> = None;
    let mut start = range.start;
    while start < range.end {
        let end = (start..range.end).find(|at| letter(*at) != letter(start)).unwrap_or(range.end);
        let size = |range: &Range<usize>| sizes[range.clone()].iter().sum::<f32>();
        match &mut open {
            Some(open) if size(&(open.start..end)) <= LIMIT => open.end = end,
            _ => {
                open.take().into_iter().for_each(|range| pieces.push(piece(words, range, depth)));
                if size(&(start..end)) > LIMIT && end - start > 1 && letter(start).is_some() {
                    cut(words, sizes, start..end, depth + 1, pieces);
                } else {
                    open = Some(start..end);
                }
            }
        }
        start = end;
    }
    open.into_iter().for_each(|range| pieces.push(piece(words, range, depth)));
}

fn piece(words: &[&str], range: Range<usize>, depth: usize) -> Piece {
    Piece { bound: words[range.start].chars().take(depth + 1).collect(), words: range }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_cut_where_they_outgrow_the_limit() {
        let words = ["a", "ab", "aba", "b", "ca", "cb", "cbx", "d"];
        let cut_at = |sizes: [f32; 8]| {
            let mut pieces = Vec::new();
            cut(&words, &sizes, 0..8, 0, &mut pieces);
            let starts: Vec<usize> = pieces.iter().map(|piece| piece.words.start).collect();
            let bounds: Vec<String> = pieces.into_iter().map(|piece| piece.bound).collect();
            (starts, bounds.join(" "))
        };
        let (small, large) = (LIMIT / 100.0, LIMIT * 0.7);
        assert_eq!(cut_at([small; 8]), (vec![0], "a".into()));
        assert_eq!(
            cut_at([small, small, small, small, large, large, small, small]),
            (vec![0, 4, 5, 7], "a ca cb d".into())
        );
        assert_eq!(
            cut_at([large * 2.0, small, small, small, small, small, small, small]),
            (vec![0, 1, 3], "a ab b".into())
        );
    }
}
