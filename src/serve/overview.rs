//! The state of the whole site as plain values: what the dashboard lists, maps and counts, and what the bar of a page
//! says. Gathered on the engine's thread, shown on others.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::problem::Problem;
use crate::diagnostic::Severity;
use crate::document::front_matter::{FrontMatter, Status};
use crate::document::reading::{Reading, reading};
use crate::document::{DataKind, Document, Page};
use crate::engine::Engine;
use crate::site::views::Target;
use crate::source::SourcePath;
use crate::yaml::Value;

/// What is known of every page.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Where the site lives: `/` or `/info/`.
    pub base: String,
    /// The site's title.
    pub title: String,
    /// The day as of which it is shown.
    pub today: Date,
    /// By address.
    pub pages: Vec<PageState>,
    /// From page to page in their texts, each pair once, as places in `pages`.
    pub links: Vec<(usize, usize)>,
}

/// What is known of a page.
#[derive(Clone, Debug)]
pub struct PageState {
    /// Its file.
    pub file: SourcePath,
    /// Its address, with the folder that the site lives in.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The top-level folder that it belongs to; `""` at the top.
    pub section: String,
    /// Whether it is the page of its folder.
    pub is_index: bool,
    /// What its author should know of it.
    pub states: Vec<State>,
    /// The names of its authors.
    pub owners: Vec<String>,
    /// The day by which it must be reviewed.
    pub review_due: Option<Date>,
    /// How its text reads; `None` in a language that the formula was not made for.
    pub reading: Option<Arc<Reading>>,
    /// Words of visible text.
    pub words: u32,
    /// What is wrong with its file.
    pub findings: Vec<Problem>,
    /// Whether the site shows it now.
    pub is_shown: bool,
}

/// How far along a page is, and what waits for its author.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Its time is over.
    Expired(Date),
    /// Nobody has looked at it by the day on which somebody should.
    ReviewOverdue(Date),
    /// Still written.
    Draft,
    /// Somebody reads it.
    InReview,
    /// It will appear.
    Scheduled(Date),
    /// Kept, not shown.
    Archived,
    /// Shown, but on no list.
    Unlisted,
    /// All is well.
    Published,
}

impl State {
    /// The states of a page on a day, the most urgent first; at least one.
    pub fn of(front: &FrontMatter, today: Date) -> Vec<State> {
        let status = match front.status {
            Status::Draft => Some(State::Draft),
            Status::InReview => Some(State::InReview),
            Status::Archived => Some(State::Archived),
            Status::Published => None,
        };
        let expired = front.expires_on.filter(|day| *day <= today).map(State::Expired);
        let overdue = front.review_due.filter(|day| *day < today).map(State::ReviewOverdue);
        let scheduled = front.publish_on.filter(|day| *day > today).map(State::Scheduled);
        let unlisted = front.unlisted.then_some(State::Unlisted);
        let mut states: Vec<State> = [status, expired, overdue, scheduled, unlisted].into_iter().flatten().collect();
        states.sort();
        if states.is_empty() { vec![State::Published] } else { states }
    }

    /// For an address and a class.
    pub fn name(self) -> &'static str {
        match self {
            State::Expired(_) => "expired",
            State::ReviewOverdue(_) => "overdue",
            State::Draft => "draft",
            State::InReview => "in-review",
            State::Scheduled(_) => "scheduled",
            State::Archived => "archived",
            State::Unlisted => "unlisted",
            State::Published => "published",
        }
    }

    /// For people.
    pub fn words(self) -> String {
        match self {
            State::Expired(day) => format!("Expired on {day}"),
            State::ReviewOverdue(day) => format!("Review was due on {day}"),
            State::Draft => "Draft".to_owned(),
            State::InReview => "In review".to_owned(),
            State::Scheduled(day) => format!("Scheduled for {day}"),
            State::Archived => "Archived".to_owned(),
            State::Unlisted => "Unlisted".to_owned(),
            State::Published => "Published".to_owned(),
        }
    }
}

/// How texts read, by the fingerprint of the text: counting syllables of 10,000 pages takes a moment.
pub type Readings = HashMap<u128, Arc<Reading>>;

impl Overview {
    /// What the engine knows. `findings` are all that is wrong.
    pub fn of(engine: &Engine, findings: Vec<Problem>, readings: &mut Readings) -> Overview {
        let base = engine.config().base_path().to_owned();
        let pages: Vec<(&SourcePath, &Page, u128)> = engine
            .documents()
            .iter()
            .filter_map(|(file, compiled)| match &compiled.document {
                Document::Page(page) => Some((file, &**page, compiled.body)),
                _ => None,
            })
            .collect();
        learn(&pages, readings);
        let is_english = |page: &Page| {
            let language = page.place.language.as_deref().unwrap_or(&engine.config().language);
            language == "en" || language.starts_with("en-")
        };
        let mut by_file: BTreeMap<SourcePath, Vec<Problem>> = BTreeMap::new();
        for finding in findings {
            by_file.entry(finding.excerpt.path.clone()).or_default().push(finding);
        }
        let names = names(engine);
        let today = engine.settings().today;
        let state = |(file, page, body): &(&SourcePath, &Page, u128)| PageState {
            url: format!("{base}{}", page.place.url.as_str().trim_start_matches('/')),
            title: page.front.title.clone(),
            section: page.place.folder.split('/').next().unwrap_or_default().to_owned(),
            is_index: page.place.is_index,
            states: State::of(&page.front, today),
            owners: page.front.authors.iter().map(|id| names.get(id).unwrap_or(id).clone()).collect(),
            review_due: page.front.review_due,
            reading: readings.get(body).filter(|_| is_english(page)).cloned(),
            words: page.body.words,
            findings: by_file.remove(*file).unwrap_or_default(),
            is_shown: engine.has_output(&page.place.url.output()),
            file: (*file).clone(),
        };
        let mut states: Vec<PageState> = pages.iter().map(state).collect();
        states.sort_by(|a, b| a.url.cmp(&b.url));
        let links = links(engine, &base, &states);
        Overview { base, title: engine.config().title.clone(), today, pages: states, links }
    }

    /// The pages that link to a page, and those that it links to.
    pub fn neighbours(&self, page: usize) -> (Vec<&PageState>, Vec<&PageState>) {
        let from = self.links.iter().filter(|(_, to)| *to == page).map(|(from, _)| &self.pages[*from]);
        let to = self.links.iter().filter(|(from, _)| *from == page).map(|(_, to)| &self.pages[*to]);
        (from.collect(), to.collect())
    }

    /// How many pages link to each page, and how many it links to.
    pub fn degrees(&self) -> Vec<(usize, usize)> {
        let mut degrees = vec![(0, 0); self.pages.len()];
        for (from, to) in &self.links {
            degrees[*from].1 += 1;
            degrees[*to].0 += 1;
        }
        degrees
    }
}

impl PageState {
    /// How many findings of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.excerpt.severity == severity).count()
    }

    /// How long it takes to read, as pages say it.
    pub fn minutes(&self) -> u32 {
        self.words.div_ceil(200).max(1)
    }

    /// Its grade, for showing and sorting.
    pub fn grade(&self) -> Option<f64> {
        self.reading.as_ref().map(|reading| reading.grade)
    }
}

/// Reads the texts that are not known yet, and forgets those that are gone.
fn learn(pages: &[(&SourcePath, &Page, u128)], readings: &mut Readings) {
    let new: Vec<(u128, Arc<Reading>)> = pages
        .par_iter()
        .filter(|(_, _, body)| !readings.contains_key(body))
        .map(|(_, page, body)| (*body, Arc::new(reading(&page.body))))
        .collect();
    readings.extend(new);
    if readings.len() > 2 * pages.len() + 100 {
        let used: std::collections::HashSet<u128> = pages.iter().map(|(_, _, body)| *body).collect();
        readings.retain(|body, _| used.contains(body));
    }
}

/// The people of the site by their ids.
fn names(engine: &Engine) -> BTreeMap<String, String> {
    let rows = engine.reader().data(DataKind::People, "");
    let text = |row: &Value, field: &str| row.get(field).and_then(Value::as_str).map(str::to_owned);
    let rows = rows.iter().flat_map(|rows| rows.value.iter());
    rows.filter_map(|row| Some((text(row, "id")?, text(row, "name")?))).collect()
}

fn links(engine: &Engine, base: &str, pages: &[PageState]) -> Vec<(usize, usize)> {
    let places: HashMap<&str, usize> = pages.iter().enumerate().map(|(at, page)| (page.url.as_str(), at)).collect();
    let reader = engine.reader();
    let mut links = Vec::new();
    for (from, page) in pages.iter().enumerate() {
        let Some(targets) = reader.links(&page.file) else { continue };
        for target in targets.value.iter() {
            let (Target::Url(url) | Target::NoAnchor { url, .. }) = target else { continue };
            let path = url.split(['#', '?']).next().unwrap_or_default();
            let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
            let path = format!("{base}{}", path.trim_start_matches('/'));
            links.extend(places.get(path.as_str()).filter(|to| **to != from).map(|to| (from, *to)));
        }
    }
    links.sort_unstable();
    links.dedup();
    links
}
