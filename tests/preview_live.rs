//! What an open page hears when its author saves, moves and breaks things, and when the day or the view changes.

#![allow(clippy::disallowed_methods)]

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use haven::serve::{Trust, Watching};

use super::preview::{Site, Stream, version};

#[test]
fn a_saved_page_arrives_where_it_is_open() {
    let site = Site::new();
    let (mut a, mut b) = (site.open("/a/"), site.open("/b/"));
    site.edit("content/a.md", "First words", "Second thoughts");
    let message = a.hear_of("page");
    let (_, body) = site.get("/a/");
    assert!(body.contains("Second thoughts"));
    assert_eq!(message["version"], version(&body).as_str());
    assert!(message["html"].as_str().unwrap().contains("Second thoughts"));
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
    let message = stream.hear_of("gone");
    assert_eq!((&message["words"], &message["to"]), (&"Its file content/a.md is gone.".into(), &().into()));
    assert!(site.get("/a/").0.starts_with("HTTP/1.1 404 "));
    site.put("content/a.md", &text);
    stream.hear_of("page");
    assert!(site.get("/a/").0.starts_with("HTTP/1.1 200 "));
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
    assert!(site.get("/old/c/").0.starts_with("HTTP/1.1 404 "));
}

#[test]
fn one_stream_serves_all_tabs_of_a_browser() {
    let site = Site::new();
    let (a, b) = (site.get("/a/").1, site.get("/b/").1);
    let mut stream = Stream::of(&site, &[("/a/", &version(&a)), ("/b/", &version(&b))]);
    site.edit("content/a.md", "First words", "Second thoughts");
    assert_eq!(stream.hear_of("page")["page"], "/a/");
    site.edit("content/b.md", "Other words", "More words");
    assert_eq!(stream.hear_of("page")["page"], "/b/");
}

#[test]
fn a_tab_can_follow_the_file_that_is_edited() {
    let site = Site::new();
    let mut stream = site.open("/a/");
    site.edit("content/b.md", "Other words", "More words");
    assert_eq!(stream.hear_of("edited")["url"], "/b/");
}

#[test]
fn a_new_style_sheet_arrives_with_the_page_that_names_it() {
    let site = Site::new();
    let before = site.get("/a/").1;
    let mut stream = Stream::open(&site, "/a/", &version(&before));
    site.put("theme/assets/css/base.css", "body { color: rebeccapurple }\n");
    let sheet = |page: &str| page.rsplit('"').find(|part| part.contains("css/haven.")).map(str::to_owned).unwrap();
    let message = stream.hear_of("page");
    let now = sheet(message["html"].as_str().unwrap());
    assert_ne!(sheet(&before), now);
    assert!(site.get(&now.replace("..", "")).1.contains("rebeccapurple"));
}

#[test]
fn a_page_that_moved_says_where_it_is() {
    for (from, to, words) in [
        // Its file has another name.
        ("", "content/moved.md", "Its file is content/moved.md now."),
        // Its file gives it another address.
        ("summary: A page.", "slug: moved", "It has another address now."),
        // The public does not see it.
        ("summary: A page.", "status: draft", "It is a draft. `haven serve --drafts` shows it."),
        ("summary: A page.", "publish_on: 2026-02-01", "It will be published on 2026-02-01."),
        ("summary: A page.", "expires_on: 2025-12-01", "It expired on 2025-12-01."),
    ] {
        let site = Site::new();
        let mut stream = site.open("/a/");
        if from.is_empty() {
            fs::rename(site.folder.path().join("content/a.md"), site.folder.path().join(to)).unwrap();
        } else {
            site.edit("content/a.md", from, &format!("summary: A page.\n{to}"));
        }
        let message = stream.hear_of("gone");
        assert_eq!(message["words"], words);
        let is_moved = to.contains("moved");
        assert_eq!(message["to"], if is_moved { "/moved/".into() } else { serde_json::Value::Null }, "{words}");
        if is_moved {
            // A former address leads on, and says so too.
            site.put("content/moved.md", "---\ntitle: A\nsummary: A.\naliases: [/a/]\n---\n\nFirst words.\n");
            assert_eq!(stream.hear_of("gone")["words"], "It has moved.", "{words}");
        }
    }
}

#[test]
fn a_site_in_a_folder_is_previewed_in_that_folder() {
    let site = Site::new();
    site.put("site.yaml", "title: Test\nbase_url: https://example.org/info/\n");
    while !site.get("/info/a/").0.starts_with("HTTP/1.1 200 ") {}
    for (target, status, header) in [
        ("/", "302 Found", "Location: /info/"),
        ("/info", "302 Found", "Location: /info/"),
        ("/info/a", "302 Found", "Location: /info/a/"),
        ("/info/a/", "200 OK", ""),
        ("/a/", "404 Not Found", ""),
        ("/info/none/", "404 Not Found", ""),
    ] {
        let (head, _) = site.get(target);
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")) && head.contains(header), "{target}: {head}");
    }
    assert!(site.get("/info/none/").1.contains("href=\"/info/"));
}

#[test]
fn at_midnight_the_next_day_begins() {
    let next_day = Arc::new(AtomicBool::new(false));
    let is_next = Arc::clone(&next_day);
    let today = move || jiff::civil::date(2026, 1, if is_next.load(Ordering::SeqCst) { 2 } else { 1 });
    let site = Site::with(|options| options.today = Box::new(today));
    site.edit("content/b.md", "summary: A page.", "summary: A page.\npublish_on: 2026-01-02");
    while !site.get("/b/").0.starts_with("HTTP/1.1 404 ") {}
    let mut stream = site.open("/b/");
    next_day.store(true, Ordering::SeqCst);
    assert!(site.get("/b/").0.starts_with("HTTP/1.1 200 "));
    assert!(stream.hear_of("page")["html"].as_str().unwrap().contains("Other words"));
}

#[test]
fn the_site_can_be_seen_as_the_public_sees_it_on_a_day() {
    let site = Site::with(|options| {
        let settings = haven::engine::Settings { drafts: true, ..super::preview::settings() };
        options.engine = Box::new(move || haven::engine::Engine::new(settings.clone()));
    });
    site.edit("content/b.md", "summary: A page.", "summary: A page.\nexpires_on: 2026-03-01");
    let mut stream = site.open("/b/");
    let post = |query: &str, header: &str| {
        site.ask(&format!("POST /_haven/view?{query} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0{header}")).0
    };
    let ours = "\r\nX-Haven-Preview: 1";
    assert!(post("as-of=2026-03-01", "").starts_with("HTTP/1.1 403 "));
    assert!(post("as-of=tomorrow", ours).starts_with("HTTP/1.1 400 "));
    assert!(post("as-of=2026-03-01&public=1", ours).starts_with("HTTP/1.1 204 "));
    assert_eq!(stream.hear_of("gone")["words"], "It expired on 2026-03-01.");
    let view = stream.hear_of("view");
    assert_eq!(
        (&view["today"], &view["isToday"], &view["withDrafts"]),
        (&"2026-03-01".into(), &false.into(), &false.into())
    );
    assert!(post("", ours).starts_with("HTTP/1.1 204 "));
    assert!(stream.hear_of("page")["html"].as_str().unwrap().contains("Other words"));
}

#[test]
fn every_update_can_be_compared_with_a_build_from_nothing() {
    let (say, said) = channel();
    let say = Mutex::new(say);
    let site = Site::with(|options| {
        options.trust = Trust::Verify;
        options.say = Box::new(move |words| drop(say.lock().unwrap().send(words.to_owned())));
    });
    let mut stream = site.open("/a/");
    let hear = |update: u32| {
        let expected = format!("update {update}: a build from nothing gives the same");
        assert_eq!(said.recv_timeout(Duration::from_secs(60)).unwrap(), expected);
    };
    hear(1);
    site.edit("content/a.md", "title: A", "title: Z");
    stream.hear_of("page");
    hear(2);
}

/// As `git checkout` does: hundreds of files come, go and change at once.
#[test]
fn hundreds_of_changes_at_once_are_all_seen() {
    for watching in [Watching::Native, Watching::Polling] {
        let site = Site::with(|options| options.watching = watching);
        let page = |number: usize, text: &str| format!("---\ntitle: P{number}\nsummary: P.\n---\n\n{text}\n");
        (0..300).for_each(|number| site.put(&format!("content/many/p{number}.md"), &page(number, "on this branch")));
        until(&site, "/many/p299/", "on this branch");
        for number in 0..300 {
            let path = format!("content/many/p{number}.md");
            match number % 3 {
                0 => fs::remove_file(site.folder.path().join(path)).unwrap(),
                _ => site.put(&path, &page(number, "on the other branch")),
            }
            site.put(&format!("content/new{}/q{number}.md", number % 7), &page(number, "only there"));
        }
        until(&site, "/new5/q299/", "only there");
        until(&site, "/many/p298/", "on the other branch");
        until(&site, "/many/p297/", "404");
        for number in 0..300 {
            let (head, body) = site.get(&format!("/many/p{number}/"));
            match number % 3 {
                0 => assert!(head.contains(" 404 "), "{number}"),
                _ => assert!(body.contains("on the other branch"), "{number}"),
            }
            assert!(site.get(&format!("/new{}/q{number}/", number % 7)).1.contains("only there"), "{number}");
        }
    }
}

/// Asks again until the page or its status has these words. The limit ends a test that would hang.
pub fn until(site: &Site, page: &str, words: &str) {
    for _ in 0..30_000 {
        let (head, body) = site.get(page);
        if head.lines().next().unwrap_or_default().contains(words) || body.contains(words) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{page} never had `{words}`");
}

#[cfg(unix)]
#[test]
fn a_theme_elsewhere_and_a_linked_folder_are_watched() {
    use std::os::unix::fs::symlink;
    for watching in [Watching::Native, Watching::Polling] {
        let elsewhere = tempfile::tempdir().unwrap();
        super::preview::put(elsewhere.path(), "theme.yaml", "name: ours\nversion: 1.0.0\nextends: haven\n");
        super::preview::put(elsewhere.path(), "assets/css/base.css", "body { --word: first-words }\n");
        let site = Site::with(|options| options.watching = watching);
        fs::create_dir_all(site.folder.path().join("themes")).unwrap();
        symlink(elsewhere.path(), site.folder.path().join("themes/ours")).unwrap();
        site.put("site.yaml", "title: Test\nbase_url: https://example.org\ntheme: ours\n");
        let sheet = || {
            let page = site.get("/a/").1;
            let sheet = page.split('"').find(|part| part.contains("css/haven.")).unwrap_or_default().replace("..", "");
            site.get(&sheet).1
        };
        let wait = |words: &str| {
            let found = (0..30_000).any(|_| {
                std::thread::sleep(Duration::from_millis(10));
                sheet().contains(words)
            });
            assert!(found, "{watching:?}: never {words}");
        };
        wait("first-words");
        super::preview::put(elsewhere.path(), "assets/css/base.css", "body { --word: second-words }\n");
        wait("second-words");

        super::preview::put(site.folder.path(), "texts/c.md", "---\ntitle: C\nsummary: C.\n---\n\nLinked.\n");
        symlink("../texts", site.folder.path().join("content/linked")).unwrap();
        until(&site, "/linked/c/", "Linked.");
        site.edit("texts/c.md", "Linked.", "Linked and changed.");
        until(&site, "/linked/c/", "Linked and changed.");
    }
}
