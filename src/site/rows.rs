//! Data rows as outputs see them: every field of the row's record is there, a missing one as null, a day as both its
//! forms. And the check that what pages name exists.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Documents;
use super::pages::Pages;
use super::views::{Day, Known};
use crate::diagnostic::{At, Diagnostic, Key, Spot, did_you_mean};
use crate::document::{DataKind, Document, Page};
use crate::source::SourcePath;
use crate::yaml::Value;
use crate::yaml::shape::{Record, Shape};

crate::codes! {
    /// # A name that no data file defines
    ///
    /// The front matter or a component of the page names a person, a source or a glossary term, but `people.yaml`,
    /// `sources.yaml` or `glossary.yaml` below `content/_data/` has no row with that id.
    ///
    /// Correct the name, or add the row.
    UNKNOWN_REFERENCE: Error = "unknown-reference";
}

/// The rows of every data file by kind; lexicons by name too, and those for authors all together under `""`.
pub(super) type Data = BTreeMap<(DataKind, String), Known<Vec<Value>>>;

/// The lexicons that say what readers type; all others say what authors should not write.
const OF_THE_SEARCH: [&str; 2] = ["crisis", "search"];

/// Rows by their ids.
pub(super) type ById<'a> = BTreeMap<&'a str, &'a Value>;

/// Every row, completed. Rows whose `expires_on` has come are left out.
pub(super) fn collect(documents: &Documents, today: Date, language: &str) -> Data {
    let mut rows: BTreeMap<(DataKind, String), Vec<Value>> = DataKind::ALL
        .into_iter()
        .filter(|kind| *kind != DataKind::Lexicon)
        .map(|kind| ((kind, String::new()), Vec::new()))
        .collect();
    for (path, compiled) in documents {
        let Document::Data(file) = &compiled.document else { continue };
        let name = if file.kind == DataKind::Lexicon { path.stem().to_owned() } else { String::new() };
        let record = file.kind.record();
        let today = today.to_string();
        let current =
            file.rows.iter().filter(|row| row.text("expires_on").is_empty() || row.text("expires_on") > today.as_str());
        let current: Vec<Value> = current.map(|row| completed(&row.value, record, language)).collect();
        if file.kind == DataKind::Lexicon && !OF_THE_SEARCH.contains(&name.as_str()) {
            rows.entry((file.kind, String::new())).or_default().extend(current.iter().cloned());
        }
        rows.entry((file.kind, name)).or_default().extend(current);
    }
    rows.into_iter().map(|(key, rows)| (key, Known::new(rows))).collect()
}

/// The rows of a kind by id.
pub(super) fn by_id(data: &Data, kind: DataKind) -> ById<'_> {
    let Some(field) = kind.id_field() else { return ById::new() };
    let rows = data.get(&(kind, String::new())).map_or(&[][..], |known| known.value.as_slice());
    rows.iter().filter_map(|row| Some((row.get(field)?.as_str()?, row))).collect()
}

/// A row with every field of its record.
fn completed(row: &Value, record: &Record, language: &str) -> Value {
    let mut all = serde_yaml::Mapping::new();
    for field in record.fields {
        let value = match (row.get(field.name), field.shape) {
            (None | Some(Value::Null), Shape::List(_)) => Value::Sequence(Vec::new()),
            (None | Some(Value::Null), Shape::Bool) => Value::Bool(false),
            (None | Some(Value::Null), _) => Value::Null,
            (Some(value), Shape::Date) => day(value, language),
            (Some(value), Shape::Record(inner)) => completed(value, inner, language),
            (Some(value), _) => value.clone(),
        };
        all.insert(Value::String(field.name.to_owned()), value);
    }
    Value::Mapping(all)
}

fn day(value: &Value, language: &str) -> Value {
    let Some(day) = value.as_str().and_then(|text| text.parse::<Date>().ok()) else { return Value::Null };
    let day = Day::new(day, language);
    let pair = |name: &str, text: String| (Value::String(name.to_owned()), Value::String(text));
    Value::Mapping([pair("iso", day.iso()), pair("text", day.text())].into_iter().collect())
}

/// Reports what pages name and no row defines.
pub(super) fn check_references(visible: &Pages<'_>, data: &Data, diagnostics: &mut Vec<Diagnostic>) {
    let people = by_id(data, DataKind::People);
    let sources = by_id(data, DataKind::Sources);
    let terms = by_id(data, DataKind::Glossary);
    for (_, path, page) in visible.iter() {
        let mut field = |name: &str, ids: &[String], known: &ById<'_>, kind: DataKind| {
            for (item, id) in ids.iter().enumerate().filter(|(_, id)| !known.contains_key(id.as_str())) {
                let spot = Spot::Value(vec![Key::Name(name.to_owned()), Key::Item(item as u32)]);
                diagnostics.push(unknown(path, spot, id, known, kind));
            }
        };
        field("authors", &page.front.authors, &people, DataKind::People);
        field("reviewed_by", &page.front.reviewed_by, &people, DataKind::People);
        field("sources", &page.front.sources, &sources, DataKind::Sources);
        for cite in page.needs.cites.iter().filter(|cite| !sources.contains_key(cite.key.as_str())) {
            diagnostics.push(unknown(path, Spot::Call(cite.call), &cite.key, &sources, DataKind::Sources));
        }
        for term in page.needs.terms.iter().filter(|term| !terms.contains_key(term.key.as_str())) {
            diagnostics.push(unknown(path, Spot::Call(term.call), &term.key, &terms, DataKind::Glossary));
        }
    }
}

fn unknown(path: &SourcePath, spot: Spot, id: &str, known: &ById<'_>, kind: DataKind) -> Diagnostic {
    let (what, file) = match kind {
        DataKind::People => ("person", "people"),
        DataKind::Sources => ("source", "sources"),
        _ => ("glossary term", "glossary"),
    };
    let mut diagnostic = Diagnostic::new(&UNKNOWN_REFERENCE, At::new(path, spot), format!("there is no {what} `{id}`"));
    diagnostic.help = did_you_mean(id, known.keys().copied())
        .or_else(|| Some(format!("Add a row with this name to `content/_data/{file}.yaml`, or correct the name.")));
    diagnostic
}

/// The keys of a page's sources in the order of their numbers: those of the front matter, then those only cited.
pub(super) fn source_keys(page: &Page) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let named = page.front.sources.iter().map(String::as_str);
    named.chain(page.needs.cites.iter().map(|cite| cite.key.as_str())).filter(|key| seen.insert(*key)).collect()
}
