//! What a preview bears: many open streams, clients that are slow, silent, rude or many. How long a plain request waits
//! meanwhile, and what memory the server holds then and afterwards.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

use super::report::{Report, Served};

/// Requests that are timed under each load.
const REQUESTS: usize = 300;
/// Browsers that listen, and clients of each bad kind.
const STREAMS: usize = 200;
const CLIENTS: usize = 100;
/// Requests in a row.
const ROW: usize = 10_000;
/// And many more, after which the server must hold no more memory than after those.
const LONG_ROW: usize = 100_000;

/// Puts the preview of the site at `root` under load. `file` is one of its pages below `content/`.
pub fn bear(haven: &str, root: &Path, file: &str, pages: usize, report: &mut Report) -> io::Result<()> {
    let served = Served::start(haven, root)?;
    let page = format!("/{}/", file.trim_end_matches(".md"));
    let mut table = Table::new(&served);
    served.settled()?;

    table.row("nothing else happens", &page, REQUESTS)?;

    let streams = Streams::open(&served.address, &page)?;
    table.row(&format!("{STREAMS} open streams"), &page, REQUESTS)?;
    let source = root.join("content").join(file);
    let name = format!("{STREAMS} open streams, and their page is saved ten times a second");
    let ((), edits) = while_saved(&source, || table.row_meanwhile(&name, &page))?;
    let heard = streams.close();

    let silent: Vec<TcpStream> = (0..CLIENTS).map(|_| TcpStream::connect(&served.address)).collect::<Result<_, _>>()?;
    let half =
        (0..CLIENTS).map(|_| said(&served.address, b"GET / HTTP/1.1\r\nHost:")).collect::<Result<Vec<_>, _>>()?;
    let unread = format!("GET {page} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(200);
    let unread: Vec<TcpStream> =
        (0..CLIENTS).map(|_| said(&served.address, unread.as_bytes())).collect::<Result<_, _>>()?;
    let name = format!("{CLIENTS} silent clients, {CLIENTS} with half a request, {CLIENTS} that read nothing");
    table.row(&name, &page, REQUESTS)?;
    drop((silent, half, unread));

    let is_done = AtomicBool::new(false);
    let refused = thread::scope(|scope| {
        let rude = scope.spawn(|| rude(&served.address, &is_done));
        let timed = table.row_meanwhile("malformed and huge requests, one after the other", &page);
        is_done.store(true, Ordering::Relaxed);
        timed.map(|()| rude.join().unwrap_or_default())
    })?;

    table.row(&format!("{ROW} requests in a row"), &page, ROW)?;
    table.row(&format!("{LONG_ROW} requests in a row"), &page, LONG_ROW)?;
    table.row_anew(&format!("{ROW} requests, each on a connection of its own"), &page, ROW)?;
    thread::sleep(Duration::from_secs(1));
    table.row("afterwards", &page, REQUESTS)?;

    report.say(&format!(
        "\n### What the preview bears, {pages} pages\n\nHow long a request of a page waits, and the memory that the server \
         holds at the end. {edits} saves were heard {heard} times by {STREAMS} streams (a stream hears only the last of several \
         that come close together); {refused} malformed or huge requests were refused.\n\n\
         | Meanwhile | median | 99 of 100 | slowest | memory |\n| --- | --- | --- | --- | --- |\n{}",
        table.text
    ));
    Ok(())
}

/// Does something while an author saves a file ten times a second. Gives what was done and the number of edits; the file
/// is what it was.
pub fn while_saved<T>(source: &Path, something: impl FnOnce() -> io::Result<T>) -> io::Result<(T, usize)> {
    let text = fs::read_to_string(source)?;
    let is_done = AtomicBool::new(false);
    let found = thread::scope(|scope| {
        let author = scope.spawn(|| {
            let mut edits = 0;
            while !is_done.load(Ordering::Relaxed) {
                edits += 1;
                let _ = fs::write(source, format!("{text}\nEdit {edits}.\n"));
                thread::sleep(Duration::from_millis(100));
            }
            edits
        });
        let found = something();
        is_done.store(true, Ordering::Relaxed);
        found.map(|found| (found, author.join().unwrap_or_default()))
    });
    fs::write(source, text)?;
    found
}

struct Table<'a> {
    served: &'a Served,
    text: String,
}

impl<'a> Table<'a> {
    fn new(served: &'a Served) -> Self {
        Table { served, text: String::new() }
    }

    fn row(&mut self, name: &str, page: &str, count: usize) -> io::Result<()> {
        let mut client = Client::new(&self.served.address)?;
        let times = (0..count).map(|_| client.timed(page)).collect::<io::Result<Vec<_>>>()?;
        self.add(name, times);
        Ok(())
    }

    /// Requests spread over some seconds, in which others do what `name` says.
    fn row_meanwhile(&mut self, name: &str, page: &str) -> io::Result<()> {
        let mut client = Client::new(&self.served.address)?;
        let one = |_| {
            thread::sleep(Duration::from_millis(10));
            client.timed(page)
        };
        let times = (0..REQUESTS).map(one).collect::<io::Result<Vec<_>>>()?;
        self.add(name, times);
        Ok(())
    }

    fn row_anew(&mut self, name: &str, page: &str, count: usize) -> io::Result<()> {
        let one = |_| {
            let began = Instant::now();
            Client::new(&self.served.address)?.timed(page)?;
            Ok(began.elapsed())
        };
        let times = (0..count).map(one).collect::<io::Result<Vec<_>>>()?;
        self.add(name, times);
        Ok(())
    }

    fn add(&mut self, name: &str, mut times: Vec<Duration>) {
        times.sort_unstable();
        let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
        let memory = self.served.memory().unwrap_or_default() as f64 / 1e6;
        let _ = writeln!(
            self.text,
            "| {name} | {:.2} ms | {:.2} ms | {:.1} ms | {memory:.0} MB |",
            at(0.5),
            at(0.99),
            at(1.0)
        );
    }
}

/// A client that reads what it asks for.
struct Client(BufReader<TcpStream>);

impl Client {
    fn new(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Client(BufReader::new(stream)))
    }

    /// # Panics
    /// When the answer is not 200: then there is nothing to time.
    fn timed(&mut self, page: &str) -> io::Result<Duration> {
        let began = Instant::now();
        let request = format!("GET {page} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes())?;
        let mut length = 0;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        assert!(line.starts_with("HTTP/1.1 200 "), "{page}: {line}");
        while line != "\r\n" {
            line.clear();
            self.0.read_line(&mut line)?;
            if let Some(number) = line.strip_prefix("Content-Length: ") {
                length = number.trim().parse().map_err(io::Error::other)?;
            }
        }
        io::copy(&mut (&mut self.0).take(length), &mut io::sink())?;
        Ok(began.elapsed())
    }
}

fn said(address: &str, words: &[u8]) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    // Whoever reads nothing is not written to for ever.
    stream.set_nonblocking(true)?;
    let _ = stream.write(words);
    Ok(stream)
}

/// Sends what no browser sends until it is told to stop. Returns how many requests were refused.
fn rude(address: &str, is_done: &AtomicBool) -> usize {
    let endless = format!("GET / HTTP/1.1\r\nCookie: {}", "x".repeat(200_000));
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "y".repeat(60_000));
    let requests = [
        "nonsense\r\n\r\n",
        "GET /%2e%2e/site.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000000000\r\n\r\n",
        &endless,
        &long,
    ];
    let mut refused = 0;
    for request in requests.iter().cycle() {
        if is_done.load(Ordering::Relaxed) {
            break;
        }
        let mut answer = [0; 12];
        let asked = TcpStream::connect(address).and_then(|mut stream| {
            stream.write_all(request.as_bytes())?;
            stream.read_exact(&mut answer)
        });
        if asked.is_ok() && answer.starts_with(b"HTTP/1.1 4") {
            refused += 1;
        }
    }
    refused
}

/// Browsers that listen, each on a thread.
pub struct Streams {
    streams: Vec<TcpStream>,
    readers: Vec<thread::JoinHandle<()>>,
    heard: std::sync::Arc<AtomicUsize>,
}

impl Streams {
    /// Opens 200 streams for a page.
    pub fn open(address: &str, page: &str) -> io::Result<Self> {
        let heard = std::sync::Arc::new(AtomicUsize::new(0));
        let (mut streams, mut readers) = (Vec::new(), Vec::new());
        for _ in 0..STREAMS {
            let mut stream = TcpStream::connect(address)?;
            write!(stream, "GET /_haven/events?page={page}&version=none HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            let lines = BufReader::new(stream.try_clone()?).lines();
            let count = std::sync::Arc::clone(&heard);
            readers.push(thread::spawn(move || {
                let pages = lines.map_while(Result::ok).filter(|line| line.starts_with("data: {\"kind\":\"page\""));
                // The first says what the page is now.
                let heard = pages.skip(1).count();
                count.fetch_add(heard, Ordering::Relaxed);
            }));
            streams.push(stream);
        }
        Ok(Streams { streams, readers, heard })
    }

    /// Ends the streams. Returns how many messages all of them heard.
    pub fn close(self) -> usize {
        thread::sleep(Duration::from_millis(500));
        for stream in &self.streams {
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
        self.readers.into_iter().for_each(|reader| drop(reader.join()));
        self.heard.load(Ordering::Relaxed)
    }
}
