//! One shard: words, postings in bands of weight, and records of pages.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use serde_json::json;

use crate::search::index::{Index, Posting};
use crate::search::record::{PARTS, Record};
use crate::search::text::Section;
use crate::search::tokens;
use crate::search::write::{Bits, Part, front_coded, number};

/// How many pages of a term have a record in its shard: those in which it weighs most. The results of a query come from
/// the records in the shards of its words.
pub const CHAMPIONS: usize = 20;
/// For how many of them the record says in which section the term stands.
const PLACED: usize = 6;
/// How many postings a term keeps; of more, those that weigh least go.
const MOST: usize = 20_000;

/// Weights in bands: BM25F's saturated weight, which lies between 0 and k₁ + 1 = 2.2, in so many equal steps.
const BANDS: usize = 10;
const K1: f32 = 1.2;

/// The shard of these words; `lines` are those of the records.
pub fn part(index: &Index, lines: &[Line], words: Range<usize>) -> Part {
    let words = &index.terms.words[words];
    let mut numbers: HashMap<u32, u32> = HashMap::new();
    let mut terms = String::new();
    let mut postings = String::new();
    let mut pages: BTreeMap<u32, Option<Standing>> = BTreeMap::new();
    for (_, term) in words {
        let next = numbers.len() as u32;
        let known = *numbers.entry(*term).or_insert(next);
        number(next - known, &mut terms);
        if known == next {
            let mut list: Vec<Posting> = index.postings(*term).collect();
            if next > 0 {
                postings.push(' ');
            }
            let count = list.len();
            let champions = best(&mut list, CHAMPIONS);
            for (rank, posting) in champions.iter().enumerate() {
                let standing = posting.section.filter(|_| rank < PLACED);
                let standing = standing.map(|section| Standing { weight: posting.weight, section, term: known });
                let page = pages.entry(posting.page).or_default();
                *page = (*page).max(standing);
            }
            best(&mut list, MOST);
            list.truncate(MOST);
            postings.push_str(&encoded(list, count, lines.len()));
        }
    }
    let mut gaps = String::new();
    let mut records = String::new();
    let mut previous = 0;
    for (page, standing) in pages {
        number(page - previous, &mut gaps);
        previous = page;
        lines[page as usize].write(standing, &mut records);
    }
    let list = front_coded(words.iter().map(|(word, _)| word.as_str()));
    Part::of("w", &json!({ "words": list, "terms": terms, "postings": postings, "pages": gaps, "records": records }))
}

/// Where a term stands in a page; the weightiest is shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    weight: u32,
    section: u16,
    /// By its number in the shard.
    term: u32,
}

/// Brings the `count` weightiest postings to the front, sorted.
fn best(list: &mut [Posting], count: usize) -> &[Posting] {
    let key = |posting: &Posting| (u32::MAX - posting.weight, posting.page);
    if list.len() > count {
        list.select_nth_unstable_by_key(count, key);
    }
    let end = list.len().min(count);
    list[..end].sort_unstable_by_key(key);
    &list[..end]
}

/// How many pages have the term, and then for each band, the weightiest first, how many pages it has and the gaps between
/// them.
fn encoded(mut list: Vec<Posting>, count: usize, pages: usize) -> String {
    let mut bands: [Vec<u32>; BANDS] = Default::default();
    list.sort_unstable_by_key(|posting| posting.page);
    for posting in list {
        bands[band(posting.weight)].push(posting.page);
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

fn band(weight: u32) -> usize {
    let weight = weight as f32 / PARTS;
    let saturated = weight * (K1 + 1.0) / (weight + K1);
    let step = (K1 + 1.0) / BANDS as f32;
    (BANDS - 1) - ((saturated / step) as usize).min(BANDS - 1)
}

/// The order of the code for the gaps between `count` of `pages` numbers: what the client works out too.
fn order(pages: u32, count: u32) -> u32 {
    let usual = pages / count.max(1) * 11 / 16;
    if usual == 0 { 0 } else { 31 - usual.leading_zeros() }
}

/// What shards say of a page. A page stands in dozens of shards, so this is put together once.
pub struct Line {
    /// Address, title, type, synonyms, the beginning of the summary.
    page: String,
    /// For each section its heading, and its anchor where that is not made of the heading's words; nothing for one that has no
    /// anchor.
    sections: Vec<String>,
}

impl Line {
    /// The line of a page.
    pub fn of(record: &Record) -> Self {
        let plain = |text: &str| text.replace(['\t', '\n'], " ");
        let kind = record.meta.kind.as_str();
        let page = [
            record.url(),
            plain(&record.meta.title),
            (if kind == "article" { "" } else { kind }).to_owned(),
            plain(&record.meta.synonyms.join("|")),
            plain(&beginning(&record.meta.summary)),
        ];
        let section = |section: &Section| {
            let heading = plain(&section.heading);
            match section.anchor.as_str() {
                "" => String::new(),
                anchor if tokens::words(&section.heading).join("-") == anchor => heading,
                anchor => format!("{heading}\t{anchor}"),
            }
        };
        Line { page: page.join("\t"), sections: record.sections.iter().map(section).collect() }
    }

    /// Writes the line, and where a term stands: its number, and the section.
    fn write(&self, standing: Option<Standing>, records: &mut String) {
        records.push_str(&self.page);
        let section =
            standing.and_then(|standing| Some((standing.term, self.sections.get(usize::from(standing.section))?)));
        if let Some((term, section)) = section.filter(|(_, section)| !section.is_empty()) {
            records.push('\t');
            number(term, records);
            records.push('\t');
            records.push_str(section);
        }
        records.push('\n');
    }
}

/// How many characters of a summary a line has: enough to choose by, and a fifth of what a first query downloads.
const SUMMARY: usize = 72;

/// The first words of a summary.
fn beginning(summary: &str) -> String {
    match summary.char_indices().nth(SUMMARY) {
        None => summary.to_owned(),
        Some((end, _)) => {
            let words = summary[..end].rsplit_once(' ').map_or(&summary[..end], |(words, _)| words);
            format!("{} …", words.trim_end_matches([',', ';', ':', '–', ' ']))
        }
    }
}

/// How many bytes the records of all pages take.
pub fn length(records: &[Arc<Record>]) -> usize {
    let length = |record: &Arc<Record>| {
        let meta = &record.meta;
        meta.url.as_str().len()
            + meta.title.len()
            + meta.summary.len().min(SUMMARY)
            + meta.synonyms.iter().map(|synonym| synonym.len() + 1).sum::<usize>()
            + 4
    };
    records.iter().map(length).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_even_steps_of_the_saturated_weight() {
        let bands: Vec<usize> = [0.01, 0.2, 1.0, 2.0, 6.0, 100.0].map(|weight| band((weight * PARTS) as u32)).into();
        assert_eq!(bands, [9, 8, 5, 3, 1, 0]);
    }

    #[test]
    fn a_long_summary_ends_between_words() {
        assert_eq!(beginning("Short."), "Short.");
        assert_eq!(beginning(&"worry, ".repeat(20)), format!("{}worry …", "worry, ".repeat(9)));
    }

    #[test]
    fn the_order_fits_the_usual_gap() {
        assert_eq!(
            [(10_000, 1), (10_000, 10), (10_000, 5_000), (10, 0)].map(|(pages, count)| order(pages, count)),
            [12, 9, 0, 2]
        );
    }
}
