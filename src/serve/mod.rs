//! ⚡ The preview that authors keep open. One thread owns the engine; the watcher, the browsers' requests and their event
//! streams reach it as values of one closed `Event`. What is served is what `build` would write: it is rendered when it is
//! asked for, and live reload is added to the response, never to a file.

#![allow(clippy::disallowed_methods)]

pub mod answer;
mod head;
pub mod http;
pub mod live;
mod mime;
mod owner;
mod poll;
pub mod socket;
pub mod watch;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use crate::engine::{Engine, Work};
use crate::source::{SourcePath, Sources, UrlPath};
use answer::{Found, Target};
use http::{Body, Method, Request, Response};
pub use live::Problem;
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
    /// The folder that `haven build` writes, whose changes are nobody's edit.
    pub output: Option<PathBuf>,
    /// An engine that knows no file yet. Called again should a bug in haven break the engine.
    pub engine: Box<dyn Fn() -> Engine + Send>,
    /// The files and folders that belong to the site as these sources describe it (`read_site`'s `roots`).
    pub roots: Box<dyn Fn(&Sources) -> Vec<String> + Send>,
    /// Called when an update is complete, with everything rendered.
    pub report: Box<dyn Fn(&Engine, &Work) + Send>,
    /// The errors that the browser shows.
    pub problems: Box<dyn Fn(&Engine) -> Vec<Problem> + Send>,
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

/// Everything that can happen to a preview.
enum Event {
    /// These files or folders may have changed.
    Files(BTreeSet<SourcePath>),
    /// Anything may have.
    Rescan,
    /// The watcher has something to say.
    Say(String),
    /// A browser asks for an address.
    Request { path: UrlPath, reply: Sender<Found> },
    /// A page in a browser wants to be told of changes; `id` is never used twice.
    Opened { id: u64, page: UrlPath, version: String, messages: Sender<Arc<str>> },
    /// That page has been left.
    Closed { id: u64 },
    /// The preview ends.
    Stop,
}

/// A preview that runs until it is dropped.
pub struct Preview {
    /// Where it can be seen.
    pub url: String,
    events: Sender<Event>,
    owner: Option<JoinHandle<()>>,
    _server: http::Server,
    _watch: watch::Watch,
}

/// Runs a preview until the process ends.
pub fn run(options: Options) -> io::Result<()> {
    let (port, browser) = (options.port, options.browser);
    let mut preview = start(options)?;
    println!("{}", preview.url);
    if port != 0 && !preview.url.ends_with(&format!(":{port}/")) {
        println!("(port {port} is in use)");
    }
    if browser == Browser::Open {
        open(&preview.url);
    }
    if let Some(owner) = preview.owner.take() {
        let _ = owner.join();
    }
    Ok(())
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
    let watch = watch::watch(&options.root, options.output.as_deref(), options.watching, see)?;

    let door = Door { host: options.host.clone(), events: events.clone() };
    let server = http::serve(listener, Box::new(move |request| door.answer(request)))?;
    let url = socket::url(server.address);
    let owner = thread::Builder::new().name("engine".into()).spawn(move || owner::run(options, &received))?;
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

/// Where requests come in, on many threads.
struct Door {
    host: String,
    events: Sender<Event>,
}

impl Door {
    fn answer(&self, request: &Request) -> Response {
        if !answer::is_our_host(request.header("Host"), &self.host) {
            let name = request.header("Host").unwrap_or_default();
            return Response::text(403, format!("This preview is not for `{name}`. Start it with --host {name}.\n"));
        }
        if !matches!(request.method, Method::Get | Method::Head) {
            let mut response = Response::text(405, "The preview answers GET and HEAD.\n");
            response.headers.push(("Allow", "GET, HEAD".to_owned()));
            return response;
        }
        let Some(target) = Target::new(&request.target) else {
            return Response::text(400, "This is no address of a site.\n");
        };
        match target.path.as_str() {
            "/_haven/live.js" => own_file("text/javascript; charset=utf-8", live::SCRIPT),
            "/_haven/live.css" => own_file("text/css; charset=utf-8", live::STYLE),
            "/_haven/events" => self.stream(&target),
            _ => answer::respond(request, &target, self.find(target.path.clone())),
        }
    }

    fn find(&self, path: UrlPath) -> Found {
        let (reply, found) = channel();
        let _ = self.events.send(Event::Request { path, reply });
        found.recv().unwrap_or(Found::Broken)
    }

    fn stream(&self, target: &Target) -> Response {
        let page = target.value("page").and_then(|page| Target::new(&page));
        let (Some(page), Some(version)) = (page, target.value("version")) else {
            return Response::text(400, "An event stream is for a page and a version.\n");
        };
        let events = self.events.clone();
        let stream = move |writer: &mut dyn io::Write| {
            let (messages, received) = channel();
            let id = owner::next_stream();
            let _ = events.send(Event::Opened { id, page: page.path, version, messages });
            let left = live::stream(writer, &received, live::HEARTBEAT);
            let _ = events.send(Event::Closed { id });
            left
        };
        let headers = vec![
            ("Content-Type", "text/event-stream; charset=utf-8".to_owned()),
            ("Cache-Control", "no-store".to_owned()),
        ];
        Response { status: 200, headers, body: Body::Stream(Box::new(stream)) }
    }
}

fn own_file(media_type: &str, text: &'static str) -> Response {
    let headers = vec![("Content-Type", media_type.to_owned()), ("Cache-Control", "no-cache".to_owned())];
    Response { status: 200, headers, body: Body::Bytes(Cow::Borrowed(text.as_bytes())) }
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
