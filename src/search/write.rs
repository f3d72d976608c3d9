//! The index as files: scripts that hand their contents to the client's one function, so that they load from any static
//! host and from `file://` alike. `docs/search.md` describes the format.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::index::{Index, Posting};
use super::record::Record;
use crate::site::views::{Known, TermLink};

/// The digits of numbers in the index: six bits each, all of them plain in a JSON string.
const DIGITS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// A call of the client's function.
pub fn call(part: &str, contents: &Value) -> String {
    format!("havenSearch(\"{part}\",{contents});\n")
}

/// Words and postings.
pub fn words(index: &Index) -> Value {
    let mut list = String::new();
    let mut terms = String::new();
    let mut previous = "";
    let mut next = 0;
    let mut renumbered: BTreeMap<u32, u32> = BTreeMap::new();
    for (word, term) in &index.words {
        let shared = word.chars().zip(previous.chars()).take_while(|(a, b)| a == b).count().min(25);
        list.push(char::from(b'A' + shared as u8));
        list.extend(word.chars().skip(shared));
        // Terms are numbered as they appear: 0 is a new one, n the one n numbers back.
        match renumbered.get(term) {
            Some(known) => number(next - known, &mut terms),
            None => {
                renumbered.insert(*term, next);
                next += 1;
                number(0, &mut terms);
            }
        }
        previous = word;
    }
    let mut by_number: Vec<(u32, u32)> = renumbered.into_iter().map(|(term, number)| (number, term)).collect();
    by_number.sort_unstable();
    let postings: Vec<String> =
        by_number.into_iter().map(|(_, term)| encoded(&index.postings[term as usize])).collect();
    json!({ "words": list, "terms": terms, "postings": postings.join(" ") })
}

/// Per page: how many pages further on, weight, number of sections, and for each section how many further on and weight.
fn encoded(postings: &[Posting]) -> String {
    let mut out = String::new();
    let mut previous = 0;
    for posting in postings {
        number(posting.page - previous, &mut out);
        previous = posting.page;
        number(posting.weight, &mut out);
        number(posting.sections.len() as u32, &mut out);
        let mut before = 0;
        for (section, weight) in &posting.sections {
            number(section - before, &mut out);
            before = *section;
            number(*weight, &mut out);
        }
    }
    out
}

/// A number in groups of five bits, the lowest first; the sixth bit says that another group follows.
fn number(mut value: u32, out: &mut String) {
    while value >= 32 {
        out.push(char::from(DIGITS[(32 | (value & 31)) as usize]));
        value >>= 5;
    }
    out.push(char::from(DIGITS[value as usize]));
}

/// What is shown of pages.
pub fn pages<'a>(records: impl Iterator<Item = &'a Record>) -> Value {
    let page = |record: &'a Record| {
        let slugs =
            |links: &'a [Known<TermLink>]| -> Vec<&'a str> { links.iter().map(|link| link.slug.as_str()).collect() };
        let sections: Vec<Value> = record
            .sections
            .iter()
            .map(|section| json!([section.anchor, section.heading, section.text, section.also]))
            .collect();
        json!([
            record.url.trim_start_matches('/'),
            record.title,
            record.summary,
            record.kind,
            slugs(&record.audience),
            slugs(&record.topics),
            record.synonyms,
            sections
        ])
    };
    Value::Array(records.map(page).collect())
}

/// The titles of audiences and topics by their slugs, for filters.
pub fn labels<'a>(records: impl Iterator<Item = &'a Record> + Clone) -> Value {
    let titles = |pick: fn(&Record) -> &Vec<Known<TermLink>>| -> BTreeMap<&'a str, &'a str> {
        records.clone().flat_map(pick).map(|link| (link.slug.as_str(), link.title.as_str())).collect()
    };
    json!({ "audience": titles(|record| &record.audience), "topics": titles(|record| &record.topics) })
}

/// A hash for a file's address.
pub fn mark(text: &str) -> String {
    let mut out = String::new();
    let _ = write!(out, "{}", crate::source::fingerprint::short(crate::source::fingerprint::of_bytes(text.as_bytes())));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_a_digit_for_five_bits() {
        let write = |value| {
            let mut out = String::new();
            number(value, &mut out);
            out
        };
        assert_eq!((write(0), write(31), write(32)), ("0".into(), "V".into(), "W1".into()));
        assert_eq!(write(1000), "eV");
    }
}
