//! The preview of a real site: what a browser gets. `preview_live` has what an open page hears.

#![allow(clippy::disallowed_methods)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use haven::engine::{Engine, Settings};
use haven::serve::{self, Browser, Editor, Options, Preview, Trust, Watching};
use haven::source::disk::read_site;

const LIMIT: Duration = Duration::from_secs(60);
const ROOTS: [&str; 4] = ["site.yaml", "content", "theme", "themes"];

pub struct Site {
    pub folder: tempfile::TempDir,
    pub preview: Preview,
}

pub fn settings() -> Settings {
    Settings::on(jiff::civil::date(2026, 1, 1))
}

impl Site {
    pub fn new() -> Site {
        Site::with(|_| {})
    }

    /// With these changes of the options.
    pub fn with(change: impl FnOnce(&mut Options)) -> Site {
        let folder = tempfile::tempdir().unwrap();
        let page = |title: &str, body: &str| format!("---\ntitle: {title}\nsummary: A page.\n---\n\n{body}\n");
        for (path, text) in [
            ("site.yaml", "title: Test\nbase_url: https://example.org\noptions: { urgent_url: \"\" }\n".to_owned()),
            ("content/index.md", page("Home", "Welcome.")),
            ("content/a.md", page("A", "First words.")),
            ("content/b.md", page("B", "Other words.")),
        ] {
            put(folder.path(), path, &text);
        }
        let mut options = Options {
            root: folder.path().to_owned(),
            host: "127.0.0.1".into(),
            port: 0,
            browser: Browser::Leave,
            watching: Watching::Native,
            engine: Box::new(|| Engine::new(settings())),
            roots: Box::new(|_| ROOTS.map(str::to_owned).to_vec()),
            today: Box::new(|| settings().today),
            editor: Editor::new("vscode").unwrap(),
            trust: Trust::Believe,
            report: Box::new(|_, _| {}),
            say: Box::new(|_| {}),
        };
        change(&mut options);
        Site { folder, preview: serve::start(options).unwrap() }
    }

    pub fn put(&self, path: &str, text: &str) {
        put(self.folder.path(), path, text);
    }

    /// Replaces text in a file.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.folder.path().join(path)).unwrap();
        assert!(text.contains(from));
        self.put(path, &text.replace(from, to));
    }

    pub fn connect(&self) -> TcpStream {
        let address = self.preview.url.trim_start_matches("http://").trim_end_matches('/');
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// Head and body of the response.
    pub fn ask(&self, request: &str) -> (String, String) {
        let mut stream = self.connect();
        write!(stream, "{request}\r\nConnection: close\r\n\r\n").unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).unwrap();
        let response = String::from_utf8_lossy(&response).into_owned();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    pub fn get(&self, target: &str) -> (String, String) {
        self.ask(&format!("GET {target} HTTP/1.1\r\nHost: localhost"))
    }

    /// Opens a page as a browser does: the page first, then its stream.
    pub fn open(&self, page: &str) -> Stream {
        let (_, body) = self.get(page);
        Stream::open(self, page, &version(&body))
    }
}

pub fn put(root: &std::path::Path, path: &str, text: &str) {
    let place = root.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

pub fn version(body: &str) -> String {
    let (_, rest) = body.split_once("data-version=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

pub struct Stream(BufReader<TcpStream>);

impl Stream {
    pub fn open(site: &Site, page: &str, version: &str) -> Stream {
        Stream::of(site, &[(page, version)])
    }

    /// A stream for several tabs.
    pub fn of(site: &Site, pages: &[(&str, &str)]) -> Stream {
        let mut stream = site.connect();
        let pages: Vec<_> = pages
            .iter()
            .map(|(page, version)| format!("page={}&version={version}", page.replace('/', "%2F")))
            .collect();
        let target = format!("/_haven/events?{}", pages.join("&"));
        write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut stream = Stream(BufReader::new(stream));
        stream.line("retry:");
        stream
    }

    pub fn line(&mut self, start: &str) -> String {
        let mut heartbeats = 0;
        while heartbeats < 4 {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
            if let Some(rest) = line.strip_prefix(start) {
                return rest.trim().to_owned();
            }
            heartbeats += usize::from(line.starts_with(':'));
        }
        panic!("a minute has passed without `{start}`")
    }

    /// The next message.
    pub fn hear(&mut self) -> serde_json::Value {
        serde_json::from_str(&self.line("data:")).unwrap()
    }

    /// Waits for a message of this kind.
    pub fn hear_of(&mut self, kind: &str) -> serde_json::Value {
        loop {
            let message = self.hear();
            if message["kind"] == kind {
                return message;
            }
        }
    }
}

#[test]
fn what_is_served_is_what_is_built() {
    let site = Site::new();
    let mut engine = Engine::new(settings());
    engine.update(read_site(site.folder.path(), &ROOTS));
    for path in engine.outputs() {
        let built = engine.output(&path).unwrap();
        let (head, body) = site.get(&path.url().as_str().replace(' ', "%20"));
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{path}: {head}");
        let built = String::from_utf8_lossy(&built.bytes).into_owned();
        assert!(!built.contains("_haven"), "{path}");
        let start = body.find("<script type=\"module\" src=\"/_haven/client/main.js\"");
        let script = start.map(|start| &body[start..start + body[start..].find("</script>").unwrap() + 9]);
        assert_eq!(script.is_some(), path.extension() == "html", "{path}");
        assert!(script.map_or(body.clone(), |script| body.replace(script, "")) == built, "{path} differs");
    }
}

#[test]
fn addresses_are_answered_as_a_static_host_does() {
    let site = Site::new();
    for (request, status, header) in [
        ("GET /a HTTP/1.1\r\nHost: localhost", "302 Found", "Location: /a/"),
        ("GET /a/ HTTP/1.1\r\nHost: localhost", "200 OK", "Content-Type: text/html; charset=utf-8"),
        ("HEAD /a/ HTTP/1.1\r\nHost: localhost", "200 OK", "Cache-Control: no-cache"),
        ("GET /sitemap.xml HTTP/1.1\r\nHost: localhost", "200 OK", "Content-Type: application/xml; charset=utf-8"),
        ("GET /none/ HTTP/1.1\r\nHost: localhost", "404 Not Found", "Content-Type: text/html; charset=utf-8"),
        ("GET /../a/ HTTP/1.1\r\nHost: localhost", "400 Bad Request", ""),
        ("GET /a/ HTTP/1.1\r\nHost: evil.example", "403 Forbidden", ""),
        ("DELETE /a/ HTTP/1.1\r\nHost: localhost", "405 Method Not Allowed", "Allow: GET, HEAD"),
    ] {
        let (head, _) = site.ask(request);
        assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")) && head.contains(header), "{request}: {head}");
    }
    let (head, _) = site.get("/a/");
    let tag = head.lines().find_map(|line| line.strip_prefix("ETag: ")).unwrap();
    let (head, _) = site.ask(&format!("GET /a/ HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {tag}"));
    assert!(head.starts_with("HTTP/1.1 304 "), "{head}");
}
