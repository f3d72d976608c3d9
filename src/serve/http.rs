//! ⚡ HTTP: requests in, responses out. Knows nothing of sites: a handler turns one into the other.
//!
//! One thread owns all connections and never waits for any of them, so a slow reader, a silent client, an answer that
//! takes its time or an event stream delays nobody else, and costs some hundred bytes. tiny_http lends its vocabulary
//! (methods and status codes); why its server does not serve here is told in docs/decisions/0003-preview-connections.md.

#![allow(clippy::disallowed_methods)]

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use mio::{Events, Interest, Poll, Token, Waker};
pub use tiny_http::Method;

pub use super::connection::Beat;
use super::connection::{Connection, Step};
pub use super::head::Request;

/// Connections at the same time, event streams included; more wait until one ends. A connection takes one descriptor, of
/// which a process usually has 1,024.
const CONNECTIONS: usize = 800;

/// How long nobody new is let in after the system could not.
const REST: Duration = Duration::from_millis(20);

const LISTENER: Token = Token(0);
const WAKER: Token = Token(1);

/// What is sent back.
pub struct Response {
    /// The status code.
    pub status: u16,
    /// All headers but `Content-Length` and `Connection`.
    pub headers: Vec<(&'static str, String)>,
    /// What follows them. Of a response to `HEAD` only the length is sent.
    pub body: Vec<Bytes>,
}

impl Response {
    /// A short text.
    pub fn text(status: u16, text: impl Into<String>) -> Self {
        let headers =
            vec![("Content-Type", "text/plain; charset=utf-8".to_owned()), ("Cache-Control", "no-cache".to_owned())];
        Response { status, headers, body: vec![text.into().into_bytes().into()] }
    }

    fn broken() -> Self {
        Response::text(500, "haven met a bug while it answered this request; the terminal says more.\n")
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }
}

/// Sees to it that a request is answered. It runs on the thread that owns the connections, so it must not wait: whoever
/// has the answer gives it, on any thread. May panic: then the answer is 500.
pub type Handler = dyn Fn(Request, Answer) + Send;

/// The answer that a client waits for. When it is dropped, the client is told of a bug.
pub struct Answer {
    id: usize,
    line: Line,
    is_given: bool,
}

impl Answer {
    /// Gives what `make` makes, on this thread. It may panic.
    pub fn give(mut self, make: impl FnOnce() -> Response) {
        let response = catch_unwind(AssertUnwindSafe(make)).unwrap_or_else(|_| Response::broken());
        self.is_given = true;
        self.line.send(Command::Answer(self.id, response));
    }

    /// Begins an answer that goes on until the returned value is dropped, or the client leaves. `guard` is dropped when it
    /// is over for either reason.
    pub fn stream(mut self, headers: Vec<(&'static str, String)>, beat: Beat, guard: Box<dyn Send>) -> Outlet {
        self.is_given = true;
        self.line.send(Command::Stream(self.id, headers, beat, guard));
        Outlet { id: self.id, line: self.line.clone() }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        if !self.is_given {
            self.line.send(Command::Answer(self.id, Response::broken()));
        }
    }
}

/// What is written here arrives at one client, in order.
pub struct Outlet {
    id: usize,
    line: Line,
}

impl Outlet {
    /// Writes these bytes. A client that left is no error.
    pub fn say(&self, pieces: Vec<Bytes>) {
        self.line.send(Command::Say(self.id, pieces));
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.line.send(Command::End(self.id));
    }
}

/// What other threads tell the one that owns the connections.
enum Command {
    Answer(usize, Response),
    Stream(usize, Vec<(&'static str, String)>, Beat, Box<dyn Send>),
    Say(usize, Vec<Bytes>),
    End(usize),
    Stop,
}

#[derive(Clone)]
struct Line {
    commands: Sender<Command>,
    waker: Arc<Waker>,
    /// Whether the other side will look at the commands anyway.
    is_awake: Arc<AtomicBool>,
}

impl Line {
    fn send(&self, command: Command) {
        let _ = self.commands.send(command);
        if !self.is_awake.swap(true, Ordering::SeqCst) {
            let _ = self.waker.wake();
        }
    }
}

/// A running server. All its connections end when it is dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    line: Line,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.line.send(Command::Stop);
    }
}

/// Answers the requests that arrive at `listener`.
pub fn serve(listener: TcpListener, handler: Box<Handler>) -> io::Result<Server> {
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let mut listener = mio::net::TcpListener::from_std(listener);
    let poll = Poll::new()?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let (send, commands) = channel();
    let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
    let line = Line { commands: send, waker, is_awake: Arc::default() };
    let switchboard = Switchboard {
        poll,
        listener,
        handler,
        line: line.clone(),
        commands,
        connections: HashMap::new(),
        next: WAKER.0 + 1,
        is_waiting: false,
        deadline: None,
        scratch: vec![0; 16 << 10],
    };
    thread::Builder::new().name("connections".into()).spawn(move || switchboard.run())?;
    Ok(Server { address, line })
}

/// All connections, and the thread that they live on.
struct Switchboard {
    poll: Poll,
    listener: mio::net::TcpListener,
    handler: Box<Handler>,
    line: Line,
    commands: Receiver<Command>,
    connections: HashMap<usize, Connection>,
    /// The number of the next connection. None is used twice, so that what is meant for one never reaches another.
    next: usize,
    /// Whether somebody may be waiting to be let in.
    is_waiting: bool,
    /// No connection has a deadline before this.
    deadline: Option<Instant>,
    scratch: Vec<u8>,
}

impl Switchboard {
    fn run(mut self) {
        let mut events = Events::with_capacity(256);
        loop {
            let patience = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            match self.poll.poll(&mut events, patience) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return,
            }
            let now = Instant::now();
            for event in &events {
                match event.token() {
                    LISTENER => self.is_waiting = true,
                    WAKER => {}
                    Token(id) => self.advance(id, now),
                }
            }
            if self.is_waiting {
                self.let_in(now);
            }
            // Before the commands are looked at: whatever comes from now on wakes again.
            self.line.is_awake.store(false, Ordering::SeqCst);
            while let Ok(command) = self.commands.try_recv() {
                match command {
                    Command::Answer(id, response) => self.with(id, now, |one| one.answer(response, now)),
                    Command::Stream(id, headers, beat, guard) => {
                        self.with(id, now, |one| one.stream(&headers, beat, guard, now));
                    }
                    Command::Say(id, pieces) => self.with(id, now, |one| one.say(pieces, now)),
                    Command::End(id) => self.with(id, now, |one| one.end(now)),
                    Command::Stop => return,
                }
            }
            if self.deadline.is_some_and(|deadline| deadline <= now) {
                self.keep_deadlines(now);
            }
        }
    }

    /// Takes everybody in for whom there is a place.
    fn let_in(&mut self, now: Instant) {
        self.is_waiting = true;
        while self.connections.len() < CONNECTIONS {
            match self.listener.accept() {
                Ok((mut stream, _)) => {
                    let id = self.next;
                    self.next += 1;
                    let interest = Interest::READABLE | Interest::WRITABLE;
                    if self.poll.registry().register(&mut stream, Token(id), interest).is_ok() {
                        self.connections.insert(id, Connection::new(stream, now));
                        self.advance(id, now);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.is_waiting = false;
                    return;
                }
                // A client that left at once.
                Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
                // No descriptor is free: then nothing better can be done than to wait.
                Err(_) => {
                    self.look_again(now + REST);
                    return;
                }
            }
        }
    }

    /// Changes a connection that may have gone, and goes on with it.
    fn with(&mut self, id: usize, now: Instant, change: impl FnOnce(&mut Connection)) {
        if let Some(connection) = self.connections.get_mut(&id) {
            change(connection);
            self.advance(id, now);
        }
    }

    fn advance(&mut self, id: usize, now: Instant) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let step = connection.advance(&mut self.scratch, now).unwrap_or(Step::End);
        let deadline = connection.deadline;
        match step {
            Step::Wait => {}
            Step::Ask(request) => {
                let answer = Answer { id, line: self.line.clone(), is_given: false };
                // Whoever panics drops the answer, and the client is told.
                let _ = catch_unwind(AssertUnwindSafe(|| (self.handler)(request, answer)));
            }
            Step::End => {
                self.let_go(id, now);
                return;
            }
        }
        if let Some(deadline) = deadline {
            self.look_again(deadline);
        }
    }

    fn let_go(&mut self, id: usize, now: Instant) {
        if let Some(mut connection) = self.connections.remove(&id) {
            let _ = self.poll.registry().deregister(connection.socket());
        }
        // There is a place for somebody else.
        if self.is_waiting {
            self.look_again(now);
        }
    }

    fn look_again(&mut self, at: Instant) {
        self.deadline = Some(self.deadline.map_or(at, |deadline| deadline.min(at)));
    }

    /// Looks at whose time is over, and when the next one's will be.
    fn keep_deadlines(&mut self, now: Instant) {
        self.deadline = None;
        let ids: Vec<usize> = self.connections.keys().copied().collect();
        for id in ids {
            let Some(connection) = self.connections.get_mut(&id) else { continue };
            let Some(deadline) = connection.deadline else { continue };
            if deadline > now {
                self.look_again(deadline);
            } else if connection.expire(now) {
                self.advance(id, now);
            } else {
                self.let_go(id, now);
            }
        }
    }
}
