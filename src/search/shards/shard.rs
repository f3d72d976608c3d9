//! One shard: words, postings in bands of weight, and records of pages with the passages in which the words stand.

use std::fmt::Write;
use std::sync::{Arc, LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::cut::Piece;
use crate::search::index::{Index, Posting};
use crate::search::record::{PARTS, Record};
use crate::search::text::Section;
use crate::search::tokens;
use crate::search::write::{Bits, Part, front_coded, number};

/// How many pages of a term have a record in its shard: those in which it weighs most. The results of a query come from
/// the records in the shards of its words.
pub const CHAMPIONS: usize = 20;
/// How many postings a term keeps; of more, those that weigh least go.
const MOST: usize = 20_000;

/// Weights in bands: BM25F's saturated weight, which lies between 0 and k₁ + 1 = 2.2, in so many equal steps.
const BANDS: usize = 10;
const K1: f32 = 1.2;

/// The shard of these words; `lines` are those of the records. Other forms of the words are known too, wherever they sort:
/// who asks for `worried` wants `worry` marked.
pub fn part(index: &Index, forms: &Forms, records: &[Arc<Record>], lines: &[Line], piece: &Piece) -> Part {
    let all = &index.terms.words;
    let mut words: Vec<u32> = piece.words.clone().map(|word| word as u32).collect();
    let outside = words.clone().into_iter().flat_map(|word| forms.of(all[word as usize].1));
    words.extend(outside.filter(|word| !piece.words.contains(&(*word as usize))));
    words.sort_unstable();
    words.dedup();

    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    let mut terms = String::new();
    let mut postings = String::new();
    let mut champions: Vec<(u32, u16)> = Vec::new();
    for word in &words {
        let term = all[*word as usize].1;
        let next = numbers.len() as u32;
        let known = *numbers.entry(term).or_insert(next);
        number(next - known, &mut terms);
        if known == next {
            let mut list: Vec<Posting> = index.postings(term).collect();
            if next > 0 {
                postings.push(' ');
            }
            let count = list.len();
            if count > MOST {
                best(&mut list, MOST);
                list.truncate(MOST);
                list.sort_unstable_by_key(|posting| posting.page);
            }
            postings.push_str(&encoded(&list, count, lines.len()));
            champions.extend(best(&mut list, CHAMPIONS).iter().map(|posting| (posting.page, posting.passage)));
        }
    }
    champions.sort_unstable();
    champions.dedup();
    let own: FxHashSet<&str> = words.iter().map(|word| all[*word as usize].0.as_str()).collect();
    let mut gaps = String::new();
    let mut shown = String::new();
    let mut previous = 0;
    for passages in champions.chunk_by(|a, b| a.0 == b.0) {
        let page = passages[0].0;
        number(page - previous, &mut gaps);
        previous = page;
        let passages = passages.iter().map(|(_, passage)| *passage);
        lines[page as usize].write(&records[page as usize], &own, passages, &mut shown);
    }
    let list = front_coded(words.iter().map(|word| all[*word as usize].0.as_str()));
    let contents = [
        // Front-coded.
        ("words", list.as_str()),
        // Of each word, how far back its term was met; 0 for a new one.
        ("terms", &terms),
        // Of each term.
        ("postings", &postings),
        // The gaps between the pages that have a record.
        ("pages", &gaps),
        // A line for each of them.
        ("records", &shown),
    ];
    Part::labelled("w", &label(&piece.bound), &contents)
}

/// The beginning of a shard's words as part of a file's name: letters beyond ASCII by their numbers.
fn label(bound: &str) -> String {
    let mut label = String::new();
    for letter in bound.chars() {
        match letter {
            'a'..='z' | '0'..='9' => label.push(letter),
            other => write!(label, "_{:x}_", u32::from(other)).expect("a string takes all"),
        }
    }
    label
}

/// The words of each term, by their places.
pub struct Forms {
    starts: Vec<u32>,
    words: Vec<u32>,
}

impl Forms {
    /// The words of all terms of an index.
    pub fn new(index: &Index) -> Self {
        let mut starts = vec![0; index.terms.count + 1];
        index.terms.words.iter().for_each(|(_, term)| starts[*term as usize + 1] += 1);
        for term in 0..index.terms.count {
            starts[term + 1] += starts[term];
        }
        let mut next = starts.clone();
        let mut words = vec![0; index.terms.words.len()];
        for (place, (_, term)) in index.terms.words.iter().enumerate() {
            words[next[*term as usize] as usize] = place as u32;
            next[*term as usize] += 1;
        }
        Forms { starts, words }
    }

    /// The words of a term, in order.
    pub fn of(&self, term: u32) -> impl Iterator<Item = u32> {
        self.words[self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize].iter().copied()
    }
}

/// Brings the `count` weightiest postings to the front. Length does not count here: a page that grew over a step of it would be
/// chosen for dozens of words, or no longer, and change the files of them all.
fn best(list: &mut [Posting], count: usize) -> &[Posting] {
    if list.len() > count {
        list.select_nth_unstable_by_key(count, |posting| (u32::MAX - posting.weight, posting.page));
    }
    &list[..list.len().min(count)]
}

/// How many pages have the term, and then for each band, the weightiest first, how many pages it has and the gaps between
/// them. `list` is in the order of pages.
fn encoded(list: &[Posting], count: usize, pages: usize) -> String {
    let mut bands: [Vec<u32>; BANDS] = Default::default();
    for posting in list {
        bands[usize::from(band(posting.weight))].push(posting.page);
    }
    let mut bits = Bits::default();
    bits.golomb(count as u32, 5);
    for band in bands {
        bits.golomb(band.len() as u32, 2);
        let k = order(pages as u32, band.len() as u32);
        let mut next = 0;
        for page in band {
            bits.golomb(page - next, k);
            next = page + 1;
        }
    }
    bits.finish()
}

/// The band of a weight, which most weights have in a table.
fn band(weight: u32) -> u8 {
    static COMMON: LazyLock<[u8; 512]> = LazyLock::new(|| std::array::from_fn(|weight| work_out_band(weight as u32)));
    COMMON.get(weight as usize).copied().unwrap_or_else(|| work_out_band(weight))
}

fn work_out_band(weight: u32) -> u8 {
    let weight = weight as f32 / PARTS as f32;
    let saturated = weight * (K1 + 1.0) / (weight + K1);
    let step = (K1 + 1.0) / BANDS as f32;
    ((BANDS - 1) - ((saturated / step) as usize).min(BANDS - 1)) as u8
}

/// The order of the code for the gaps between `count` of `pages` numbers: what the client works out too.
fn order(pages: u32, count: u32) -> u32 {
    let usual = pages / count.max(1) * 11 / 16;
    if usual == 0 { 0 } else { 31 - usual.leading_zeros() }
}

/// What shards say of a page. A page stands in dozens of shards, so this is put together once.
pub struct Line {
    /// Title, address, type. The last part of the address is a space where it is made of the title's words.
    page: String,
    /// Its synonyms.
    names: Vec<Name>,
    /// For each section its heading and its anchor, which is empty where it is made of the heading's words and a space where
    /// there is none.
    sections: Vec<String>,
}

/// A synonym of a page.
struct Name {
    text: String,
    words: Vec<String>,
    is_common: bool,
}

impl Line {
    /// The line of a page. `common` are words that say little.
    pub fn of(record: &Record, common: &[&str]) -> Self {
        let plain = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        let kind = record.meta.kind.as_str();
        let url = record.url();
        let title = plain(&record.meta.title);
        let parts = url.strip_suffix('/').map(|url| url.rsplit_once('/').unwrap_or(("", url)));
        let short = match parts.filter(|(_, last)| is_slug(last, &title)) {
            Some(("", _)) => " /".to_owned(),
            Some((folder, _)) => [folder, "/ /"].concat(),
            None => url,
        };
        let kind = if kind == "article" { "" } else { kind };
        let page = [&title, short.as_str(), kind].join("\t");
        let name = |text: &String| {
            let words = tokens::words(text);
            let is_common = words.iter().all(|word| common.contains(&word.as_str()));
            Name { text: plain(text), words, is_common }
        };
        let names = record.meta.synonyms.iter().map(name).collect();
        let section = |section: &Section| {
            let anchor = match section.anchor.as_str() {
                "" => " ",
                anchor if is_slug(anchor, &section.heading) => "",
                anchor => anchor,
            };
            format!("{}\r{anchor}", plain(&section.heading))
        };
        Line { page, names, sections: record.sections.iter().map(section).collect() }
    }

    /// Writes the line with the `passages` of the page, which are in order, and with those of its synonyms that have a word of
    /// the shard's `own`: the others are in the shards of their words, which is where a query that means them looks. No query
    /// looks for common words, so a synonym of these alone is everywhere.
    fn write(&self, record: &Record, own: &FxHashSet<&str>, passages: impl Iterator<Item = u16>, out: &mut String) {
        out.push_str(&self.page);
        out.push('\t');
        let is_own = |name: &&Name| name.is_common || name.words.iter().any(|word| own.contains(word.as_str()));
        for (number, name) in self.names.iter().filter(is_own).enumerate() {
            if number > 0 {
                out.push('|');
            }
            out.push_str(&name.text);
        }
        let mut open = None;
        for passage in passages {
            let section = record.passages.section(passage);
            if open != Some(section) {
                open = Some(section);
                out.push('\t');
                out.push_str(self.sections.get(usize::from(section)).map_or("\r ", String::as_str));
            }
            let text = record.passages.text(passage);
            if !text.is_empty() {
                out.push('\r');
                out.push_str(text);
            }
        }
        out.push('\n');
    }
}

/// Whether `slug` is made of the words of `text`, and of one at least. Without making another: to put together those of all headings was
/// 1.4 % of the instructions of a build of 1,000 pages with an index.
fn is_slug(slug: &str, text: &str) -> bool {
    let (mut rest, mut is_first) = (Some(slug), true);
    tokens::each(text, &mut |word| {
        rest = rest.and_then(|rest| if is_first { Some(rest) } else { rest.strip_prefix('-') });
        rest = rest.and_then(|rest| rest.strip_prefix(word));
        is_first = false;
    });
    rest == Some("") && !is_first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_even_steps_of_the_saturated_weight() {
        let bands: Vec<u8> =
            [0.01, 0.2, 1.0, 2.0, 6.0, 100.0].map(|weight| band((weight * PARTS as f32) as u32)).into();
        assert_eq!(bands, [9, 8, 5, 3, 1, 0]);
    }

    #[test]
    fn a_slug_is_known_by_its_words() {
        for (slug, text, expected) in [
            ("what-cbt-cant-do", "What CBT can\u{2019}t do?", true),
            ("what-cbt", "What CBT can", false),
            ("what-cbt-can", "What CBT", false),
            ("whatcbt", "What CBT", false),
            ("", "", false),
            ("etat", "É\u{301}tat", true),
        ] {
            assert_eq!(is_slug(slug, text), expected, "{slug} {text}");
        }
    }

    #[test]
    fn a_label_is_plain_whatever_the_script() {
        assert_eq!((label("wor7"), label("éa"), label("焦")), ("wor7".into(), "_e9_a".into(), "_7126_".into()));
    }

    #[test]
    fn the_order_fits_the_usual_gap() {
        assert_eq!(
            [(10_000, 1), (10_000, 10), (10_000, 5_000), (10, 0)].map(|(pages, count)| order(pages, count)),
            [12, 9, 0, 2]
        );
    }
}
