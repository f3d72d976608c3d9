//! Where requests come in: the site's own addresses go to the owner of the engine, those below `/_haven/` are the
//! preview's. Nothing here waits on the thread that requests come in on.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};

use super::answer::{self, Target};
use super::desk::Desk;
use super::gallery::gallery;
use super::http::{Answer, Method, Request, Response};
use super::streams::Open;
use super::{Event, Question, View, assets, dashboard, live, widths};

/// Pages in one stream. A browser with more tabs than this has other worries.
const TABS: usize = 200;

pub(super) struct Door {
    host: String,
    inside: Inside,
    desk: Desk,
}

/// The way to the owner of the engine.
#[derive(Clone)]
struct Inside(Sender<Event>);

impl Door {
    pub fn new(host: String, events: Sender<Event>) -> io::Result<Self> {
        Ok(Door { host, inside: Inside(events), desk: Desk::new()? })
    }

    pub fn answer(&self, request: Request, answer: Answer) {
        let target = match self.admit(&request) {
            Ok(target) => target,
            Err(refusal) => return answer.give(|| refusal),
        };
        let path = target.path.as_str();
        let own = path.strip_prefix("/_haven/").map(str::to_owned);
        let inside = self.inside.clone();
        match own.as_deref() {
            None if path.ends_with("/_components/") => self.desk.put(move || answer.give(|| inside.gallery())),
            None => {
                let path = target.path.clone();
                let reply = Box::new(move |found| answer.give(|| answer::respond(&request, &target, found)));
                let _ = self.inside.0.send(Event::Request { path, reply });
            }
            Some("view") if request.method == Method::Post => answer.give(|| self.inside.view(&request, &target)),
            Some("events") => self.inside.stream(&target, answer),
            Some(name) => match own_file(name) {
                Some(file) => answer.give(|| file),
                None => {
                    let name = name.to_owned();
                    self.desk.put(move || answer.give(|| inside.own(&name, &target).unwrap_or_else(no_page)));
                }
            },
        }
    }

    /// Where a request leads, or why it leads nowhere.
    fn admit(&self, request: &Request) -> Result<Target, Response> {
        if !answer::is_our_host(request.header("Host"), &self.host) {
            let name = request.header("Host").unwrap_or_default();
            return Err(Response::text(
                403,
                format!("This preview is not for `{name}`. Start it with --host {name}.\n"),
            ));
        }
        let Some(target) = Target::new(&request.target) else {
            return Err(Response::text(400, "This is no address of a site.\n"));
        };
        let is_view = request.method == Method::Post && target.path.as_str() == "/_haven/view";
        if !is_view && !matches!(request.method, Method::Get | Method::Head) {
            let mut response = Response::text(405, "The preview answers GET and HEAD.\n");
            response.headers.push(("Allow", "GET, HEAD".to_owned()));
            return Err(response);
        }
        Ok(target)
    }
}

impl Inside {
    /// A page of the preview itself. Waits for the owner.
    fn own(&self, name: &str, target: &Target) -> Option<Response> {
        Some(match name {
            "" => html(dashboard::pages(&*self.ask(Question::Overview)?, target)),
            "map" => html(dashboard::map(&*self.ask(Question::Overview)?)),
            "reviews" => html(dashboard::calendar(&*self.ask(Question::Overview)?)),
            "updates" => {
                let (log, site, base) = self.ask(Question::Log)?;
                html(dashboard::updates(&log, &site, &base))
            }
            "codes" => {
                let (_, site, base) = self.ask(Question::Log)?;
                html(dashboard::manuals(&site, &base))
            }
            "widths" => html(widths::page(Target::new(&target.value("page")?)?.path.as_str())),
            "page.json" => {
                let path = Target::new(&target.value("page")?)?.path;
                let facts = self.ask(|reply| Question::Facts(path, reply))?;
                fresh("application/json; charset=utf-8", facts.to_string())
            }
            name => {
                let code = name.strip_prefix("codes/")?;
                let (_, site, base) = self.ask(Question::Log)?;
                html(dashboard::manual(code, &site, &base)?)
            }
        })
    }

    /// Asks the owner of the engine; `None` when the preview ends meanwhile.
    fn ask<T>(&self, question: impl FnOnce(Sender<T>) -> Question) -> Option<T> {
        let (reply, answer) = channel();
        self.0.send(Event::Asked(question(reply))).ok()?;
        answer.recv().ok()
    }

    /// The components in the site's look, made on this thread: it takes an engine of its own.
    fn gallery(&self) -> Response {
        let page = self.ask(Question::Site).and_then(|(settings, files)| gallery(settings, files));
        match page.and_then(|page| String::from_utf8(page).ok()) {
            Some(page) => html(page),
            None => Response::text(404, "The site has no theme to show.\n"),
        }
    }

    /// Shows the site otherwise. The header keeps other sites out: a page elsewhere cannot send it without being asked
    /// whether it may (a CORS preflight), and that is refused.
    fn view(&self, request: &Request, target: &Target) -> Response {
        if request.header("X-Haven-Preview").is_none() {
            return Response::text(403, "Only the preview's own pages may change the view.\n");
        }
        let as_of = match target.value("as-of").filter(|day| !day.is_empty()).map(|day| day.parse()) {
            Some(Err(_)) => return Response::text(400, "A day is written as 2026-11-24.\n"),
            Some(Ok(day)) => Some(day),
            None => None,
        };
        let public_only = target.value("public").is_some_and(|value| value == "1");
        let _ = self.0.send(Event::View(View { as_of, public_only }));
        Response { status: 204, headers: Vec::new(), body: Vec::new() }
    }

    /// The stream of a browser whose tabs show `page=…&version=…`, once for each.
    fn stream(&self, target: &Target, answer: Answer) {
        let versions = target.values("version");
        let pages = target
            .values("page")
            .zip(versions)
            .filter_map(|(key, version)| Some(Open { path: Target::new(&key)?.path, key, version }));
        let pages: Vec<Open> = pages.take(TABS).collect();
        if pages.is_empty() {
            return answer.give(|| Response::text(400, "An event stream is for pages and their versions.\n"));
        }
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let leaving = Leaving { id, inside: self.clone() };
        // The thread that writes is this one, so nobody can leave before it is known that he came.
        let say = Box::new(live::open(answer, live::HEARTBEAT, Box::new(leaving)));
        let _ = self.0.send(Event::Opened { id, pages, say });
    }
}

/// Tells the owner that a browser has left.
struct Leaving {
    id: u64,
    inside: Inside,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        let _ = self.inside.0.send(Event::Closed { id: self.id });
    }
}

fn no_page() -> Response {
    Response::text(404, "The preview has no such page.\n")
}

fn html(page: String) -> Response {
    fresh("text/html; charset=utf-8", page)
}

/// A response that is another the next time.
fn fresh(media_type: &str, text: String) -> Response {
    let headers = vec![("Content-Type", media_type.to_owned()), ("Cache-Control", "no-store".to_owned())];
    Response { status: 200, headers, body: vec![text.into_bytes().into()] }
}

fn own_file(name: &str) -> Option<Response> {
    let (media_type, bytes) = assets::of(name)?;
    let headers = vec![("Content-Type", media_type.to_owned()), ("Cache-Control", "no-cache".to_owned())];
    Some(Response { status: 200, headers, body: vec![bytes.into()] })
}
