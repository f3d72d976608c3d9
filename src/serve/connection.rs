//! One connection of the preview's server, as what it is waiting for. It never blocks: it goes on until the system has
//! nothing more for it, and then says until when it is content with that.

#![allow(clippy::disallowed_methods)]

use std::io::{self, ErrorKind, Read};
use std::net::Shutdown;
use std::time::{Duration, Instant};

use bytes::Bytes;
use mio::net::TcpStream;
use tiny_http::Method;

use super::head::{Arrived, LONGEST, Request};
use super::http::Response;
use super::pieces::{Queue, Written};

/// How long a connection may be silent between two requests. Browsers give up after one to five minutes.
const SILENCE: Duration = Duration::from_secs(60);

/// How long a head may take from its first byte to its last.
const HEAD: Duration = Duration::from_secs(20);

/// How long a client may take to accept more of what is written.
const WRITING: Duration = Duration::from_secs(30);

/// How long, and how much, a client may go on sending what nobody wants. Closing the connection at once would make the
/// system throw away the answer together with what was not read.
const PARTING: (Duration, usize) = (Duration::from_millis(500), 1 << 20);

/// What a connection wants next.
pub enum Step {
    /// To be called again when its socket is ready, or at its deadline.
    Wait,
    /// An answer to this request.
    Ask(Request),
    /// To be let go.
    End,
}

/// An open connection.
pub struct Connection {
    stream: TcpStream,
    arrived: Arrived,
    queue: Queue,
    state: State,
    /// When it has to be called again although nothing happened.
    pub deadline: Option<Instant>,
}

enum State {
    /// The next request is still to come.
    Reading,
    /// Somebody works on the answer. Whether it is to have no body, and whether the client wants to send another request.
    Asking { is_head: bool, keep: bool },
    /// The answer is on its way.
    Writing(Then),
    /// More is written whenever there is more.
    Streaming { beat: Beat, unread: usize, _guard: Box<dyn Send> },
    /// All has been said. Whatever still comes, up to so many bytes, is not read.
    Parting { unread: usize },
}

/// What follows an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Keep,
    Close,
    Part,
}

/// What a stream writes when it has had nothing to write for some time. That is also how it notices a client that went
/// without a word.
#[derive(Clone, Copy)]
pub struct Beat {
    /// So long.
    pub every: Duration,
    /// These bytes.
    pub bytes: &'static [u8],
}

enum Got {
    Some(usize),
    NothingYet,
    End,
}

impl Connection {
    /// A client has come.
    pub fn new(stream: TcpStream, now: Instant) -> Self {
        // Without it the last part of a large page waits up to 40 ms for the browser's acknowledgement.
        let _ = stream.set_nodelay(true);
        let deadline = Some(now + SILENCE);
        Connection { stream, arrived: Arrived::default(), queue: Queue::default(), state: State::Reading, deadline }
    }

    /// What the system watches.
    pub fn socket(&mut self) -> &mut TcpStream {
        &mut self.stream
    }

    /// Goes on as far as possible. `scratch` is for what is read. The error is that the client left: there is nobody to
    /// tell.
    pub fn advance(&mut self, scratch: &mut [u8], now: Instant) -> io::Result<Step> {
        loop {
            match &mut self.state {
                State::Reading => {
                    match self.arrived.take() {
                        Some(Ok((request, keep))) => {
                            self.state = State::Asking { is_head: request.method == Method::Head, keep };
                            self.deadline = None;
                            return Ok(Step::Ask(request));
                        }
                        Some(Err((status, words))) => {
                            self.refuse(status, words, now);
                            continue;
                        }
                        None => {}
                    }
                    match self.read(scratch)? {
                        Got::NothingYet => return Ok(Step::Wait),
                        Got::End => return Ok(Step::End),
                        Got::Some(count) => {
                            if self.arrived.is_empty() {
                                self.deadline = Some(now + HEAD);
                            }
                            self.arrived.extend(&scratch[..count]);
                        }
                    }
                }
                State::Asking { .. } => return Ok(Step::Wait),
                State::Writing(then) => {
                    let then = *then;
                    if self.write(now)? != Written::All {
                        return Ok(Step::Wait);
                    }
                    match then {
                        Then::Keep => {
                            self.state = State::Reading;
                            self.deadline = Some(now + if self.arrived.is_empty() { SILENCE } else { HEAD });
                        }
                        Then::Close => {
                            self.stream.shutdown(Shutdown::Both)?;
                            return Ok(Step::End);
                        }
                        Then::Part => {
                            self.stream.shutdown(Shutdown::Write)?;
                            self.state = State::Parting { unread: PARTING.1 };
                            self.deadline = Some(now + PARTING.0);
                        }
                    }
                }
                State::Streaming { beat, unread, .. } => {
                    let (every, rest) = (beat.every, *unread);
                    // Nothing is to come but the end.
                    let Some(rest) = self.pass_over(scratch, rest)? else { return Ok(Step::End) };
                    if let State::Streaming { unread, .. } = &mut self.state {
                        *unread = rest;
                    }
                    if self.write(now)? == Written::All {
                        self.deadline = Some(now + every);
                    }
                    return Ok(Step::Wait);
                }
                State::Parting { unread } => {
                    let rest = *unread;
                    let Some(rest) = self.pass_over(scratch, rest)? else { return Ok(Step::End) };
                    self.state = State::Parting { unread: rest };
                    return Ok(Step::Wait);
                }
            }
        }
    }

    /// The deadline is over. Returns whether there is something to write now; else the connection has to be let go.
    pub fn expire(&mut self, now: Instant) -> bool {
        match &self.state {
            State::Reading if !self.arrived.is_empty() => {
                self.refuse(408, "The request took longer than 20 seconds to arrive.\n", now);
                true
            }
            State::Streaming { beat, .. } if self.queue.is_empty() => {
                let bytes = beat.bytes;
                self.say([bytes.into()], now);
                true
            }
            _ => false,
        }
    }

    /// Has the answer written. Without effect where nobody asked.
    pub fn answer(&mut self, response: Response, now: Instant) {
        if let State::Asking { is_head, keep } = self.state {
            self.start(response, !is_head, if keep { Then::Keep } else { Then::Close }, now);
        }
    }

    /// Has an answer begun that goes on until `end`. `guard` is dropped with the connection.
    pub fn stream(&mut self, headers: &[(&str, String)], beat: Beat, guard: Box<dyn Send>, now: Instant) {
        let State::Asking { is_head, .. } = self.state else { return };
        // Neither a length nor chunks: the end of the stream is that of the connection. Browsers dislike chunked event
        // streams.
        self.queue.extend([head(200, headers, None, Then::Close).into()]);
        self.deadline = Some(now + WRITING);
        self.state = if is_head {
            State::Writing(Then::Close)
        } else {
            State::Streaming { beat, unread: LONGEST, _guard: guard }
        };
    }

    /// Has more of a stream written.
    pub fn say(&mut self, pieces: impl IntoIterator<Item = Bytes>, now: Instant) {
        if matches!(self.state, State::Streaming { .. }) {
            if self.queue.is_empty() {
                self.deadline = Some(now + WRITING);
            }
            self.queue.extend(pieces);
        }
    }

    /// Ends a stream when all of it has been written.
    pub fn end(&mut self, now: Instant) {
        if matches!(self.state, State::Streaming { .. }) {
            self.state = State::Writing(Then::Close);
            self.deadline = Some(now + WRITING);
        }
    }

    fn refuse(&mut self, status: u16, words: &str, now: Instant) {
        self.start(Response::text(status, words), true, Then::Part, now);
    }

    fn start(&mut self, response: Response, with_body: bool, then: Then, now: Instant) {
        let length = response.body.iter().map(|piece| piece.len()).sum();
        let length = (!matches!(response.status, 204 | 304)).then_some(length);
        // Head and body leave at once: two writes are two packets.
        self.queue.extend([head(response.status, &response.headers, length, then).into()]);
        self.queue.extend(response.body.into_iter().filter(|_| with_body));
        self.state = State::Writing(then);
        self.deadline = Some(now + WRITING);
    }

    fn write(&mut self, now: Instant) -> io::Result<Written> {
        let written = self.queue.write(&mut self.stream)?;
        if written == (Written::Blocked { some: true }) {
            self.deadline = Some(now + WRITING);
        }
        Ok(written)
    }

    fn read(&mut self, scratch: &mut [u8]) -> io::Result<Got> {
        loop {
            match self.stream.read(scratch) {
                Ok(0) => return Ok(Got::End),
                Ok(count) => return Ok(Got::Some(count)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Got::NothingYet),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads up to `most` bytes that nobody wants. How many more may come; `None` at the end.
    fn pass_over(&mut self, scratch: &mut [u8], mut most: usize) -> io::Result<Option<usize>> {
        loop {
            match self.read(scratch)? {
                Got::NothingYet => return Ok(Some(most)),
                Got::Some(count) if count < most => most -= count,
                Got::Some(_) | Got::End => return Ok(None),
            }
        }
    }
}

fn head(status: u16, headers: &[(&str, String)], length: Option<usize>, then: Then) -> Vec<u8> {
    let status = tiny_http::StatusCode(status);
    let mut head = format!("HTTP/1.1 {} {}\r\n", status.0, status.default_reason_phrase());
    for (name, value) in headers {
        // A header cannot be split by what an address or a file name contains.
        let value: String = value.chars().filter(|character| !character.is_control()).collect();
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some(length) = length {
        head.push_str(&format!("Content-Length: {length}\r\n"));
    }
    head.push_str(if then == Then::Keep { "Connection: keep-alive\r\n\r\n" } else { "Connection: close\r\n\r\n" });
    head.into_bytes()
}
