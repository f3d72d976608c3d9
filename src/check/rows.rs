//! Rows of data: whether somebody has checked them lately, whether what they name exists, whether their countries do.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Inputs;
use super::days::FUTURE_DAY;
use crate::config;
use crate::diagnostic::{At, Code, Diagnostic, Key, Spot, did_you_mean};
use crate::document::{DataFile, DataKind, Document, Row};
use crate::site::link::is_visible;
use crate::source::SourcePath;
use crate::yaml;

crate::codes! {
    /// # A row that nobody has checked lately
    ///
    /// A reader acts on help lines, registers and costs, so each says when somebody last checked it (`verified_on`). This
    /// check is too old: for a help line older than `max_age_days` (180 without it), for the others older than a year.
    ///
    /// Check the row against the service's own page, then set `verified_on`. A help line without `verified_on` was never
    /// checked.
    STALE_ROW: Warning = "stale-row";

    /// # A cost that is no longer shown
    ///
    /// The day under `expires_on` has come, so the row is left out of every page. Check what it costs now, or remove it.
    EXPIRED_ROW: Warning = "expired-row";

    /// # A country without an emergency number
    ///
    /// `regions:` in `site.yaml` says whose readers the site is for. For each of these countries `helplines.yaml` has a row
    /// with the purpose `emergency`, because any page may be read by somebody in danger.
    NO_EMERGENCY_LINE: Error = "no-emergency-line";

    /// # A term that is not in the glossary
    ///
    /// `see` of a glossary term names the id of another one, and there is none with this id.
    UNKNOWN_TERM: Error = "unknown-term";

    /// # Two meanings for one word
    ///
    /// Two terms of the glossary have the same word. A reader who looks it up finds two answers.
    SAME_TERM: Warning = "same-term";

    /// # A DOI that cannot be one
    ///
    /// A DOI begins with `10.`, some digits and a slash: `10.1037/cfp0000096`. It is written without `https://doi.org/`.
    BAD_DOI: Error = "bad-doi";

    /// # A year that cannot be right
    ///
    /// The year of a source lies in the future, or before there were printed books.
    BAD_YEAR: Error = "bad-year";

    /// # A source that nobody has seen
    ///
    /// `status: unverified` says that nobody has looked this source up yet, and a page rests on it. Look it up, then write
    /// where it was seen (`seen_in`) and when (`verified_on`).
    UNVERIFIED_SOURCE: Warning = "unverified-source";

    /// # A number that no row has
    ///
    /// The page links to a number to call or to text, and neither `helplines.yaml` nor the organisation has it. Whoever
    /// checks the help lines would not see it, so one day it leads a reader in need to nobody.
    UNKNOWN_NUMBER: Warning = "unknown-number";

    /// # A service without an address
    ///
    /// A help line that is reached by `chat`, `video` or `web` leads to a page: its `url`, or a `contact` that is a whole
    /// address, `https://…`.
    NO_ADDRESS: Error = "no-address";
}

/// For how many days a check of a help line counts when the row does not say.
const HELPLINE_DAYS: i64 = 180;
/// For how many days that of another row does.
const ROW_DAYS: i64 = 365;

/// What is wrong with the rows of one file.
pub(super) fn file(path: &SourcePath, file: &DataFile, today: Date, diagnostics: &mut Vec<Diagnostic>) {
    let mut rows = Rows { path, today, diagnostics };
    for row in &file.rows {
        match file.kind {
            DataKind::Helplines => rows.helpline(row),
            DataKind::Directory => rows.checked(row, ROW_DAYS),
            DataKind::Costs => rows.cost(row),
            DataKind::Sources => rows.source(row),
            _ => {}
        }
    }
    if file.kind == DataKind::Glossary {
        rows.glossary(&file.rows);
    }
}

struct Rows<'a> {
    path: &'a SourcePath,
    today: Date,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Rows<'_> {
    fn say(&mut self, code: &'static Code, row: &Row, field: &str, message: String, help: String) {
        let spot = Spot::Value(vec![Key::Item(row.item), Key::Name(field.to_owned())]);
        self.diagnostics.push(Diagnostic::new(code, At::new(self.path, spot), message).help(help));
    }

    fn helpline(&mut self, row: &Row) {
        let most = row.value.get("max_age_days").and_then(yaml::Value::as_i64).unwrap_or(HELPLINE_DAYS);
        self.checked(row, most);
        let is_page = matches!(row.text("channel"), "chat" | "video" | "web");
        let contact = row.text("contact");
        if is_page && row.text("url").is_empty() && !contact.is_empty() && !yaml::is_address(contact) {
            let message = format!("`{contact}` is not an address, and the row has no `url`");
            self.say(&NO_ADDRESS, row, "contact", message, "Write the whole address, with `https://`.".to_owned());
        }
    }

    /// Whether the row's check still counts.
    fn checked(&mut self, row: &Row, most: i64) {
        let name = [row.text("name"), row.text("item")].into_iter().find(|name| !name.is_empty()).unwrap_or("this row");
        let Ok(day) = row.text("verified_on").parse::<Date>() else {
            if !row.text("contact").is_empty() {
                let message = format!("nobody has checked `{name}` yet");
                let help = "Check it on the service's own page, then add `verified_on` and `source_url`.";
                self.say(&STALE_ROW, row, "name", message, help.to_owned());
            }
            return;
        };
        if day > self.today {
            let message = format!("`verified_on` is {day}, which has not come yet");
            self.say(&FUTURE_DAY, row, "verified_on", message, "Write the day on which it was checked.".to_owned());
        }
        let age = day.until(self.today).map_or(0, |span| i64::from(span.get_days()));
        if age > most {
            let message = format!("`{name}` was last checked {age} days ago");
            let help = format!("A check counts for {most} days. Check the row again, then set `verified_on`.");
            self.say(&STALE_ROW, row, "verified_on", message, help);
        }
    }

    fn cost(&mut self, row: &Row) {
        if row.text("expires_on").parse::<Date>().is_ok_and(|day| day <= self.today) {
            let message = format!("`{}` is no longer shown", row.text("item"));
            let help = "Check what it costs now and set `expires_on` anew, or remove the row.";
            self.say(&EXPIRED_ROW, row, "expires_on", message, help.to_owned());
        } else {
            self.checked(row, ROW_DAYS);
        }
    }

    fn source(&mut self, row: &Row) {
        let doi = row.text("doi");
        if !doi.is_empty() && !is_doi(doi) {
            let bare = doi.split_once("10.").map(|(_, rest)| format!("10.{rest}")).filter(|bare| is_doi(bare));
            let help = bare.map_or_else(
                || "A DOI begins with `10.` and has a slash, as in `10.1037/cfp0000096`.".to_owned(),
                |bare| format!("Write `{bare}`."),
            );
            self.say(&BAD_DOI, row, "doi", format!("`{doi}` is not a DOI"), help);
        }
        let year = row.value.get("year").and_then(yaml::Value::as_i64);
        if let Some(year) = year.filter(|year| !(1450..=i64::from(self.today.year()) + 1).contains(year)) {
            let message = format!("{year} cannot be the year of a source");
            self.say(&BAD_YEAR, row, "year", message, "Write the year of publication, in four digits.".to_owned());
        }
    }

    fn glossary(&mut self, rows: &[Row]) {
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.text("id")).collect();
        let mut words: BTreeMap<String, u32> = BTreeMap::new();
        for row in rows {
            for (number, see) in texts(row, "see").filter(|(_, see)| !ids.contains(see)) {
                let spot = Spot::Value(vec![Key::Item(row.item), Key::Name("see".into()), Key::Item(number)]);
                let message = format!("the glossary has no term `{see}`");
                let mut unknown = Diagnostic::new(&UNKNOWN_TERM, At::new(self.path, spot), message);
                unknown.help = did_you_mean(see, ids.iter().copied())
                    .or_else(|| Some("Write the `id` of another term, or take it out.".to_owned()));
                self.diagnostics.push(unknown);
            }
            let word = row.text("term").to_lowercase();
            if let Some(first) = words.get(&word) {
                let at = |item: u32| At::new(self.path, Spot::Value(vec![Key::Item(item), Key::Name("term".into())]));
                let message = format!("the glossary explains `{}` twice", row.text("term"));
                self.diagnostics.push(
                    Diagnostic::new(&SAME_TERM, at(row.item), message)
                        .related(at(*first), "the first one")
                        .help("Merge the two, or give one of them another word."),
                );
            } else {
                words.insert(word, row.item);
            }
        }
    }
}

/// What is wrong between rows, settings and pages.
pub(super) fn site(inputs: &Inputs<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let rows = |kind: DataKind| {
        inputs.documents.values().flat_map(move |compiled| match &compiled.document {
            Document::Data(file) if file.kind == kind => file.rows.as_slice(),
            _ => &[],
        })
    };
    for (number, region) in inputs.config.regions.iter().enumerate() {
        let spot = Spot::Value(vec![Key::Name("regions".into()), Key::Item(number as u32)]);
        let at = At::new(&config::path(), spot);
        let holds = |row: &Row| row.text("region") == region || row.text("region").starts_with(&format!("{region}-"));
        if !rows(DataKind::Helplines).any(|row| row.text("purpose") == "emergency" && holds(row)) {
            let message = format!("there is no emergency number for `{region}`");
            let help = "Add a row to `content/_data/helplines.yaml` with `purpose: emergency` and this region.";
            diagnostics.push(Diagnostic::new(&NO_EMERGENCY_LINE, at, message).help(help));
        }
    }
    check_numbers(inputs, rows(DataKind::Helplines), rows(DataKind::Organisation), diagnostics);
    let unverified: BTreeSet<&str> =
        rows(DataKind::Sources).filter(|row| row.text("status") == "unverified").map(|row| row.text("key")).collect();
    if unverified.is_empty() {
        return;
    }
    for (path, compiled) in inputs.documents {
        let Document::Page(page) = &compiled.document else { continue };
        if !is_visible(&page.front, inputs.today, inputs.drafts) {
            continue;
        }
        let listed = page.front.sources.iter().enumerate().map(|(number, key)| {
            (key.as_str(), Spot::Value(vec![Key::Name("sources".into()), Key::Item(number as u32)]))
        });
        let only_cited = page.needs.cites.iter().filter(|cite| !page.front.sources.contains(&cite.key));
        let cited = only_cited.map(|cite| (cite.key.as_str(), Spot::Call(cite.call)));
        for (key, spot) in listed.chain(cited).filter(|(key, _)| unverified.contains(key)) {
            let message = format!("this page rests on `{key}`, which nobody has looked up");
            let help = "Look it up, then set its `status`, `seen_in` and `verified_on` in sources.yaml.";
            diagnostics.push(Diagnostic::new(&UNVERIFIED_SOURCE, At::new(path, spot), message).help(help));
        }
    }
}

/// Numbers to call or to text that a page has by itself: nobody will check them when those of the rows are checked.
fn check_numbers<'a>(
    inputs: &Inputs<'_>,
    helplines: impl Iterator<Item = &'a Row>,
    organisation: impl Iterator<Item = &'a Row>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let known = helplines.map(|row| row.text("contact")).chain(organisation.map(|row| row.text("phone")));
    let known: BTreeSet<String> = known.map(digits).filter(|number| !number.is_empty()).collect();
    if known.is_empty() {
        return;
    }
    for (path, compiled) in inputs.documents {
        let Document::Page(page) = &compiled.document else { continue };
        if !is_visible(&page.front, inputs.today, inputs.drafts) {
            continue;
        }
        let numbers =
            page.needs.external.iter().filter(|address| address.starts_with("tel:") || address.starts_with("sms:"));
        for address in numbers {
            let number = digits(address.split('?').next().unwrap_or_default());
            // A number with its country in front ends like the one without, but for a leading zero.
            let ends = |known: &String| known.ends_with(&number) || number.ends_with(known.trim_start_matches('0'));
            let is_long = |number: &String| number.len() > 6;
            let is_known =
                known.contains(&number) || is_long(&number) && known.iter().any(|known| is_long(known) && ends(known));
            if !is_known {
                let message = format!("no row of the data has the number `{address}`");
                let help = "Add it to `helplines.yaml` (or to the organisation), with the day on which it was checked.";
                let at = At::new(path, Spot::Words(address.clone()));
                diagnostics.push(Diagnostic::new(&UNKNOWN_NUMBER, at, message).help(help));
            }
        }
    }
}

fn texts<'a>(row: &'a Row, field: &str) -> impl Iterator<Item = (u32, &'a str)> {
    let list = row.value.get(field).and_then(yaml::Value::as_sequence);
    list.into_iter().flatten().zip(0..).filter_map(|(item, number)| Some((number, item.as_str()?)))
}

/// `10.1037/cfp0000096`.
fn is_doi(text: &str) -> bool {
    let Some((registrant, rest)) = text.strip_prefix("10.").and_then(|rest| rest.split_once('/')) else { return false };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (4..=9).contains(&registrant.len())
        && is_number(registrant)
        && !rest.is_empty()
        && !rest.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_known_by_its_form() {
        assert!(is_doi("10.1037/cfp0000096") && is_doi("10.1002/14651858.CD010638.pub2"));
        for no in ["https://doi.org/10.1037/cfp0000096", "10.1037", "10.1037/", "doi:10.1037/x", "not-a-doi"] {
            assert!(!is_doi(no), "{no}");
        }
    }
}
