//! The index in parts: the sorted vocabulary is cut into shards, each with the postings of its words and with short
//! records of the pages that these words say most about, and what they say there. A query needs the shards of its words and nothing else; what is
//! needed rarely (texts for filters, the neighbours of a misspelled word, further records) lies in files of its own.

mod cut;
mod rest;
mod shard;

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::index::Index;
use super::record::Record;
use super::write::{LABELLED, Part, front_coded};

/// The parts of a site, and what the manifest says of them.
pub fn parts(index: &Index, records: &[Arc<Record>]) -> (Vec<Part>, Value) {
    let lines: Vec<shard::Line> = records.par_iter().map(|record| shard::Line::of(record)).collect();
    let pieces = cut::ranges(index, records.len());
    let forms = shard::Forms::new(index);
    let mut parts: Vec<Part> =
        pieces.par_iter().map(|piece| shard::part(index, &forms, records, &lines, piece)).collect();
    let marks: String = parts.iter().map(|part| &part.mark()[part.mark().len() - LABELLED..]).collect();
    let bounds = front_coded(pieces.iter().map(|piece| piece.bound.as_str()));
    let (rest, directory) = rest::parts(index, records);
    let more = Part::of("more", &directory);
    let entry = json!({ "bounds": bounds, "marks": marks, "more": more.name() });
    parts.extend(rest);
    parts.push(more);
    // Two letters of a small site may have the same words, and then share one file.
    parts.sort();
    parts.dedup();
    (parts, entry)
}
