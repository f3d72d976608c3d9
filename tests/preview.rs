//! The preview of a real site: what a browser gets, and what an open page hears when its author saves.

#![allow(clippy::disallowed_methods)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use haven::diagnostic::Severity;
use haven::engine::{Engine, Settings};
use haven::serve::{self, Browser, Options, Preview, Problem, Watching};
use haven::source::disk::read_site;
use haven::source::{OutputPath, UrlPath};

const LIMIT: Duration = Duration::from_secs(60);
const ROOTS: [&str; 4] = ["site.yaml", "content", "theme", "themes"];

struct Site {
    folder: tempfile::TempDir,
    preview: Preview,
}

fn settings() -> Settings {
    let today = jiff::civil::date(2026, 1, 1);
    let whole_search = haven::search::WHOLE;
    Settings { today, drafts: false, base_url: None, offline: false, keep_outputs: true, whole_search }
}

fn problems(engine: &Engine) -> Vec<Problem> {
    let errors = engine.diagnostics().into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(|error| Problem { message: error.message, path: error.at.file.to_string(), line: 0 }).collect()
}

impl Site {
    fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let page = |title: &str, body: &str| format!("---\ntitle: {title}\nsummary: A page.\n---\n\n{body}\n");
        for (path, text) in [
            ("site.yaml", "title: Test\nbase_url: https://example.org\n".to_owned()),
            ("content/index.md", page("Home", "Welcome.")),
            ("content/a.md", page("A", "First words.")),
            ("content/b.md", page("B", "Other words.")),
        ] {
            put(folder.path(), path, &text);
        }
        let preview = serve::start(Options {
            root: folder.path().to_owned(),
            host: "127.0.0.1".into(),
            port: 0,
            browser: Browser::Leave,
            watching: Watching::Native,
            output: None,
            engine: Box::new(|| Engine::new(settings())),
            roots: Box::new(|_| ROOTS.map(str::to_owned).to_vec()),
            report: Box::new(|_, _| {}),
            problems: Box::new(problems),
            say: Box::new(|_| {}),
        });
        Site { folder, preview: preview.unwrap() }
    }

    fn put(&self, path: &str, text: &str) {
        put(self.folder.path(), path, text);
    }

    /// Replaces text in a file.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.folder.path().join(path)).unwrap();
        assert!(text.contains(from));
        self.put(path, &text.replace(from, to));
    }

    fn connect(&self) -> TcpStream {
        let address = self.preview.url.trim_start_matches("http://").trim_end_matches('/');
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// Head and body of the response.
    fn ask(&self, request: &str) -> (String, String) {
        let mut stream = self.connect();
        write!(stream, "{request}\r\nConnection: close\r\n\r\n").unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).unwrap();
        let response = String::from_utf8_lossy(&response).into_owned();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    fn get(&self, target: &str) -> (String, String) {
        self.ask(&format!("GET {target} HTTP/1.1\r\nHost: localhost"))
    }

    /// Opens a page as a browser does: the page first, then its stream.
    fn open(&self, page: &str) -> Stream {
        let (_, body) = self.get(page);
        Stream::open(self, page, &version(&body))
    }
}

fn put(root: &std::path::Path, path: &str, text: &str) {
    let place = root.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

fn version(body: &str) -> String {
    let (_, rest) = body.split_once("data-version=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

struct Stream(BufReader<TcpStream>);

impl Stream {
    fn open(site: &Site, page: &str, version: &str) -> Stream {
        let mut stream = site.connect();
        let page = page.replace('/', "%2F");
        let target = format!("/_haven/events?page={page}&version={version}");
        write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut stream = Stream(BufReader::new(stream));
        stream.line("retry:");
        stream
    }

    fn line(&mut self, start: &str) -> String {
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
    fn hear(&mut self) -> serde_json::Value {
        serde_json::from_str(&self.line("data:")).unwrap()
    }

    /// Waits for a message of this kind.
    fn hear_of(&mut self, kind: &str) -> serde_json::Value {
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
        let start = body.find("<script src=\"/_haven/live.js\" defer data-version=");
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

#[test]
fn a_saved_page_reloads_where_it_is_open() {
    let site = Site::new();
    let (mut a, mut b) = (site.open("/a/"), site.open("/b/"));
    site.edit("content/a.md", "First words", "Second thoughts");
    let message = a.hear_of("page");
    let (_, body) = site.get("/a/");
    assert!(body.contains("Second thoughts"));
    assert_eq!(message["version"], version(&body).as_str());
    assert_eq!(message["styles"], serde_json::json!([]));
    // The other page hears of its own change only.
    site.edit("content/b.md", "Other words", "More words");
    let heard = b.hear_of("page");
    assert_eq!(heard["version"], version(&site.get("/b/").1).as_str());
}

#[test]
fn a_page_that_missed_a_change_hears_of_it_when_it_comes_back() {
    let site = Site::new();
    let mut stream = Stream::open(&site, "/a/", "of-long-ago");
    assert_eq!(stream.hear()["kind"], "page");
}

#[test]
fn a_page_that_goes_and_comes_back_is_followed() {
    let site = Site::new();
    let mut stream = site.open("/a/");
    let text = fs::read_to_string(site.folder.path().join("content/a.md")).unwrap();
    fs::remove_file(site.folder.path().join("content/a.md")).unwrap();
    stream.hear_of("page");
    assert!(site.get("/a/").0.starts_with("HTTP/1.1 404 "));
    site.put("content/a.md", &text);
    stream.hear_of("page");
    assert!(site.get("/a/").0.starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_new_style_sheet_is_swapped_without_a_reload() {
    let site = Site::new();
    let mut stream = site.open("/a/");
    site.put("theme/assets/css/base.css", "body { color: rebeccapurple }\n");
    let message = stream.hear_of("page");
    let styles = message["styles"].as_array().unwrap();
    assert!(!styles.is_empty(), "{message}");
    let (_, body) = site.get("/a/");
    for pair in styles {
        assert!(body.contains(&format!("\"{}\"", pair[1].as_str().unwrap())), "{message}");
    }
}

#[test]
fn errors_come_and_go() {
    let site = Site::new();
    let mut stream = site.open("/a/");
    site.edit("content/b.md", "title: B", "title: [B");
    let message = stream.hear_of("problems");
    assert_eq!(message["problems"][0]["path"], "content/b.md", "{message}");
    // A page that is opened now hears of them at once.
    assert_eq!(site.open("/").hear_of("problems"), message);
    site.edit("content/b.md", "title: [B", "title: B");
    while stream.hear_of("problems")["problems"] != serde_json::json!([]) {}
}

#[test]
fn a_folder_that_is_renamed_moves_its_pages() {
    let site = Site::new();
    let text = fs::read_to_string(site.folder.path().join("content/a.md")).unwrap();
    let mut stream = site.open("/new/c/");
    site.put("content/old/c.md", &text);
    fs::rename(site.folder.path().join("content/old"), site.folder.path().join("content/new")).unwrap();
    stream.hear_of("page");
    assert!(site.get("/new/c/").0.starts_with("HTTP/1.1 200 "));
    let old = UrlPath::new("/old/c/").map(|url| url.output());
    assert_ne!(old, OutputPath::new("new/c/index.html"));
    assert!(site.get("/old/c/").0.starts_with("HTTP/1.1 404 "));
}
