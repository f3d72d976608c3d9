//! What components show of the data files, as text for the index: a page's body names the component only. The anchors
//! are those that the haven theme gives to glossary terms and countries.

use std::collections::BTreeMap;

use super::text::Gatherer;
use crate::document::{Body, Call, Piece};
use crate::yaml::{Value, text};

/// The rows that components show.
pub struct Tables<'a> {
    /// The glossary.
    pub glossary: &'a [Value],
    /// Registers and directories.
    pub directory: &'a [Value],
    /// Help lines.
    pub helplines: &'a [Value],
    /// Costs.
    pub costs: &'a [Value],
    /// Names of countries by their codes.
    pub regions: BTreeMap<String, String>,
}

/// The components whose text comes from data files.
const COMPONENTS: &[&str] = &["glossary-list", "directory-list", "helplines", "costs-table"];

/// Whether a body shows rows of data files.
pub fn shows_rows(body: &Body) -> bool {
    fn any(pieces: &[Piece]) -> bool {
        pieces.iter().any(|piece| match piece {
            Piece::Call(call) => COMPONENTS.contains(&call.name.as_str()) || any(&call.body),
            Piece::Html(_) | Piece::Link(_) => false,
        })
    }
    any(&body.pieces)
}

impl Tables<'_> {
    /// Adds what `call` shows.
    pub fn write(&self, call: &Call, gatherer: &mut Gatherer) {
        let argument = |name: &str| call.arguments.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match call.name.as_str() {
            "glossary-list" => {
                for row in self.glossary {
                    let anchor = format!("term-{}", text(row, "id"));
                    gatherer.row(&anchor, text(row, "term"), &list(row, "also"));
                    gatherer.text(text(row, "definition"));
                }
            }
            "directory-list" => {
                let fields = &["name", "proves", "cost", "notes"][..];
                self.by_country(self.directory, "country", "directory", None, fields, gatherer);
            }
            "helplines" => {
                let fields = &["name", "contact", "hours", "cost", "notes"][..];
                self.by_country(self.helplines, "region", "help", argument("region"), fields, gatherer);
            }
            "costs-table" => {
                self.by_country(
                    self.costs,
                    "country",
                    "costs",
                    argument("country"),
                    &["item", "amount", "note"],
                    gatherer,
                );
            }
            _ => {}
        }
    }

    /// Rows of one country inside the section that is open, or of all countries with a section each.
    fn by_country(
        &self,
        rows: &[Value],
        field: &str,
        prefix: &str,
        only: Option<&str>,
        fields: &[&str],
        gatherer: &mut Gatherer,
    ) {
        let mut by_country: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for row in rows {
            by_country.entry(text(row, field).get(..2).unwrap_or_default()).or_default().push(row);
        }
        for (country, rows) in by_country {
            let name = self.regions.get(country).map_or(country, String::as_str);
            match only {
                Some(only) if only.get(..2) != Some(country) => continue,
                Some(_) => gatherer.text(&format!(" {name}: ")),
                None => gatherer.row(&format!("{prefix}-{}", country.to_lowercase()), name, ""),
            }
            for row in rows {
                let parts: Vec<&str> =
                    fields.iter().map(|field| text(row, field)).filter(|part| !part.is_empty()).collect();
                let sentence = parts.join(", ");
                gatherer.text(sentence.trim_end_matches('.'));
                gatherer.text(". ");
            }
        }
    }
}

fn list(row: &Value, field: &str) -> String {
    let items = row.get(field).and_then(Value::as_sequence).map_or(&[][..], Vec::as_slice);
    items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{MarkdownOptions, MarkdownText, markdown};
    use crate::search::text::sections;
    use crate::source::SourcePath;

    #[test]
    fn a_row_that_ends_a_sentence_gets_no_second_full_stop() {
        let file = SourcePath::new("content/a.md").unwrap();
        let text = MarkdownText { file: &file, text: "::directory-list\n", offset: 0 };
        let body = markdown::parse(&text, &MarkdownOptions::default()).body;
        let row = serde_json::json!({ "country": "GB", "name": "A register", "notes": "No fees." });
        let directory = [serde_json::from_value(row).unwrap()];
        let tables =
            Tables { glossary: &[], directory: &directory, helplines: &[], costs: &[], regions: BTreeMap::new() };
        let found = sections(&body, &|call, gatherer| tables.write(call, gatherer));
        assert_eq!(found[0].text, "A register, No fees.");
    }
}
