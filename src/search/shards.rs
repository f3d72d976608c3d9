//! A large site in parts: the sorted vocabulary is cut into shards, each with the postings of its words and with short
//! records of the pages that these words say most about. A query needs the shards of its words and nothing else; what is
//! needed rarely (texts for filters, the neighbours of a misspelled word, further records) lies in files of its own.

mod cut;
mod rest;
mod shard;

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::index::Index;
use super::record::Record;
use super::write::{Part, front_coded};

/// The parts of a site, and what the manifest says of them.
pub fn parts(index: &Index, records: &[Arc<Record>]) -> (Vec<Part>, Value) {
    let ranges = cut::ranges(index, records);
    let mut parts: Vec<Part> =
        ranges.par_iter().map(|range| shard::part(index, records, range.words.clone())).collect();
    let marks: String = parts.iter().map(mark_of).collect();
    let bounds = front_coded(ranges.iter().map(|range| range.bound.as_str()));
    let (rest, directory) = rest::parts(index, records);
    let more = Part::of("more", &directory);
    let entry = json!({ "bounds": bounds, "marks": marks, "more": more.name });
    parts.extend(rest);
    parts.push(more);
    // Two letters of a small site may have the same words, and then share one file.
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    parts.dedup_by(|a, b| a.name == b.name);
    (parts, entry)
}

/// The hash in the name of a part.
fn mark_of(part: &Part) -> &str {
    part.name.rsplit_once('-').map_or("", |(_, mark)| mark.trim_end_matches(".js"))
}
