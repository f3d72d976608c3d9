//! The preview's server over real sockets. Nothing here waits for a time to pass, only for something to happen;
//! the limits below end a test that would otherwise hang.

#![allow(clippy::disallowed_methods)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use haven::serve::http::{self, Answer, Request, Response, Server};
use haven::serve::{live, socket};

const LIMIT: Duration = Duration::from_secs(60);

fn server(handler: impl Fn(Request, Answer) + Send + 'static) -> Server {
    http::serve(socket::listen("127.0.0.1", 0).unwrap(), Box::new(handler)).unwrap()
}

/// Answers with its own target.
fn echo() -> Server {
    server(|request, answer| match request.target.as_str() {
        "/panic" => panic!("a bug, as a test wants it"),
        "/forgotten" => drop(answer),
        target => answer.give(|| match target {
            "/panic-later" => panic!("a bug in what makes the answer"),
            target => Response::text(200, target),
        }),
    })
}

struct Client(BufReader<TcpStream>);

impl Client {
    fn of(server: &Server) -> Client {
        let stream = TcpStream::connect(server.address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        Client(BufReader::new(stream))
    }

    fn say(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).unwrap();
    }

    fn send(&mut self, text: &str) -> &mut Self {
        self.say(text);
        self
    }

    fn get(&mut self, target: &str) -> (String, String) {
        self.send(&format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n")).answer()
    }

    /// Head and body of the next response.
    fn answer(&mut self) -> (String, String) {
        let head = self.head();
        let length =
            head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).map_or(0, |n| n.parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (head, String::from_utf8(body).unwrap())
    }

    fn head(&mut self) -> String {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(self.0.read_line(&mut head).unwrap() > 0, "the connection ended after {head:?}");
        }
        head
    }

    /// All that comes until the connection ends.
    fn rest(&mut self) -> String {
        let mut rest = String::new();
        let _ = self.0.read_to_string(&mut rest);
        rest
    }
}

#[test]
fn a_connection_is_kept_and_pipelined_requests_are_answered_in_order() {
    let server = echo();
    let mut client = Client::of(&server);
    assert_eq!(client.get("/one").1, "/one");
    let pipelined: String = ["/two", "/three", "/four"].map(|target| format!("GET {target} HTTP/1.1\r\n\r\n")).concat();
    client.send(&pipelined);
    assert_eq!([client.answer().1, client.answer().1, client.answer().1], ["/two", "/three", "/four"]);
    client.send("HEAD /five HTTP/1.1\r\n\r\n");
    assert!(client.head().contains("Content-Length: 5\r\n"));
    client.send("GET /six HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert!(client.rest().ends_with("Connection: close\r\n\r\n/six"));
}

#[test]
fn a_panic_costs_one_answer() {
    let server = echo();
    let mut client = Client::of(&server);
    for target in ["/panic", "/panic-later", "/forgotten"] {
        assert!(client.get(target).0.starts_with("HTTP/1.1 500 "), "{target}");
    }
    assert_eq!(client.get("/next").1, "/next");
}

#[test]
fn malformed_requests_and_bodies_are_refused_and_hurt_nobody() {
    let server = echo();
    for (request, status) in [
        ("nonsense\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "413"),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "413"),
        // Nobody has ten terabytes to send, or to make room for.
        ("POST / HTTP/1.1\r\nContent-Length: 10000000000000\r\n\r\n", "413"),
        ("POST / HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n\r\n", "413"),
    ] {
        let head = Client::of(&server).send(request).head();
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{request:?}: {head}");
    }
    // A head that never ends is cut off, and the answer to it arrives.
    let mut endless = Client::of(&server);
    endless.send("GET / HTTP/1.1\r\nCookie: ").send(&"x".repeat(200_000));
    assert!(endless.head().starts_with("HTTP/1.1 431 "));
    assert!(endless.rest().ends_with("64 kB.\n"));
    let mut cut = Client::of(&server);
    cut.send("GET / HTTP/1.1\r\nHost: loc");
    drop(cut);
    assert_eq!(Client::of(&server).get("/alive").1, "/alive");
}

#[test]
fn a_header_cannot_be_split() {
    let server = server(|_, answer| {
        let headers = vec![("Location", "/a\r\nSet-Cookie: x=1".to_owned())];
        answer.give(|| Response { headers, ..Response::text(302, "") });
    });
    assert!(Client::of(&server).get("/").0.contains("Location: /aSet-Cookie: x=1\r\n"));
}

#[test]
fn slow_and_silent_clients_delay_nobody() {
    let slow = Arc::new(Mutex::new(Vec::new()));
    let held = Arc::clone(&slow);
    let large = || Response::text(200, "x".repeat(4 << 20));
    let server = server(move |request, answer| match request.target.as_str() {
        "/slow" => held.lock().unwrap().push(answer),
        _ => answer.give(large),
    });
    let silent: Vec<_> = (0..100).map(|_| Client::of(&server)).collect();
    let mut half: Vec<_> = (0..100).map(|_| Client::of(&server)).collect();
    half.iter_mut().for_each(|client| client.say("GET / HTTP/1.1\r\nHost:"));
    // These ask for four megabytes and read none of them.
    let mut unread: Vec<_> = (0..20).map(|_| Client::of(&server)).collect();
    unread.iter_mut().for_each(|client| client.say("GET / HTTP/1.1\r\n\r\n"));
    let mut waiting: Vec<_> = (0..20).map(|_| Client::of(&server)).collect();
    waiting.iter_mut().for_each(|client| client.say("GET /slow HTTP/1.1\r\n\r\n"));

    assert_eq!(Client::of(&server).get("/").1.len(), 4 << 20);
    drop((silent, half, unread));
    until(|| slow.lock().unwrap().len() == waiting.len());
    slow.lock().unwrap().drain(..).for_each(|answer| answer.give(large));
    waiting.iter_mut().for_each(|client| assert_eq!(client.answer().1.len(), 4 << 20));
}

#[test]
fn ten_thousand_requests_in_a_row() {
    let server = echo();
    let mut kept = Client::of(&server);
    for _ in 0..9_500 {
        assert_eq!(kept.get("/x").1, "/x");
    }
    for _ in 0..500 {
        assert_eq!(Client::of(&server).get("/x").1, "/x");
    }
}

/// A server whose every response is an event stream. The streams' ways out, and how many are open, can be seen.
#[derive(Clone, Default)]
struct Streams {
    say: Arc<Mutex<Vec<Say>>>,
    open: Arc<AtomicUsize>,
}

type Say = Box<dyn Fn(bytes::Bytes) + Send>;

/// Counts down when a stream is over.
struct Leaving(Arc<AtomicUsize>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Streams {
    fn serve(&self, heartbeat: Duration) -> Server {
        let streams = self.clone();
        server(move |_, answer| {
            streams.open.fetch_add(1, Ordering::SeqCst);
            let leaving = Leaving(Arc::clone(&streams.open));
            let say = live::open(answer, heartbeat, Box::new(leaving));
            streams.say.lock().unwrap().push(Box::new(say));
        })
    }

    fn wait_until_open(&self, count: usize) {
        until(|| self.open.load(Ordering::SeqCst) == count);
    }
}

#[test]
fn two_hundred_streams_hear_every_message() {
    let streams = Streams::default();
    let server = streams.serve(LIMIT);
    let mut clients: Vec<_> = (0..200).map(|_| Client::of(&server)).collect();
    for client in &mut clients {
        let head = client.send("GET /_haven/events HTTP/1.1\r\n\r\n").head();
        assert!(head.contains("text/event-stream") && !head.contains("chunked"), "{head}");
    }
    streams.wait_until_open(200);
    for say in streams.say.lock().unwrap().drain(..) {
        say("hello".into());
    }
    for mut client in clients {
        assert_eq!(client.rest(), "retry: 1000\n\ndata: hello\n\n");
    }
    streams.wait_until_open(0);
}

#[test]
fn a_browser_that_left_is_noticed() {
    let streams = Streams::default();
    let server = streams.serve(LIMIT);
    let mut clients: Vec<_> = (0..20).map(|_| Client::of(&server)).collect();
    clients.iter_mut().for_each(|client| drop(client.send("GET / HTTP/1.1\r\n\r\n").head()));
    streams.wait_until_open(20);
    clients.truncate(5);
    streams.wait_until_open(5);
    drop(server);
    streams.wait_until_open(0);
    assert_eq!(clients[0].rest(), "retry: 1000\n\n");
}

#[test]
fn a_silent_stream_says_that_it_lives() {
    let streams = Streams::default();
    let server = streams.serve(Duration::from_millis(1));
    let mut client = Client::of(&server);
    client.send("GET / HTTP/1.1\r\n\r\n").head();
    let lines = client.0.lines().map(Result::unwrap);
    assert_eq!(lines.filter(|line| line == ": still here").take(3).count(), 3);
}

/// Waits for something that another thread brings about.
fn until(condition: impl Fn() -> bool) {
    let mut looks = 0;
    while !condition() {
        std::thread::sleep(Duration::from_millis(1));
        looks += 1;
        assert!(looks < LIMIT.as_millis(), "it never happened");
    }
}
