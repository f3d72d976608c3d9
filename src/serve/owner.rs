//! ⚡ The one thread that owns the engine. It takes events in the order of what a person notices first: edits, then the
//! pages that open browsers show, then requests, and the rest of the site in small pieces while nothing else happens.

#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError};
use std::time::{Duration, Instant};

use super::answer::Found;
use super::live::{self, Message, Problem};
use super::{Event, Options};
use crate::engine::{Engine, Output, Work};
use crate::source::disk::{reread, rescan};
use crate::source::{Change, OutputPath, SourcePath, UrlPath};

/// How long the rest of the site may be worked on before the next look at the events.
const PIECE: Duration = Duration::from_millis(8);

/// A number for an event stream.
pub(super) fn next_stream() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Works until it is told to stop.
pub(super) fn run(options: Options, events: &Receiver<Event>) {
    let engine = (options.engine)();
    let mut owner = Owner {
        options,
        engine,
        roots: Vec::new(),
        unfinished: VecDeque::new(),
        work: None,
        hashes: HashMap::new(),
        changed: Vec::new(),
        open: BTreeMap::new(),
        problems: Vec::new(),
    };
    owner.look_at_everything();
    loop {
        let waiting = owner.unfinished.is_empty() && owner.work.is_none();
        let first =
            match if waiting { events.recv().map_err(|_| TryRecvError::Disconnected) } else { events.try_recv() } {
                Ok(event) => event,
                Err(TryRecvError::Empty) => {
                    owner.go_on();
                    continue;
                }
                Err(TryRecvError::Disconnected) => return,
            };
        if owner.take(std::iter::once(first).chain(events.try_iter())) == Next::Stop {
            return;
        }
    }
}

#[derive(PartialEq, Eq)]
enum Updated {
    Done,
    /// The engine panicked. There is a new one, which knows no file yet.
    Broken,
}

#[derive(PartialEq, Eq)]
enum Next {
    Wait,
    Stop,
}

struct Owner {
    options: Options,
    engine: Engine,
    roots: Vec<String>,
    /// What was not fresh after the last update and has not been rendered since.
    unfinished: VecDeque<OutputPath>,
    /// The last update, until everything is rendered and it has been reported.
    work: Option<Work>,
    /// What each file held when it was last looked at.
    hashes: HashMap<OutputPath, u128>,
    /// The files that are not pages and hold something else than before, since the last message.
    changed: Vec<OutputPath>,
    /// The pages that browsers show.
    open: BTreeMap<u64, Open>,
    /// What the browsers were last told.
    problems: Vec<Problem>,
}

/// A page in a browser.
struct Open {
    page: UrlPath,
    version: String,
    /// What it shows, as far as that is known.
    shown: Option<Output>,
    messages: Sender<Arc<str>>,
}

impl Owner {
    /// Takes all that has happened at once.
    fn take(&mut self, events: impl Iterator<Item = Event>) -> Next {
        let mut files = BTreeSet::new();
        let mut everything = false;
        let mut requests = Vec::new();
        let mut opened = Vec::new();
        for event in events {
            match event {
                Event::Files(more) => files.extend(more),
                Event::Rescan => everything = true,
                Event::Say(words) => (self.options.say)(&words),
                Event::Request { path, reply } => requests.push((path, reply)),
                Event::Opened { id, page, version, messages } => {
                    self.open.insert(id, Open { page, version, shown: None, messages });
                    opened.push(id);
                }
                Event::Closed { id } => drop(self.open.remove(&id)),
                Event::Stop => return Next::Stop,
            }
        }
        if everything {
            self.look_at_everything();
        } else if !files.is_empty() {
            self.look_at(&files);
        }
        for (path, reply) in requests {
            // Whoever asked may have gone.
            let _ = reply.send(self.find(&path));
        }
        self.welcome(&opened);
        Next::Wait
    }

    fn look_at(&mut self, files: &BTreeSet<SourcePath>) {
        let changes = reread(&self.options.root, files, self.engine.sources());
        let updated = self.update(changes);
        if updated == Updated::Broken || (self.options.roots)(self.engine.sources()) != self.roots {
            self.look_at_everything();
        }
    }

    /// Reads the whole site. What it consists of is known only when `site.yaml` has been read, so that comes first.
    fn look_at_everything(&mut self) {
        for _ in 0..3 {
            self.roots = (self.options.roots)(self.engine.sources());
            let roots: Vec<_> = self.roots.iter().map(String::as_str).collect();
            let changes = rescan(&self.options.root, &roots, self.engine.sources());
            let updated = self.update(changes);
            if updated == Updated::Broken || (self.options.roots)(self.engine.sources()) == self.roots {
                return;
            }
        }
    }

    fn update(&mut self, changes: Vec<Change>) -> Updated {
        let engine = &mut self.engine;
        let Ok(work) = catch_unwind(AssertUnwindSafe(|| engine.update(changes))) else {
            (self.options.say)("haven met a bug in itself and reads the site anew");
            self.engine = (self.options.engine)();
            self.roots.clear();
            return Updated::Broken;
        };
        if work == Work::default() {
            return Updated::Done;
        }
        self.work = Some(work);
        // First what somebody is looking at.
        self.tell_pages();
        self.hashes.retain(|path, _| self.engine.has_output(path));
        self.unfinished = self.engine.stale().into();
        // A list that is still incomplete may only add errors: the rest of the site has not been asked yet.
        let problems = (self.options.problems)(&self.engine);
        if !problems.is_empty() {
            self.tell_problems(problems);
        }
        Updated::Done
    }

    /// Works on the rest of the site for a moment.
    fn go_on(&mut self) {
        let started = Instant::now();
        while let Some(path) = self.unfinished.pop_front() {
            if let Some(output) = self.render(&path) {
                let before = self.hashes.insert(path.clone(), output.hash);
                if before.is_some_and(|before| before != output.hash) && path.extension() != "html" {
                    self.changed.push(path);
                }
            }
            if started.elapsed() > PIECE {
                break;
            }
        }
        if !self.changed.is_empty() {
            let paths = self.changed.drain(..).map(|path| path.url().as_str().to_owned()).collect();
            let message = Message::Files { paths }.json();
            self.open.values().for_each(|open| drop(open.messages.send(Arc::clone(&message))));
        }
        if self.unfinished.is_empty()
            && let Some(work) = self.work.take()
        {
            (self.options.report)(&self.engine, &work);
            let problems = (self.options.problems)(&self.engine);
            self.tell_problems(problems);
        }
    }

    fn find(&mut self, path: &UrlPath) -> Found {
        let file = path.output();
        let folder = UrlPath::new(&format!("{path}/"));
        if self.engine.has_output(&file) {
            return self.render(&file).map_or(Found::Broken, |output| Found::File(file, output));
        }
        match folder.filter(|folder| !path.as_str().ends_with('/') && self.engine.has_output(&folder.output())) {
            Some(folder) => Found::Folder(folder),
            None => Found::Nothing(OutputPath::new("404.html").and_then(|path| self.render(&path))),
        }
    }

    fn render(&mut self, path: &OutputPath) -> Option<Output> {
        let engine = &mut self.engine;
        catch_unwind(AssertUnwindSafe(|| engine.output(path))).ok().flatten()
    }

    /// Tells each open page whether it is still what its address gives.
    fn tell_pages(&mut self) {
        let ids: Vec<_> = self.open.keys().copied().collect();
        ids.into_iter().for_each(|id| self.tell_page(id));
    }

    fn tell_page(&mut self, id: u64) {
        let Some(page) = self.open.get(&id).map(|open| open.page.clone()) else { return };
        let (Found::File(_, now) | Found::Nothing(Some(now))) = self.find(&page) else { return };
        let Some(open) = self.open.get_mut(&id) else { return };
        let version = live::version(now.hash);
        if open.version != version {
            let styles = open.shown.as_ref().and_then(|shown| live::renamed_styles(&shown.bytes, &now.bytes));
            let message = Message::Page { version: version.clone(), styles: styles.unwrap_or_default() };
            let _ = open.messages.send(message.json());
            open.version = version;
        }
        open.shown = Some(now);
    }

    /// A page that was just opened, or comes back, hears what it missed.
    fn welcome(&mut self, opened: &[u64]) {
        for id in opened {
            self.tell_page(*id);
            if let Some(open) = self.open.get(id).filter(|_| !self.problems.is_empty()) {
                let _ = open.messages.send(Message::Problems { problems: self.problems.clone() }.json());
            }
        }
    }

    fn tell_problems(&mut self, problems: Vec<Problem>) {
        if problems == self.problems {
            return;
        }
        self.problems = problems;
        let message = Message::Problems { problems: self.problems.clone() }.json();
        self.open.values().for_each(|open| drop(open.messages.send(Arc::clone(&message))));
    }
}
