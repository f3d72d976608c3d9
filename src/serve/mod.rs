//! ⚡ The preview that authors keep open. One thread owns the engine; the watcher, the browsers' requests and their event
//! streams reach it as values of one closed `Event`. What is served is what `build` would write: it is rendered when it is
//! asked for, and whatever the preview adds is added to the response, never to a file.

#![allow(clippy::disallowed_methods)]

pub mod answer;
pub mod http;
pub mod live;
pub mod problem;
pub mod socket;
pub mod watch;
mod assets;
mod connection;
mod dashboard;
mod desk;
mod door;
mod facts;
mod gallery;
mod head;
mod links;
mod log;
mod mime;
mod moved;
mod overview;
mod owner;
mod pieces;
mod poll;
mod streams;
mod verify;
mod widths;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use jiff::civil::Date;

use crate::engine::{Engine, Settings, Work};
use crate::source::{Change, SourcePath, Sources, UrlPath};
use answer::Found;
use door::Door;
pub use problem::{Editor, Problem};
pub use watch::Watching;

/// How a preview is to run.
pub struct Options {
    /// The site's folder.
    pub root: PathBuf,
    /// The name or address to listen at; `127.0.0.1` is this machine only.
    pub host: String,
    /// The port to listen at; the next free one is taken when it is not free. 0 is any.
    pub port: u16,
    /// What to do with the URL.
    pub browser: Browser,
    /// How changes are noticed.
    pub watching: Watching,
    /// An engine that knows no file yet. Called again should a bug in haven break the engine.
    pub engine: Box<dyn Fn() -> Engine + Send>,
    /// The files and folders that belong to the site as these sources describe it (`read_site`'s `roots`).
    pub roots: Box<dyn Fn(&Sources) -> Vec<String> + Send>,
    /// Which day it is. Asked again and again: a preview stays open over midnight.
    pub today: Box<dyn Fn() -> Date + Send>,
    /// The program that opens a file at a line.
    pub editor: Editor,
    /// Whether every update is compared with a build from nothing.
    pub trust: Trust,
    /// Called when an update is complete, with everything rendered.
    pub report: Box<dyn Fn(&Engine, &Work) + Send>,
    /// Says something to the person at the terminal.
    pub say: Box<dyn Fn(&str) + Send>,
}

/// What to do with the preview's URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Open it in the browser that the system prefers.
    Open,
    /// Only print it.
    Leave,
}

/// Whether an update's outcome is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Warm equals cold; the tests say so.
    Believe,
    /// After each update a fresh engine renders everything too; the first difference ends the preview.
    Verify,
}

/// How a preview ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Because it was told to.
    Stopped,
    /// Because what it showed is not what a build makes.
    Differs,
}

/// Everything that can happen to a preview.
enum Event {
    /// These files or folders may have changed.
    Files(BTreeSet<SourcePath>),
    /// Anything may have.
    Rescan,
    /// The watcher has something to say.
    Say(String),
    /// A browser asks for an address. `reply` does not panic.
    Request { path: UrlPath, reply: Box<dyn FnOnce(Found) + Send> },
    /// A browser opened a stream for the pages that its tabs show; `id` is never used twice.
    Opened { id: u64, pages: Vec<streams::Open>, say: streams::Say },
    /// That stream has ended.
    Closed { id: u64 },
    /// A browser asks what is known of the site.
    Asked(Question),
    /// The author wants to see the site otherwise.
    View(View),
    /// A comparison with a fresh engine is done: the difference, if there is one.
    Verified { update: u32, difference: Option<String> },
    /// The preview ends.
    Stop,
}

/// What the preview's own pages want to know, and where the answer goes.
enum Question {
    /// The state of every page.
    Overview(Sender<Arc<overview::Overview>>),
    /// What the bar says of the page at this address.
    Facts(UrlPath, Sender<serde_json::Value>),
    /// What happened lately; the site's title and where it lives.
    Log(Sender<(log::Log, String, String)>),
    /// All that another engine needs to know.
    Site(Sender<(Settings, Vec<Change>)>),
}

/// How the author wants to see the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// As of this day instead of today.
    pub as_of: Option<Date>,
    /// Without drafts, even where the preview was started with them.
    pub public_only: bool,
}

/// A preview that runs until it is dropped.
pub struct Preview {
    /// Where it can be seen.
    pub url: String,
    events: Sender<Event>,
    owner: Option<JoinHandle<Ended>>,
    _server: http::Server,
    _watch: watch::Watch,
}

/// Runs a preview until the process ends, or until it finds that it cannot be trusted. `base_path` is where the site
/// lives below the address that is printed.
pub fn run(options: Options, base_path: &str) -> io::Result<Ended> {
    let (port, browser, host) = (options.port, options.browser, options.host.clone());
    let mut preview = start(options)?;
    let url = format!("{}{}", preview.url, base_path.trim_start_matches('/'));
    println!("{url}");
    if port != 0 && !preview.url.ends_with(&format!(":{port}/")) {
        println!("(port {port} is in use)");
    }
    if let Some(shared) = socket::shared_url(&preview.url, &host) {
        let shared = format!("{shared}{}", base_path.trim_start_matches('/'));
        println!("on this network: {shared}");
        if let Some(code) = socket::qr_code(&shared) {
            println!("{code}");
        }
    }
    if browser == Browser::Open {
        open(&url);
    }
    Ok(preview.owner.take().and_then(|owner| owner.join().ok()).unwrap_or(Ended::Stopped))
}

/// Starts a preview. It answers at once; requests wait until the site has been read.
pub fn start(options: Options) -> io::Result<Preview> {
    let listener = socket::listen(&options.host, options.port)?;
    let (events, received) = channel();

    let seen = events.clone();
    let see = move |what| {
        let event = match what {
            watch::Seen::Files(files) => Event::Files(files),
            watch::Seen::Rescan => Event::Rescan,
            watch::Seen::Polling(words) => {
                Event::Say(format!("folders are compared every 300 ms, because they cannot be watched: {words}"))
            }
        };
        let _ = seen.send(event);
    };
    // Watching begins before the first look at the folder, so that nothing falls in between.
    let watch = watch::watch(&options.root, options.watching, see)?;

    let door = Door::new(options.host.clone(), events.clone())?;
    let server = http::serve(listener, Box::new(move |request, answer| door.answer(request, answer)))?;
    let url = socket::url(server.address);
    let to_owner = events.clone();
    let owner = thread::Builder::new().name("engine".into()).spawn(move || owner::run(options, &received, to_owner))?;
    Ok(Preview { url, events, owner: Some(owner), _server: server, _watch: watch })
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.events.send(Event::Stop);
        if let Some(owner) = self.owner.take() {
            let _ = owner.join();
        }
    }
}

/// Opens the URL in the browser that the system prefers. Without one, the printed URL is all there is.
fn open(url: &str) {
    let (program, arguments): (&str, &[&str]) = match () {
        () if cfg!(target_os = "macos") => ("open", &[]),
        () if cfg!(windows) => ("cmd", &["/c", "start", ""]),
        () => ("xdg-open", &[]),
    };
    let mut command = std::process::Command::new(program);
    command.args(arguments).arg(url);
    let _ = command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null()).spawn();
}
