//! Mistakes of authors: each is said once, with its code, at its line, and nothing else is said. Add a row for a new one.

use haven::check::waivers::can_be_excused;
use haven::engine::codes;

use crate::sites::Folder;

const HEAD: &str = "---\ntitle: X\n---\n\n";

/// A site with nothing wrong, in the built-in theme.
fn good() -> Folder {
    let mut folder = Folder::haven();
    folder.put("site.yaml", "title: Good\nbase_url: https://good.example\npaths:\n  first: { title: First }\n");
    for (path, text) in [
        ("finding-help/urgent-help.md", "---\ntitle: Urgent help\ntype: urgent\n---\nCall.\n"),
        ("good.md", "---\ntitle: Good\n---\n## Harms {#harms}\n"),
        ("_data/people.yaml", "- { id: jo, name: Jo, role: Writer }\n- { id: al, name: Al, role: Reviewer }\n"),
        (
            "_data/sources.yaml",
            "- { key: doe, citation: Doe. }\n- { key: unseen, citation: Roe., status: unverified }\n",
        ),
        ("_data/glossary.yaml", "- { id: part, term: Part, definition: A part. }\n"),
        (
            "_data/helplines.yaml",
            "- { region: GB, name: A, purpose: emergency, channel: call, contact: \"9\", verified_on: 2026-06-01 }\n",
        ),
        ("_data/lexicons/words.yaml", "- { phrase: needy, reason: Blames., suggest: wants comfort }\n"),
    ] {
        folder.put(&format!("content/{path}"), text);
    }
    folder
}

/// What is said of the site with these files, as `path:line:column code`.
fn said(files: &[(&str, &str)]) -> Vec<String> {
    let said = good().with(files).seen().said();
    said.iter().map(|one| one.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

/// Each text as the page `x.md`: what is said, as `line:column code`, with commas between.
fn pages(rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        let found: Vec<String> = said(&[("content/x.md", text)])
            .iter()
            .map(|one| one.strip_prefix("content/x.md").unwrap_or(one).trim_start_matches([':', ' ']).to_owned())
            .collect();
        assert_eq!(found.join(", "), *expected, "{text}");
    }
}

fn fronts(rows: &[(&str, &str)]) {
    let rows: Vec<(String, &str)> =
        rows.iter().map(|(front, expected)| (format!("---\ntitle: X\n{front}\n---\nText.\n"), *expected)).collect();
    pages(&rows.iter().map(|(text, expected)| (text.as_str(), *expected)).collect::<Vec<_>>());
}

fn texts(rows: &[(&str, &str)]) {
    let rows: Vec<(String, &str)> = rows.iter().map(|(text, expected)| (format!("{HEAD}{text}"), *expected)).collect();
    pages(&rows.iter().map(|(text, expected)| (text.as_str(), *expected)).collect::<Vec<_>>());
}

#[test]
fn a_good_site_has_nothing_wrong() {
    assert_eq!(said(&[]), Vec::<String>::new());
}

/// The site is shown as of 15 June 2026.
#[test]
fn days_that_cannot_be() {
    fronts(&[
        ("published: 2026-06-16", "3:12 future-day"),
        ("reviewed_on: 2031-01-01\nreviewed_by: [al]", "3:14 future-day"),
        ("published: 2026-05-01\nupdated: 2026-04-01", "4:10 day-order"),
        ("published: 2026-05-01\nupdated: 2026-05-01", ""),
        ("reviewed_by: [al]\nreviewed_on: 2026-06-15\nreview_due: 2026-06-15", "5:13 day-order"),
        ("publish_on: 2026-05-01\nexpires_on: 2026-09-01", ""),
        ("publish_on: 2026-05-01\nexpires_on: 2026-04-01", "4:13 day-order"),
        ("review_due: 2026-06-14", "3:13 review-overdue"),
        ("review_due: 2026-06-15", ""),
    ]);
}

#[test]
fn what_a_page_says_of_itself() {
    fronts(&[
        ("reviewed_on: 2026-05-01", "3:14 no-reviewer"),
        ("authors: [jo]\nreviewed_by: [jo]", "4:14 own-review"),
        ("authors: [jo]\nreviewed_by: [jo, al]", ""),
        ("image: {src: no.png, alt: A}", "3:14 missing-image"),
        ("sources: [doe, doe]", "3:10 listed-twice"),
        ("sources: [unseen]", "3:11 unverified-source"),
        ("safety: {topics: [abuse]}", "3:9 no-quick-exit"),
        ("safety: {topics: [abuse], quick_exit: true}", ""),
        ("path: {name: frist, order: 1}", "3:14 unknown-path"),
        ("path: {name: first, order: 1}", ""),
    ]);
    let long = format!("summary: {}", "word ".repeat(40));
    fronts(&[(&long, "3:10 long-summary")]);
    pages(&[
        ("---\ntitle: \"\"\n---\nText.\n", "2:8 missing-key"),
        ("---\ntitle: ' '\n---\nText.\n", "2:8 missing-key"),
    ]);
}

#[test]
fn slips_of_markdown() {
    texts(&[
        ("Text\n\n```\ncode\n\n## Lost\n", "7:1 unclosed-code"),
        ("- a\n\n  ~~~ rust\n  code\n  ~~~\n\n> ```\n> code\n> ```\n", ""),
        ("<!-- todo\n\nText\n", "5:1 unclosed-comment"),
        ("<!-- one\n\ntwo -->\n\nText\n", ""),
        ("| a | b |\n| - | - |\n| 1 | 2 | 3 |\n| 1 |\n| a \\| b | c |\n", "7:1 table-cells"),
        ("| a | b |\n| 1 | 2 |\n", "5:1 no-table"),
        ("##Heading\n", "5:1 heading-space"),
        ("#1 reason, and #two\n", ""),
        ("![](/good/)\n", "5:1 no-alt"),
        ("![A](https://a.example/b.png)\n", "5:1 remote-image"),
        ("For more, [click here](good.md).\n", "5:11 link-text"),
        ("See [a]().\n", "5:5 broken-link"),
        ("See [a](www.a.example).\n", "5:5 broken-link"),
        ("He thought of suicide.\n", "5:15 undeclared-topic"),
        ("Call [116 123](tel:116123).\n", "5:16 unknown-number"),
        ("Call [9](tel:9).\n", ""),
        ("::: in-short\nText.\n:::\n", "5:4 directive-syntax"),
        ("::in-short\n", "5:1 component-form"),
        (":::helplines\n:::\n", "5:1 component-form"),
        ("A :inset[b].\n", "5:3 component-form"),
        ("::helplines{region=UK}\n", "5:1 bad-argument"),
        ("::helplines{region=GB}\n", ""),
        (":::step\n## A\n:::\n", "5:1 component-place"),
        ("::::steps\nText\n::::\n", "5:1 component-parts"),
        (":::table-wrap[T]\nText\n:::\n", "5:1 component-parts"),
        ("TODO: more.\n", "5:1 placeholder"),
        ("She is\n*Needy*.\n", "6:2 wording"),
        ("He said \"you are needy\".\n", ""),
    ]);
}

/// Twenty thousand of the same took half a minute, each message with its own look at a line as long as the file.
#[test]
fn a_page_of_nothing_but_mistakes_is_told_of_as_many_as_anybody_reads() {
    let page = format!("{HEAD}{}", "[a](no.md) ".repeat(2_000));
    let said = said(&[("content/x.md", &page)]);
    assert_eq!((said.len(), said[0].as_str()), (201, "content/x.md more-markdown-problems"));
    let headings: String = (0..20_000).map(|number| format!("## H{number}\n\n")).collect();
    assert_eq!(self::said(&[("content/x.md", &format!("{HEAD}{headings}"))]), Vec::<String>::new());
}

#[test]
fn a_page_may_be_excused_from_what_can_be_excused() {
    let with = |rule: &str, until: &str| {
        format!("---\ntitle: X\nallow:\n  - {{ rule: {rule}, reason: r, by: al{until} }}\n---\nNeedy [a](no.md).\n")
    };
    pages(&[
        (&with("wording", ""), "6:7 broken-link"),
        (&with("wording", ", until: 2026-06-15"), "6:7 broken-link"),
        (&with("wording", ", until: 2026-06-14"), "4:48 waiver-ended, 6:1 wording, 6:7 broken-link"),
        (&with("wordng", ""), "4:13 unknown-rule, 6:1 wording, 6:7 broken-link"),
        (&with("broken-link", ""), "4:13 unknown-rule, 6:1 wording, 6:7 broken-link"),
    ]);
    assert!(codes::all().iter().filter(|code| can_be_excused(code)).count() > 20);
}

#[test]
fn a_site_may_ask_for_keys() {
    let site = ("site.yaml", "title: T\nbase_url: https://t.example\nrequire: [reviewed_by, sources]\n");
    let page = ("content/x.md", "---\ntitle: X\nsources: [doe]\n---\n");
    assert_eq!(said(&[site, page]), ["content/good.md required", "content/good.md required", "content/x.md required"]);
}

/// Rows of a data file: what is said, as `line:column code`.
fn rows(file: &str, rows: &[(&str, &str)]) {
    let path = format!("content/_data/{file}");
    for (text, expected) in rows {
        let found: Vec<String> = said(&[(&path, text)])
            .iter()
            .map(|one| one.strip_prefix(&path).unwrap_or(one).trim_start_matches([':', ' ']).to_owned())
            .collect();
        assert_eq!(found.join(", "), *expected, "{text}");
    }
}

#[test]
fn rows_that_readers_act_on() {
    let line = |rest: &str| format!("- {{ region: GB, name: A, channel: call, contact: \"1\"{rest} }}\n");
    rows(
        "helplines.yaml",
        &[
            (&line(", verified_on: 2026-06-01"), ""),
            (&line(""), "1:23 stale-row"),
            (&line(", verified_on: 2025-06-01"), "1:68 stale-row"),
            (&line(", verified_on: 2025-06-01, max_age_days: 400"), ""),
            (&line(", verified_on: 2026-07-01"), "1:68 future-day"),
            ("- { region: UK, name: A, channel: call, contact: \"1\", verified_on: 2026-06-01 }\n", "1:13 bad-country"),
            (
                "- { region: GB, name: A, channel: web, contact: \"javascript:x\", verified_on: 2026-06-01 }\n",
                "1:49 no-address",
            ),
        ],
    );
    rows(
        "directory.yaml",
        &[
            ("- { id: a, name: A, country: GB, type: register, url: www.a.example }\n", "1:55 bad-address"),
            ("- { id: a, name: A, country: GB, type: register, url: \"javascript:alert(1)\" }\n", "1:55 bad-address"),
            ("- { id: a, name: A, country: GB, type: register, url: https://a.example }\n", ""),
        ],
    );
    rows(
        "costs.yaml",
        &[("- { id: a, country: GB, item: I, amount: \"1\", expires_on: 2020-01-01 }\n", "1:59 expired-row")],
    );
    rows(
        "sources.yaml",
        &[
            ("- { key: doe, citation: D, doi: https://doi.org/10.1000/1 }\n", "1:33 bad-doi"),
            ("- { key: doe, citation: D, doi: 10.1000/1, year: 20200 }\n", "1:50 bad-year"),
        ],
    );
    rows(
        "glossary.yaml",
        &[
            ("- { id: a, term: A, definition: D, see: [b] }\n", "1:42 unknown-term"),
            ("- { id: a, term: A, definition: D }\n- { id: b, term: a, definition: E }\n", "2:18 same-term"),
        ],
    );
    rows("people.csv", &[("id,name\n", "unknown-data-file")]);
}

#[test]
fn settings() {
    for (rest, expected) in [
        ("language: english", "3:11 bad-language"),
        ("regions: [UK]", "3:11 bad-country"),
        ("regions: [IE]", "3:11 no-emergency-line"),
        ("regions: [GB]", ""),
        ("paths: { p: { title: P, page: no.md } }", "3:31 path-page"),
        ("options: { urgent_url: /nope/ }", "3:24 option-target"),
        ("options: { urgent_url: /good/#nope }", "3:24 option-target"),
        ("options: { urgent_url: /good/#harms }", ""),
        ("options: { urgent_url: \"\" }", ""),
        ("options: { search: true }", "3:20 option-target"),
        ("options: { logo: no.png }", "3:18 option-target"),
        ("options: { region: UK }", "3:20 bad-option"),
        ("options:\n  brand: #123456", "4:3 bad-option"),
        ("menus: { footer: [ { title: A, url: /nope/ } ] }", "3:20 menu-target"),
        ("menus: { footer: [ { title: A, url: \"javascript:x\" } ] }", "3:20 menu-target"),
        ("menus: { footer: [ { title: A, url: /good/ }, { title: B, url: \"https://b.example\" } ] }", ""),
    ] {
        let site = format!("title: T\nbase_url: https://t.example\n{rest}\n");
        let found: Vec<String> = said(&[("site.yaml", &site)])
            .iter()
            .map(|one| one.strip_prefix("site.yaml").unwrap_or(one).trim_start_matches([':', ' ']).to_owned())
            .collect();
        assert_eq!(found.join(", "), expected, "{rest}");
    }
    let site = ("site.yaml", "title: T\nbase_url: https://t.example\n");
    let bare = Folder::haven().with(&[site, ("content/a.md", "---\ntitle: A\n---\n")]);
    assert_eq!(bare.seen().said().len(), 1, "a site without urgent help says so once");
    assert_eq!(said(&[("content/x.MD", HEAD)]), ["content/x.MD odd-ending"]);
}

/// A page in two languages names both, and writes its days as each does.
#[test]
fn a_page_in_two_languages() {
    let front = "---\ntitle: A\npublished: 2026-03-01\n---\n";
    let seen = good().with(&[("content/a.md", front), ("content/a.es.md", front), ("content/b.md", front)]).seen();
    let both = "<link rel=\"alternate\" hreflang=\"en\" href=\"https://good.example/a/\">\n\
                <link rel=\"alternate\" hreflang=\"es\" href=\"https://good.example/es/a/\">\n";
    assert!(seen.text("a/index.html").contains(both) && seen.text("es/a/index.html").contains(both));
    assert!(!seen.text("b/index.html").contains("hreflang"));
    assert!(seen.text("a/index.html").contains(">1 March 2026<"));
    assert!(seen.text("es/a/index.html").contains(">1 de marzo de 2026<"));
    assert!(seen.text("es/a/index.html").contains("<meta property=\"og:locale\" content=\"es\">"));
}

#[test]
fn hosts_get_their_files_on_request() {
    let site = "title: T\nbase_url: https://t.example/info/\nhost_files: [_headers, .htaccess]\n";
    let seen = good().with(&[("site.yaml", site)]).seen();
    assert!(seen.text("_headers").contains("/info/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"));
    assert!(seen.text(".htaccess").contains("ErrorDocument 404 /info/404.html\n"));
    assert!(!good().seen().outputs.contains_key("_headers"));
}
