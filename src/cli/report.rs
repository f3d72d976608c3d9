//! `haven report`: the content register that an audit asks for.

use serde::Serialize;

use super::{End, Refusal, ReportArgs, ReportFormat, print};
use crate::document::front_matter::Waiver;
use crate::document::reading::reading;
use crate::document::{Compiled, Document, Page};
use crate::site::link::is_visible;
use crate::source::SourcePath;

/// One page of the register.
#[derive(Serialize)]
struct Entry {
    url: String,
    source: String,
    title: String,
    language: String,
    #[serde(rename = "type")]
    kind: &'static str,
    status: String,
    built: bool,
    authors: String,
    reviewed_by: String,
    published: String,
    updated: String,
    update_note: String,
    reviewed_on: String,
    review_due: String,
    review_overdue: bool,
    evidence: String,
    sources: String,
    /// The rules that the page is excused from, with the day until which and by whom.
    waivers: String,
    words: u32,
    /// The school year whose pupils understand it (Flesch-Kincaid). For English only.
    grade: f64,
    /// The fingerprint of the text: the same as long as nobody changes a word.
    text_hash: String,
}

pub fn run(args: &ReportArgs) -> Result<End, Refusal> {
    let engine = args.site.engine(args.site.settings())?;
    let today = args.site.settings().today;
    let entry = |path: &SourcePath, compiled: &Compiled, page: &Page| {
        let front = &page.front;
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let status = serde_json::to_value(front.status).ok().and_then(|status| Some(status.as_str()?.to_owned()));
        Entry {
            url: page.place.url.to_string(),
            source: path.to_string(),
            title: front.title.clone(),
            language: page.place.language.clone().unwrap_or_else(|| engine.config().language.clone()),
            kind: front.kind.as_str(),
            status: status.unwrap_or_default(),
            built: is_visible(front, today, args.site.drafts),
            authors: front.authors.join(" "),
            reviewed_by: front.reviewed_by.join(" "),
            published: day(front.published),
            updated: day(front.updated),
            update_note: front.update_note.clone(),
            reviewed_on: day(front.reviewed_on),
            review_due: day(front.review_due),
            review_overdue: front.review_due.is_some_and(|due| due < today),
            evidence: front.evidence.as_ref().map(|evidence| evidence.level.clone()).unwrap_or_default(),
            sources: front.sources.join(" "),
            waivers: front.allow.iter().map(waiver).collect::<Vec<_>>().join("; "),
            words: page.body.words,
            grade: (reading(&page.body).grade * 10.0).round() / 10.0,
            text_hash: format!("{:032x}", compiled.body),
        }
    };
    let entries: Vec<Entry> = engine
        .documents()
        .iter()
        .filter_map(|(path, compiled)| match &compiled.document {
            Document::Page(page) => Some(entry(path, compiled, page)),
            _ => None,
        })
        .collect();
    match args.format {
        ReportFormat::Json => print::out(&format!("{}\n", serde_json::to_string_pretty(&entries)?))?,
        ReportFormat::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for entry in entries {
                writer.serialize(entry.for_spreadsheet())?;
            }
            print::out(&String::from_utf8_lossy(&writer.into_inner()?))?;
        }
    }
    Ok(End::Fine)
}

impl Entry {
    /// With nothing in it that a spreadsheet would run: a text that begins like a formula gets an apostrophe in front,
    /// which spreadsheets take for "this is text" and do not show.
    fn for_spreadsheet(mut self) -> Self {
        let texts = [
            &mut self.url,
            &mut self.source,
            &mut self.title,
            &mut self.language,
            &mut self.authors,
            &mut self.reviewed_by,
            &mut self.update_note,
            &mut self.evidence,
            &mut self.sources,
            &mut self.waivers,
        ];
        for text in texts {
            if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
                text.insert(0, '\'');
            }
        }
        self
    }
}

fn waiver(waiver: &Waiver) -> String {
    let until = waiver.until.map(|day| format!(" until {day}")).unwrap_or_default();
    format!("{}{until} by {}: {}", waiver.rule, waiver.by, waiver.reason)
}
