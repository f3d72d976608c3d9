//! ⚡ The one thread that owns the engine. It takes events in the order of what a person notices first: edits, then the
//! pages that open browsers show, then requests, and the rest of the site in small pieces while nothing else happens.

#![allow(clippy::disallowed_methods)]

mod asked;
mod tell;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::live::Message;
use super::log::Log;
use super::moved::{self, Before};
use super::overview::{Overview, Readings};
use super::problem::Problem;
use super::streams::Streams;
use super::verify::Seen;
use super::{Ended, Event, Options, Trust, View};
use crate::engine::{Engine, Output, Work};
use crate::source::disk::{reread, rescan};
use crate::source::{Change, Content, OutputPath, SourcePath, UrlPath};

/// How long the rest of the site may be worked on before the next look at the events.
const PIECE: Duration = Duration::from_millis(8);

/// After a page was sent to a browser, the processor belongs to the browser for this long.
const CALM: Duration = Duration::from_millis(40);

/// How often somebody looks whether it is another day.
const CLOCK: Duration = Duration::from_secs(20);

/// Works until it is told to stop.
pub(super) fn run(options: Options, events: &Receiver<Event>, to_self: Sender<Event>) -> Ended {
    let engine = (options.engine)();
    let mut owner = Owner {
        with_drafts: engine.settings().drafts,
        options,
        engine,
        to_self,
        roots: Vec::new(),
        view: View::default(),
        unfinished: VecDeque::new(),
        piece: 16,
        work: None,
        calm_until: Instant::now(),
        hashes: HashMap::new(),
        changed: Vec::new(),
        streams: Streams::default(),
        before: BTreeMap::new(),
        problems: Vec::new(),
        log: Log::default(),
        overview: None,
        readings: Readings::new(),
    };
    owner.look_at_everything();
    loop {
        let first = match events.recv_timeout(owner.patience()) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ended::Stopped,
        };
        owner.keep_the_day();
        let next = match first {
            Some(first) => owner.take(std::iter::once(first).chain(events.try_iter())),
            None => owner.go_on(),
        };
        if let Next::End(how) = next {
            return how;
        }
    }
}

#[derive(PartialEq, Eq)]
enum Updated {
    Done,
    /// The engine panicked. There is a new one, which knows no file yet.
    Broken,
}

enum Next {
    Wait,
    End(Ended),
}

struct Owner {
    options: Options,
    engine: Engine,
    /// Whether the preview was started with drafts.
    with_drafts: bool,
    to_self: Sender<Event>,
    roots: Vec<String>,
    view: View,
    /// What was not fresh after the last update and has not been rendered since.
    unfinished: VecDeque<OutputPath>,
    /// How many outputs were last rendered within `PIECE`.
    piece: usize,
    /// The last update, until everything is rendered and it has been reported.
    work: Option<Work>,
    calm_until: Instant,
    /// What each file that is not a page held when it was last looked at.
    hashes: HashMap<OutputPath, u128>,
    /// The files that are not pages and hold something else than before, since the last message.
    changed: Vec<OutputPath>,
    streams: Streams,
    /// What the pages that browsers show were when they were last there.
    before: BTreeMap<UrlPath, Before>,
    /// What the browsers were last told.
    problems: Vec<Problem>,
    log: Log,
    /// The state of the site, once somebody has asked and until something happens.
    overview: Option<Arc<Overview>>,
    readings: Readings,
}

impl Owner {
    /// How long to wait for an event before something else is done.
    fn patience(&self) -> Duration {
        if self.work.is_none() {
            return CLOCK;
        }
        self.calm_until.saturating_duration_since(Instant::now())
    }

    /// The site is shown as of today, and a preview that is open over midnight sees the next day.
    fn keep_the_day(&mut self) {
        let today = self.view.as_of.unwrap_or_else(|| (self.options.today)());
        let drafts = self.with_drafts && !self.view.public_only;
        let began = Instant::now();
        let engine = &mut self.engine;
        match catch_unwind(AssertUnwindSafe(|| engine.set_view(today, drafts))) {
            Ok(work) if work == Work::default() => {}
            Ok(work) => self.updated(began, Vec::new(), work),
            Err(_) => self.start_over(),
        }
    }

    /// Takes all that has happened at once.
    fn take(&mut self, events: impl Iterator<Item = Event>) -> Next {
        let mut files = BTreeSet::new();
        let mut everything = false;
        let mut requests = Vec::new();
        let mut opened = Vec::new();
        let mut questions = Vec::new();
        for event in events {
            match event {
                Event::Files(more) => files.extend(more),
                Event::Rescan => everything = true,
                Event::Say(words) => (self.options.say)(&words),
                Event::Request { path, reply } => requests.push((path, reply)),
                Event::Opened { id, pages, say } => {
                    pages.iter().for_each(|page| self.remember(&page.path));
                    opened.push((id, pages.clone()));
                    self.streams.open(id, pages, say);
                }
                Event::Closed { id } => self.streams.close(id),
                Event::View(view) => self.see(view),
                Event::Asked(question) => questions.push(question),
                Event::Verified { update, difference: None } => {
                    (self.options.say)(&format!("update {update}: a build from nothing gives the same"));
                }
                Event::Verified { update, difference: Some(words) } => {
                    (self.options.say)(&format!("update {update} differs from a build from nothing: {words}"));
                    return Next::End(Ended::Differs);
                }
                Event::Stop => return Next::End(Ended::Stopped),
            }
        }
        if everything {
            self.look_at_everything();
        } else if !files.is_empty() {
            self.look_at(&files);
        }
        for (path, reply) in requests {
            reply(self.find(&path));
        }
        opened.iter().for_each(|(id, pages)| self.welcome(*id, pages));
        questions.into_iter().for_each(|question| self.explain(question));
        Next::Wait
    }

    fn see(&mut self, view: View) {
        self.view = view;
        self.keep_the_day();
        self.streams.tell_all(&self.view_message());
    }

    fn look_at(&mut self, files: &BTreeSet<SourcePath>) {
        let began = Instant::now();
        let changes = reread(&self.options.root, files, self.engine.sources());
        let updated = self.update(began, changes);
        if updated == Updated::Broken || (self.options.roots)(self.engine.sources()) != self.roots {
            self.look_at_everything();
        }
    }

    /// Reads the whole site. What it consists of is known only when `site.yaml` has been read, so that comes first.
    fn look_at_everything(&mut self) {
        for _ in 0..3 {
            let began = Instant::now();
            self.roots = (self.options.roots)(self.engine.sources());
            let roots: Vec<_> = self.roots.iter().map(String::as_str).collect();
            let changes = rescan(&self.options.root, &roots, self.engine.sources());
            let updated = self.update(began, changes);
            if updated == Updated::Done && (self.options.roots)(self.engine.sources()) == self.roots {
                return;
            }
        }
    }

    fn update(&mut self, began: Instant, changes: Vec<Change>) -> Updated {
        let changes: Vec<Change> = changes.into_iter().filter(|change| self.is_news(change)).collect();
        let files: Vec<SourcePath> = changes.iter().map(|change| change.path.clone()).collect();
        let engine = &mut self.engine;
        let Ok(work) = catch_unwind(AssertUnwindSafe(|| engine.update(changes))) else {
            self.start_over();
            return Updated::Broken;
        };
        if work != Work::default() {
            self.updated(began, files, work);
        }
        Updated::Done
    }

    fn is_news(&self, change: &Change) -> bool {
        // A file that holds what the built-in theme's holds is news: a site with a theme folder uses that one whole.
        let known = self.engine.sources().on_disk(&change.path).map(|source| &source.content);
        match (known, &change.content) {
            // The same allocation is not looked through.
            (Some(Content::Bytes(old)), Some(Content::Bytes(new))) => {
                (old.as_ptr(), old.len()) != (new.as_ptr(), new.len()) && old != new
            }
            (known, new) => known != new.as_ref(),
        }
    }

    fn start_over(&mut self) {
        (self.options.say)("haven met a bug in itself and reads the site anew");
        self.engine = (self.options.engine)();
        self.roots.clear();
        self.unfinished.clear();
    }

    /// The engine knows something new: first what somebody is looking at, then the plan for the rest.
    fn updated(&mut self, began: Instant, files: Vec<SourcePath>, work: Work) {
        let clock = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
        let edited = self.edited(&files);
        let is_first = self.log.count() == 0;
        self.overview = None;
        self.log.begin(clock, began, files, work.clone());
        self.work = Some(work);
        self.tell_pages(self.streams.pages());
        if let Some(url) = edited.filter(|_| !is_first) {
            self.streams.tell_all(&Message::Edited { url }.json());
        }
        self.log.sent();
        self.plan();
        // A list that is still incomplete may only add errors: the rest of the site has not been asked yet.
        let problems = self.found();
        if problems.is_empty() && self.problems.is_empty() && !self.streams.is_empty() {
            self.calm_until = Instant::now() + CALM;
        }
        if !problems.is_empty() {
            self.tell_problems(problems);
        }
    }

    /// The address of the page that the author works on: one file changed, and it is a page.
    fn edited(&self, files: &[SourcePath]) -> Option<String> {
        let [file] = files else { return None };
        let url = moved::url_of(&self.engine, file)?;
        Some(format!("{}{}", self.engine.config().base_path(), url.as_str().trim_start_matches('/')))
    }

    /// What is to be rendered while nothing else happens. Outputs that had errors come first, so that a message goes as
    /// soon as its cause is mended.
    fn plan(&mut self) {
        let engine = &self.engine;
        self.hashes.retain(|path, _| engine.has_output(path));
        let mut stale = engine.stale();
        stale.sort_by_key(|path| !engine.had_diagnostics(path));
        self.unfinished = stale.into();
    }

    /// Works on the rest of the site for a moment.
    fn go_on(&mut self) -> Next {
        if self.work.is_none() {
            return Next::Wait;
        }
        let began = Instant::now();
        let some: Vec<_> = self.unfinished.drain(..self.piece.min(self.unfinished.len())).collect();
        let full = some.len() == self.piece;
        self.render_some(&some);
        match began.elapsed() {
            time if time > PIECE => self.piece = (self.piece / 2).max(2),
            time if time < PIECE / 2 && full => self.piece = (self.piece * 2).min(512),
            _ => {}
        }
        if !self.changed.is_empty() {
            let paths = self.changed.drain(..).map(|path| path.url().as_str().to_owned()).collect();
            self.streams.tell_all(&Message::Files { paths }.json());
        }
        if self.unfinished.is_empty() {
            self.finish();
        } else if !self.problems.is_empty() {
            let problems = self.found();
            self.tell_problems(problems);
        }
        Next::Wait
    }

    fn finish(&mut self) {
        let Some(work) = self.work.take() else { return };
        self.log.finish();
        self.overview = None;
        (self.options.report)(&self.engine, &work);
        let problems = self.found();
        self.tell_problems(problems);
        if self.options.trust == Trust::Verify {
            self.verify();
        }
    }

    /// Compares with a fresh engine, on a thread of its own.
    fn verify(&mut self) {
        let warm = Seen::of(&mut self.engine);
        let (settings, files) = (self.engine.settings().clone(), self.engine.known_files());
        let (update, to_self) = (self.log.count(), self.to_self.clone());
        let compare = move || {
            let difference = warm.difference(&Seen::cold(settings, files));
            let _ = to_self.send(Event::Verified { update, difference });
        };
        if thread::Builder::new().name("verify".into()).spawn(compare).is_err() {
            (self.options.say)("there is no thread left to compare with a build from nothing");
        }
    }

    fn render_some(&mut self, paths: &[OutputPath]) {
        let engine = &mut self.engine;
        let rendered = catch_unwind(AssertUnwindSafe(|| engine.render_some(paths)));
        // One that panics costs only itself.
        let rendered = rendered
            .unwrap_or_else(|_| paths.iter().filter_map(|path| Some((path.clone(), self.render(path)?))).collect());
        rendered.iter().for_each(|(path, output)| self.note(path, output));
    }

    /// Takes note of what was rendered, whoever wanted it: a file that a browser asked for first may be open in another.
    fn note(&mut self, path: &OutputPath, output: &Output) {
        if path.extension() != "html" {
            let before = self.hashes.insert(path.clone(), output.hash);
            if before.is_some_and(|before| before != output.hash) {
                self.changed.push(path.clone());
            }
        }
        if let Some(cause) = self.engine.cause(path) {
            self.log.rendered(path, cause);
        }
    }
}
