//! Where the vocabulary is cut. A cut stands between two words that differ in their first letters, as few letters as will
//! do, so that it stays where it is while a site is edited: a letter's words become a shard of their own, or are cut at
//! the next letter, only when they outgrow the limit. What a word takes is estimated in coarse steps for the same reason.

use std::ops::Range;

use super::shard::CHAMPIONS;
use crate::search::index::Index;

/// What a shard may take when it is compressed, in bytes, by estimate. Smaller shards load faster and make a longer directory,
/// which every query loads too: what is best grows with the root of the number of pages, and no prose changes that.
const LIMITS: Range<f32> = 3_000.0..13_000.0;
const LIMIT_BY_PAGES: f32 = 130.0;
/// What a record with a passage takes when it is compressed, on the careful side. Fixed, or an edit might move every cut.
const RECORD: f32 = 95.0;

/// A stretch of the sorted vocabulary.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its words, by their place.
    pub words: Range<usize>,
    /// No word of it sorts before this, and every word of the stretches before does.
    pub bound: String,
}

/// Cuts the vocabulary of an index of so many pages.
pub fn ranges(index: &Index, pages: usize) -> Vec<Piece> {
    let words = &index.terms.words;
    let mut forms = vec![0u32; index.terms.count];
    words.iter().for_each(|(_, term)| forms[*term as usize] += 1);
    let bytes = |(_, term): &(String, u32)| {
        let size = stepped(index.size(*term) as f32);
        4.0 + (size + size.min(CHAMPIONS as f32) * RECORD) / forms[*term as usize] as f32
    };
    let sizes: Vec<f32> = words.iter().map(bytes).collect();
    let limit = (stepped(pages as f32).sqrt() * LIMIT_BY_PAGES).clamp(LIMITS.start, LIMITS.end);
    let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
    let mut pieces = Vec::new();
    Cutter { words: &words, sizes: &sizes, limit }.cut(0..words.len(), 0, &mut pieces);
    pieces
}

/// In steps of a factor of √2.
fn stepped(size: f32) -> f32 {
    2f32.powf(size.max(1.0).log2().mul_add(2.0, 0.5).floor() / 2.0)
}

struct Cutter<'a> {
    words: &'a [&'a str],
    /// What each word takes.
    sizes: &'a [f32],
    limit: f32,
}

impl Cutter<'_> {
    /// Cuts the words in `range`, which share their first `depth` letters.
    fn cut(&self, range: Range<usize>, depth: usize, pieces: &mut Vec<Piece>) {
        let letter = |at: usize| self.words[at].chars().nth(depth);
        let size = |range: Range<usize>| self.sizes[range].iter().sum::<f32>();
        let piece = |range: Range<usize>| {
            let bound = self.words[range.start].chars().take(depth + 1).collect();
            Piece { bound, words: range }
        };
        let mut open: Option<Range<usize>> = None;
        let mut start = range.start;
        while start < range.end {
            let end = (start..range.end).find(|at| letter(*at) != letter(start)).unwrap_or(range.end);
            match &mut open {
                Some(open) if size(open.start..end) <= self.limit => open.end = end,
                _ => {
                    pieces.extend(open.take().map(piece));
                    if size(start..end) > self.limit && end - start > 1 && letter(start).is_some() {
                        self.cut(start..end, depth + 1, pieces);
                    } else {
                        open = Some(start..end);
                    }
                }
            }
            start = end;
        }
        pieces.extend(open.map(piece));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_cut_where_they_outgrow_the_limit() {
        let words = ["a", "ab", "aba", "b", "ca", "cb", "cbx", "d"];
        let cut_at = |sizes: [f32; 8]| {
            let mut pieces = Vec::new();
            Cutter { words: &words, sizes: &sizes, limit: 100.0 }.cut(0..8, 0, &mut pieces);
            let starts: Vec<usize> = pieces.iter().map(|piece| piece.words.start).collect();
            let bounds: Vec<String> = pieces.into_iter().map(|piece| piece.bound).collect();
            (starts, bounds.join(" "))
        };
        let (small, large) = (1.0, 70.0);
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
