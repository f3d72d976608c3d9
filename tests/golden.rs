//! A folder in, what is made of it out: small sites with the addresses that they get and the parts of their outputs that
//! matter. The snapshots beside this file are meant to be read.

use haven::engine::Settings;
use insta::{assert_snapshot, with_settings};

use crate::sites::{Folder, Seen, settings};

fn shown(folder: &Folder, settings: &Settings) -> Seen {
    Seen::of(&mut folder.engine(settings))
}

/// The files of the output folder, then what is wrong, one to a line.
fn list(seen: &Seen) -> String {
    let paths: Vec<&str> = seen.outputs.keys().map(String::as_str).collect();
    let said = seen.said();
    format!("{}\n\n{}", paths.join("\n"), if said.is_empty() { "nothing is wrong".to_owned() } else { said.join("\n") })
}

/// The lines of an output that hold one of `parts`.
fn lines(seen: &Seen, output: &str, parts: &[&str]) -> String {
    let lines = seen.text(output).lines().filter(|line| parts.iter().any(|part| line.contains(part)));
    lines.collect::<Vec<_>>().join("\n")
}

fn check(name: &str, text: &str) {
    with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "golden", omit_expression => true }, {
        assert_snapshot!(name, text);
    });
}

/// A publisher's site: sections, topics, a reading path, former addresses, feeds.
fn publisher() -> Folder {
    Folder::tiny().with(&[
        (
            "site.yaml",
            "title: Steady\nbase_url: https://steady.example/info/\ntheme: tiny\npaginate: 2\n\
             menus: {header: [{page: cbt/index.md}], footer: [{page: about.md, title: Who we are}]}\n",
        ),
        ("content/index.md", "---\ntitle: Home\ntype: list\n---\nWelcome. [Evidence](cbt/evidence.md#harms)\n"),
        ("content/about.md", "---\ntitle: About\naliases: [/who/, /old/about.html]\n---\n[Home](index.md)\n"),
        ("content/cbt/index.md", "---\ntitle: CBT & you\ntype: list\nsummary: What it is.\n---\n"),
        (
            "content/cbt/evidence.md",
            "---\ntitle: Evidence\nsummary: What is known.\npublished: 2026-02-01\nupdated: 2026-03-01\nupdate_note: Harms & limits are new.\n\
             topics: [Proof]\nauthors: [ana]\npath: {name: start, order: 1}\n---\n## Harms\n\n![Curve](curve.png)\n",
        ),
        (
            "content/cbt/steps.md",
            "---\ntitle: Steps\npublished: 2026-02-02\ntopics: [proof, Skills]\npath: {name: start, order: 2}\n---\n\
             See [evidence](evidence.md?a=1#harms).\n",
        ),
        ("content/cbt/more.md", "---\ntitle: More\npublished: 2026-01-02\n---\n"),
        ("content/cbt/curve.png", "picture"),
        ("content/_data/people.yaml", "- {id: ana, name: Ana Ruiz, role: writer}\n"),
        ("content/_data/organisation.yaml", "name: Steady Clinic\n"),
    ])
}

#[test]
fn addresses() {
    check("addresses", &list(&shown(&publisher(), &settings())));
}

#[test]
fn feeds_sitemap_and_robots() {
    let seen = shown(&publisher(), &settings());
    let files = ["cbt/feed.xml", "sitemap.xml", "robots.txt"];
    check("machines", &files.map(|file| format!("# {file}\n{}", seen.text(file))).join("\n"));
}

#[test]
fn a_former_address_leads_on() {
    let seen = shown(&publisher(), &settings());
    check("former-address", seen.text("old/about.html"));
}

#[test]
fn a_page_with_its_links_and_its_head() {
    let seen = shown(&publisher(), &settings());
    let page = seen.text("cbt/evidence/index.html");
    let (head, body) = page.split_once("</head>").unwrap();
    let policy = |line: &&str| !line.contains("Content-Security-Policy") && !line.contains("stylesheet");
    let head: Vec<&str> = head.lines().filter(policy).collect();
    check("page", &format!("{}\n</head>{body}", head.join("\n").replace("},{", "},\n{")));
}

#[test]
fn addresses_are_relative_on_the_web_and_on_a_stick() {
    let offline = Settings { offline: true, ..settings() };
    let hrefs = |seen: &Seen, output: &str| {
        let words = seen.text(output).split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let words = words.filter(|word| !word.contains("://") && !word.ends_with(".css"));
        words.collect::<Vec<_>>().join("\n")
    };
    let (web, stick) = (shown(&publisher(), &settings()), shown(&publisher(), &offline));
    let text = ["cbt/steps/index.html", "who/index.html", "404.html"]
        .map(|file| format!("# {file}\n{}\n# {file} offline\n{}", hrefs(&web, file), hrefs(&stick, file)));
    check("links", &text.join("\n\n"));
}

#[test]
fn another_base_url_changes_absolute_addresses_only() {
    let moved = Settings { base_url: Some("https://elsewhere.example".into()), ..settings() };
    let (before, after) = (shown(&publisher(), &settings()), shown(&publisher(), &moved));
    for (path, bytes) in &before.outputs {
        let absolute = "https://steady.example/info/";
        let expected = String::from_utf8_lossy(bytes).replace(absolute, "https://elsewhere.example/");
        let expected = if path == "404.html" { expected.replace("\"/info/", "\"/") } else { expected };
        assert_eq!(String::from_utf8_lossy(&after.outputs[path]), expected, "{path}");
    }
    assert_eq!(before.outputs.len(), after.outputs.len());
}

/// What is shown on which day, and what is not in lists.
#[test]
fn drafts_days_and_unlisted_pages() {
    let page = |head: &str| format!("---\ntitle: T\n{head}\n---\n");
    let mut folder = Folder::tiny().with(&[(
        "content/s/now.md",
        "---\ntitle: Now\n---\n[draft](draft.md) [soon](soon.md) [gone](gone.md) [quiet](quiet.md)\n",
    )]);
    for (name, head) in [
        ("draft", "status: draft"),
        ("in-review", "status: in-review"),
        ("archived", "status: archived"),
        ("soon", "publish_on: 2026-06-16"),
        ("today", "publish_on: 2026-06-15"),
        ("gone", "expires_on: 2026-06-15"),
        ("last-day", "expires_on: 2026-06-16"),
        ("quiet", "unlisted: true"),
    ] {
        folder.put(&format!("content/s/{name}.md"), page(head));
    }
    let with_drafts = Settings { drafts: true, ..settings() };
    let tomorrow = Settings { today: jiff::civil::date(2026, 6, 16), ..settings() };
    let text = [("today", settings()), ("tomorrow", tomorrow), ("with drafts", with_drafts)].map(|(name, settings)| {
        let seen = shown(&folder, &settings);
        format!("# {name}\n{}\n{}", list(&seen), lines(&seen, "sitemap.xml", &["<loc>"]))
    });
    check("days", &text.join("\n\n"));
    let seen = shown(&folder, &settings());
    assert!(lines(&seen, "s/quiet/index.html", &["noindex"]).contains("robots"));
    assert!(!seen.text("s/index.html").contains("quiet"));
}

#[test]
fn two_languages_are_two_trees() {
    let folder = Folder::tiny().with(&[
        ("content/index.md", "---\ntitle: Home\ntype: list\n---\n[es](index.es.md)\n"),
        ("content/index.es.md", "---\ntitle: Inicio\ntype: list\n---\n"),
        ("content/cbt/evidence.md", "---\ntitle: Evidence\n---\n"),
        ("content/cbt/evidence.es.md", "---\ntitle: Pruebas\n---\n[en](evidence.md)\n"),
        ("content/心/愛 100%.md", "---\ntitle: 愛\n---\n[es](../cbt/evidence.es.md)\n"),
        ("content/cbt/other.md", "---\ntitle: Other\n---\n[love](../心/愛%20100%25.md)\n"),
    ]);
    let seen = shown(&folder, &settings());
    let pages = ["es/cbt/evidence/index.html", "cbt/other/index.html"]
        .map(|file| lines(&seen, file, &["<html", "<p><a", "canonical"]));
    check("languages", &format!("{}\n\n{}", list(&seen), pages.join("\n\n")));
}

#[test]
fn a_picture_of_any_name_is_found() {
    let head = "title: T\nimage: {src: Map 50%.png, alt: Map}";
    let folder = Folder::tiny().with(&[
        ("content/x.md", &format!("---\n{head}\n---\n![Map](<Map 50%25.png>)\n")),
        ("content/Map 50%.png", "picture"),
    ]);
    let seen = shown(&folder, &settings());
    assert_eq!(seen.said(), [""; 0]);
    assert_eq!(seen.text("x/index.html").matches("src=\"../Map%2050%25.png\"").count(), 2);
    assert!(seen.text("x/index.html").contains("content=\"https://tiny.example/Map%2050%25.png\""));
}

#[test]
fn an_address_has_one_owner() {
    let folder = Folder::tiny().with(&[
        ("content/a.md", "---\ntitle: A\naliases: [/a/, /b/]\n---\n"),
        ("content/b.md", "---\ntitle: B\n---\n"),
        ("content/c.md", "---\ntitle: C\nslug: B\n---\n"),
        ("content/feed.xml", "mine"),
        ("content/sitemap.xml", "mine"),
        ("content/topics.md", "---\ntitle: Topics\ntopics: [x]\n---\n"),
        (
            "content/up.md",
            "---\ntitle: Up\nslug: ../../../etc/passwd\naliases: [/../../etc/, //evil.example/, /a?b]\n---\n",
        ),
    ]);
    check("owners", &list(&shown(&folder, &settings())));
}
