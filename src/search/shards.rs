//! The index in parts: the sorted vocabulary is cut into shards, each with the postings of its words and with short
//! records of the pages that these words say most about, and what they say there. A query needs the shards of its words
//! and nothing else; what is needed rarely (texts for filters, the neighbours of a misspelled word, further records) lies
//! in files of its own.

mod cut;
mod rest;
mod shard;

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::index::Index;
use super::record::Record;
use super::write::{LABELLED, Part, front_coded};

/// A site of at most so many pages has the names of its other files in the manifest: a misspelled word costs a request less.
const SMALL: usize = 256;

/// Makes the parts of a site, and gives what the manifest says of them. Of 10,000 pages the shards are 80 MB, so each goes to
/// `take` as soon as it is made. `common` are words that say little.
pub fn parts(index: &Index, records: &[Arc<Record>], common: &[&str], take: &(dyn Fn(Part) + Sync)) -> Value {
    let lines: Vec<shard::Line> = records.par_iter().map(|record| shard::Line::of(record, common)).collect();
    let pieces = cut::ranges(index, records.len());
    let forms = shard::Forms::new(index);
    let shard = |piece| {
        let part = shard::part(index, &forms, records, &lines, piece);
        let mark = part.mark()[part.mark().len() - LABELLED..].to_owned();
        take(part);
        mark
    };
    let marks = pieces.par_iter().with_max_len(8).map(shard).collect::<Vec<_>>().concat();
    let bounds = front_coded(pieces.iter().map(|piece| piece.bound.as_str()));
    let (mut rest, directory) = rest::parts(index, records);
    let more = if records.len() > SMALL {
        let part = Part::of("more", &directory);
        let name = part.name();
        rest.push(part);
        Value::String(name)
    } else {
        directory
    };
    let entry = json!({ "bounds": bounds, "marks": marks, "more": more });
    // Two letters of a small site may have the same words, and then share one file.
    rest.sort();
    rest.dedup();
    rest.into_iter().for_each(take);
    entry
}
