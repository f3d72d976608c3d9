//! The preview over real sockets and real folders. Nothing here waits for a time to pass, only for something to happen;
//! the limits below end a test that would otherwise hang.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use haven::serve::http::{self, Body, Request, Response, Server};
use haven::serve::watch::{Seen, Watch, Watching, watch};
use haven::serve::{live, socket};
use haven::source::SourcePath;

const LIMIT: Duration = Duration::from_secs(60);

fn server(handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Server {
    http::serve(socket::listen("127.0.0.1", 0).unwrap(), Box::new(handler)).unwrap()
}

/// Answers with its own target.
fn echo() -> Server {
    server(|request| match request.target.as_str() {
        "/panic" => panic!("a bug, as a test wants it"),
        target => Response::text(200, target),
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
    assert!(client.get("/panic").0.starts_with("HTTP/1.1 500 "));
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
    let server = server(|_| Response {
        headers: vec![("Location", "/a\r\nSet-Cookie: x=1".to_owned())],
        ..Response::text(302, "")
    });
    assert!(Client::of(&server).get("/").0.contains("Location: /aSet-Cookie: x=1\r\n"));
}

#[test]
fn slow_and_silent_clients_delay_nobody() {
    let (release, gate) = channel::<()>();
    let gate = Mutex::new(gate);
    let server = server(move |request| {
        if request.target == "/slow" {
            let _ = gate.lock().unwrap().recv();
        }
        Response::text(200, "x".repeat(4 << 20))
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
    waiting.iter().for_each(|_| release.send(()).unwrap());
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

/// A server whose every response is an event stream. The streams' senders, and how many are open, can be seen.
#[derive(Clone, Default)]
struct Streams {
    senders: Arc<Mutex<Vec<Sender<Arc<str>>>>>,
    open: Arc<AtomicUsize>,
}

impl Streams {
    fn serve(&self, heartbeat: Duration) -> Server {
        let streams = self.clone();
        server(move |_| {
            let streams = streams.clone();
            let stream = move |writer: &mut dyn Write| -> io::Result<()> {
                let (sender, messages) = channel();
                streams.senders.lock().unwrap().push(sender);
                streams.open.fetch_add(1, Ordering::SeqCst);
                let left = live::stream(writer, &messages, heartbeat);
                streams.open.fetch_sub(1, Ordering::SeqCst);
                left
            };
            let headers = vec![("Content-Type", "text/event-stream".to_owned())];
            Response { status: 200, headers, body: Body::Stream(Box::new(stream)) }
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
    for sender in streams.senders.lock().unwrap().drain(..) {
        sender.send("hello".into()).unwrap();
    }
    for mut client in clients {
        assert_eq!(client.rest(), "retry: 1000\n\ndata: hello\n\n");
    }
    streams.wait_until_open(0);
}

#[test]
fn a_browser_that_left_is_noticed() {
    let streams = Streams::default();
    let server = streams.serve(Duration::from_millis(1));
    let mut clients: Vec<_> = (0..20).map(|_| Client::of(&server)).collect();
    clients.iter_mut().for_each(|client| drop(client.send("GET / HTTP/1.1\r\n\r\n").head()));
    streams.wait_until_open(20);
    clients.truncate(5);
    streams.wait_until_open(5);
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

struct Watched {
    folder: tempfile::TempDir,
    seen: Receiver<Seen>,
    _watch: Watch,
}

impl Watched {
    fn new(watching: Watching) -> Watched {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [("site.yaml", "s"), ("content/a.md", "a"), ("content/cbt/b.md", "b")] {
            put(folder.path(), path, text);
        }
        fs::create_dir(folder.path().join("public")).unwrap();
        let (send, seen) = channel();
        let see = move |seen| drop(send.send(seen));
        let watch = watch(folder.path(), watching, see).unwrap();
        Watched { folder, seen, _watch: watch }
    }

    fn put(&self, path: &str, text: &str) {
        put(self.folder.path(), path, text);
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.folder.path().join(from), self.folder.path().join(to)).unwrap();
    }

    /// Waits until each of the paths, or a folder that holds it, has been named.
    #[track_caller]
    fn expect(&self, paths: &[&str]) {
        let mut named: BTreeSet<SourcePath> = BTreeSet::new();
        let is_named = |named: &BTreeSet<SourcePath>, path: &str| {
            named.iter().any(|name| path == name.as_str() || path.starts_with(&format!("{name}/")))
        };
        while !paths.iter().all(|path| is_named(&named, path)) {
            match self.seen.recv_timeout(LIMIT) {
                Ok(Seen::Files(files)) => named.extend(files),
                Ok(Seen::Rescan) => return,
                Ok(Seen::Polling(words)) => panic!("{words}"),
                Err(_) => panic!("{paths:?} never named, only {named:?}"),
            }
        }
        let strange = |name: &&SourcePath| !name.as_str().starts_with("content") && name.as_str() != "site.yaml";
        assert_eq!(named.iter().find(strange), None);
    }
}

fn put(root: &Path, path: &str, text: &str) {
    let place = root.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

#[test]
fn every_way_of_saving_is_noticed() {
    let watched = Watched::new(Watching::Native);
    // What is nobody's edit comes first: it must not be among what is named.
    watched.put("public/index.html", "x");
    watched.put("README.md", "x");
    watched.put("node_modules/x/index.md", "x");
    watched.put("content/.a.md.swp", "x");
    watched.put("content/a.md", "A");
    watched.expect(&["content/a.md"]);
    // vim writes a new file and renames it over the old one; so do JetBrains and many others.
    watched.put("content/a.md~", "AA");
    watched.rename("content/a.md~", "content/a.md");
    watched.expect(&["content/a.md"]);
    // The file is still watched after that.
    watched.put("content/a.md", "AAA");
    watched.expect(&["content/a.md"]);
    // JetBrains writes beside the file, moves the old one away and the new one in.
    watched.put("content/a.md___jb_tmp___", "AAAA");
    watched.rename("content/a.md", "content/a.md___jb_old___");
    watched.rename("content/a.md___jb_tmp___", "content/a.md");
    fs::remove_file(watched.folder.path().join("content/a.md___jb_old___")).unwrap();
    watched.expect(&["content/a.md"]);
    // VS Code empties the file and writes it anew, in several pieces when it is long.
    let mut file = fs::File::create(watched.folder.path().join("content/a.md")).unwrap();
    (0..3).for_each(|_| file.write_all(&[b'x'; 10_000]).unwrap());
    drop(file);
    watched.expect(&["content/a.md"]);
    watched.put("site.yaml", "S");
    watched.expect(&["site.yaml"]);
    fs::remove_file(watched.folder.path().join("content/a.md")).unwrap();
    watched.expect(&["content/a.md"]);
}

#[test]
fn folders_that_come_later_are_watched() {
    let watched = Watched::new(Watching::Native);
    watched.put("content/new/deep/c.md", "c");
    watched.expect(&["content/new/deep/c.md"]);
    watched.put("content/new/deep/d.md", "d");
    watched.expect(&["content/new/deep/d.md"]);
    watched.rename("content/new", "content/renamed");
    watched.expect(&["content/new/deep/c.md", "content/renamed/deep/c.md"]);
    watched.put("content/renamed/deep/d.md", "dd");
    watched.expect(&["content/renamed/deep/d.md"]);
    // As `git checkout` does to a branch without the folder and back.
    watched.rename("content", "elsewhere");
    watched.expect(&["content/renamed/deep/d.md"]);
    watched.put("content/e.md", "e");
    watched.expect(&["content/e.md"]);
    watched.put("content/e.md", "ee");
    watched.expect(&["content/e.md"]);
}

#[test]
fn a_stream_of_changes_cannot_hold_back_the_news() {
    let watched = Watched::new(Watching::Native);
    let path = watched.folder.path().join("content/busy.md");
    let stop = Arc::new(AtomicUsize::new(0));
    let stopped = Arc::clone(&stop);
    let writer = std::thread::spawn(move || {
        while stopped.load(Ordering::SeqCst) == 0 {
            fs::write(&path, "x").unwrap();
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    watched.expect(&["content/busy.md"]);
    stop.store(1, Ordering::SeqCst);
    writer.join().unwrap();
}

#[test]
fn polling_notices_too() {
    let watched = Watched::new(Watching::Polling);
    watched.put("content/cbt/b.md", "longer than before");
    watched.put("content/c.md", "c");
    watched.expect(&["content/cbt/b.md", "content/c.md"]);
    // Twice in a second, with the same length.
    watched.put("content/c.md", "d");
    watched.expect(&["content/c.md"]);
    fs::remove_file(watched.folder.path().join("content/c.md")).unwrap();
    watched.expect(&["content/c.md"]);
}
