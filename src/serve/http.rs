//! ⚡ HTTP: requests in, responses out. Knows nothing of sites: a handler turns one into the other.
//!
//! Each connection has a thread of its own and hard limits, so a slow reader, a silent client, a handler that waits or an
//! event stream delays nobody else. tiny_http lends its vocabulary (methods and status codes); why its server does not
//! serve here is told in docs/decisions/0003-preview-connections.md.

#![allow(clippy::disallowed_methods)]

use std::borrow::Cow;
use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

pub use tiny_http::Method;

pub use super::head::Request;
use super::head::{self, Refusal};
use super::pieces;

/// Connections at the same time, event streams included; more wait until one ends. A connection takes one descriptor, of
/// which a process usually has 1,024.
const CONNECTIONS: usize = 800;

/// How long a connection may be silent between two requests. Browsers give up after one to five minutes.
const SILENCE: Duration = Duration::from_secs(60);

/// How long a client may take to accept what is written.
const WRITING: Duration = Duration::from_secs(30);

/// What is sent back.
pub struct Response {
    /// The status code.
    pub status: u16,
    /// All headers but `Content-Length` and `Connection`.
    pub headers: Vec<(&'static str, String)>,
    /// What follows them.
    pub body: Body,
}

/// What follows the headers.
pub enum Body {
    /// These bytes, or for a `HEAD` request only their length.
    Bytes(Cow<'static, [u8]>),
    /// Parts of bytes that others hold too, one after the other.
    Shared(Vec<(Arc<[u8]>, Range<usize>)>),
    /// Whatever this function writes until it returns; the connection then ends. It runs in the connection's thread.
    Stream(Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + Send>),
}

/// Turns a request into a response, on any thread. May panic: then the answer is 500.
pub type Handler = dyn Fn(&Request) -> Response + Send + Sync;

/// A running server. Takes no more connections when it is dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    handler: Box<Handler>,
    stopped: AtomicBool,
    open: Mutex<usize>,
    closed: Condvar,
}

/// Answers the requests that arrive at `listener`.
pub fn serve(listener: TcpListener, handler: Box<Handler>) -> io::Result<Server> {
    let address = listener.local_addr()?;
    let shared =
        Arc::new(Shared { handler, stopped: AtomicBool::new(false), open: Mutex::default(), closed: Condvar::new() });
    let accepting = Arc::clone(&shared);
    thread::Builder::new().name("accept".into()).spawn(move || accept(&listener, &accepting))?;
    Ok(Server { address, shared })
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // The accepting thread looks at the flag when somebody comes.
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(if address.is_ipv4() {
                [127, 0, 0, 1].into()
            } else {
                std::net::Ipv6Addr::LOCALHOST.into()
            });
        }
        let _ = TcpStream::connect_timeout(&address, Duration::from_secs(1));
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        let accepted = listener.accept();
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok((stream, _)) = accepted else {
            // A client that left at once, or no descriptor is free: then nothing better can be done than to wait.
            thread::sleep(Duration::from_millis(20));
            continue;
        };
        let mut open = lock(&shared.open);
        while *open >= CONNECTIONS {
            open = shared.closed.wait(open).unwrap_or_else(PoisonError::into_inner);
        }
        *open += 1;
        let leaving = Leaving(Arc::clone(shared));
        drop(open);
        // Where no thread can be had, the closure is dropped, and with it the connection and its place.
        let _ = thread::Builder::new().name("connection".into()).spawn(move || {
            let _ = converse(&stream, &*leaving.0.handler);
        });
    }
}

/// Gives the connection's place back, whatever ends it.
struct Leaving(Arc<Shared>);

impl Drop for Leaving {
    fn drop(&mut self) {
        *lock(&self.0.open) -= 1;
        self.0.closed.notify_one();
    }
}

/// Answers one request after the other until either side has had enough. The error is that the client left or was too
/// slow: there is nobody to tell.
fn converse(stream: &TcpStream, handler: &Handler) -> io::Result<()> {
    // Without it the last part of a large page waits up to 40 ms for the browser's acknowledgement.
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_write_timeout(Some(WRITING))?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    loop {
        let (request, keep) = match head::read(&mut reader)? {
            Ok((request, keep)) => (request, keep),
            Err(Refusal::Nobody) => return Ok(()),
            Err(Refusal::Because(status, words)) => {
                send(&mut writer, Response::text(status, words), Length::Whole, Then::Close)?;
                return part(stream, reader);
            }
        };
        let response = catch_unwind(AssertUnwindSafe(|| handler(&request))).unwrap_or_else(|_| Response::broken());
        let length = if request.method == Method::Head { Length::Head } else { Length::Whole };
        let then = if keep && !matches!(response.body, Body::Stream(_)) { Then::Keep } else { Then::Close };
        send(&mut writer, response, length, then)?;
        if then == Then::Close {
            return stream.shutdown(Shutdown::Both);
        }
    }
}

/// Ends a connection whose client may still be sending. Closing it at once would make the system throw away the answer
/// together with what was not read, so a little more is read first.
fn part(stream: &TcpStream, reader: BufReader<&TcpStream>) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_millis(500)))?;
    io::copy(&mut reader.take(1 << 20), &mut io::sink()).map(drop)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    Head,
    Whole,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Keep,
    Close,
}

fn send(writer: &mut dyn Write, response: Response, length: Length, then: Then) -> io::Result<()> {
    let status = tiny_http::StatusCode(response.status);
    let mut head = format!("HTTP/1.1 {} {}\r\n", status.0, status.default_reason_phrase());
    for (name, value) in &response.headers {
        // A header cannot be split by what an address or a file name contains.
        let value: String = value.chars().filter(|character| !character.is_control()).collect();
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !matches!(response.body, Body::Stream(_)) && !matches!(response.status, 204 | 304) {
        let length: usize = response.body.pieces().iter().map(|piece| piece.len()).sum();
        head.push_str(&format!("Content-Length: {length}\r\n"));
    }
    head.push_str(if then == Then::Keep { "Connection: keep-alive\r\n\r\n" } else { "Connection: close\r\n\r\n" });
    // Head and body at once: two writes are two packets.
    let mut pieces = vec![head.as_bytes()];
    if length == Length::Whole {
        pieces.extend(response.body.pieces());
    }
    pieces::write(writer, &pieces)?;
    match response.body {
        // Neither a length nor chunks: the end of the stream is that of the connection. Browsers dislike chunked event
        // streams.
        Body::Stream(stream) if length == Length::Whole => stream(writer),
        _ => Ok(()),
    }
}

impl Body {
    /// The bytes, piece by piece; none of a stream.
    pub fn pieces(&self) -> Vec<&[u8]> {
        match self {
            Body::Bytes(bytes) => vec![bytes],
            Body::Shared(parts) => parts.iter().map(|(bytes, range)| &bytes[range.clone()]).collect(),
            Body::Stream(_) => Vec::new(),
        }
    }
}

impl Response {
    /// A short text.
    pub fn text(status: u16, text: impl Into<String>) -> Self {
        let headers =
            vec![("Content-Type", "text/plain; charset=utf-8".to_owned()), ("Cache-Control", "no-cache".to_owned())];
        Response { status, headers, body: Body::Bytes(Cow::Owned(text.into().into_bytes())) }
    }

    fn broken() -> Self {
        Response::text(500, "haven met a bug while it answered this request; the terminal says more.\n")
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
