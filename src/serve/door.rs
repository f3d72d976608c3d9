//! Where requests come in, on many threads: the site's own addresses go to the owner of the engine, those below
//! `/_haven/` are the preview's.

use std::borrow::Cow;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};

use super::answer::{self, Found, Target};
use super::gallery::gallery;
use super::http::{Body, Method, Request, Response};
use super::streams::Open;
use super::{Event, Question, View, assets, dashboard, live, widths};
use crate::source::UrlPath;

/// Pages in one stream. A browser with more tabs than this has other worries.
const TABS: usize = 200;

pub(super) struct Door {
    pub host: String,
    pub events: Sender<Event>,
}

impl Door {
    pub fn answer(&self, request: &Request) -> Response {
        if !answer::is_our_host(request.header("Host"), &self.host) {
            let name = request.header("Host").unwrap_or_default();
            return Response::text(403, format!("This preview is not for `{name}`. Start it with --host {name}.\n"));
        }
        let Some(target) = Target::new(&request.target) else {
            return Response::text(400, "This is no address of a site.\n");
        };
        let own = target.path.as_str().strip_prefix("/_haven/");
        if request.method == Method::Post && own == Some("view") {
            return self.view(request, &target);
        }
        if !matches!(request.method, Method::Get | Method::Head) {
            let mut response = Response::text(405, "The preview answers GET and HEAD.\n");
            response.headers.push(("Allow", "GET, HEAD".to_owned()));
            return response;
        }
        match own {
            None if target.path.as_str().ends_with("/_components/") => self.gallery(),
            None => answer::respond(request, &target, self.find(target.path.clone())),
            Some("events") => self.stream(&target),
            Some(name) => {
                self.own(name, &target).unwrap_or_else(|| Response::text(404, "The preview has no such page.\n"))
            }
        }
    }

    /// A page or file of the preview itself.
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
            name => match name.strip_prefix("codes/") {
                Some(code) => {
                    let (_, site, base) = self.ask(Question::Log)?;
                    html(dashboard::manual(code, &site, &base)?)
                }
                None => own_file(name)?,
            },
        })
    }

    /// Asks the owner of the engine; `None` when the preview ends meanwhile.
    fn ask<T>(&self, question: impl FnOnce(Sender<T>) -> Question) -> Option<T> {
        let (reply, answer) = channel();
        self.events.send(Event::Asked(question(reply))).ok()?;
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

    fn find(&self, path: UrlPath) -> Found {
        let (reply, found) = channel();
        let _ = self.events.send(Event::Request { path, reply });
        found.recv().unwrap_or(Found::Broken)
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
        let _ = self.events.send(Event::View(View { as_of, public_only }));
        Response { status: 204, headers: Vec::new(), body: Body::Bytes(Cow::Borrowed(b"")) }
    }

    /// The stream of a browser whose tabs show `page=…&version=…`, once for each.
    fn stream(&self, target: &Target) -> Response {
        let versions = target.values("version");
        let pages = target
            .values("page")
            .zip(versions)
            .filter_map(|(key, version)| Some(Open { path: Target::new(&key)?.path, key, version }));
        let pages: Vec<Open> = pages.take(TABS).collect();
        if pages.is_empty() {
            return Response::text(400, "An event stream is for pages and their versions.\n");
        }
        let events = self.events.clone();
        let stream = move |writer: &mut dyn io::Write| {
            static NEXT: AtomicU64 = AtomicU64::new(0);
            let (messages, received) = channel();
            let id = NEXT.fetch_add(1, Ordering::Relaxed);
            let _ = events.send(Event::Opened { id, pages, messages });
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

fn html(page: String) -> Response {
    fresh("text/html; charset=utf-8", page)
}

/// A response that is another the next time.
fn fresh(media_type: &str, text: String) -> Response {
    let headers = vec![("Content-Type", media_type.to_owned()), ("Cache-Control", "no-store".to_owned())];
    Response { status: 200, headers, body: Body::Bytes(Cow::Owned(text.into_bytes())) }
}

fn own_file(name: &str) -> Option<Response> {
    let (media_type, bytes) = assets::of(name)?;
    let headers = vec![("Content-Type", media_type.to_owned()), ("Cache-Control", "no-cache".to_owned())];
    Some(Response { status: 200, headers, body: Body::Bytes(Cow::Borrowed(bytes)) })
}
