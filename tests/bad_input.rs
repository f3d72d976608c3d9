//! Bad input: each kind gives a coded message at its line, and the rest of the site is built all the same.

use haven::engine::Engine;
use haven::source::{Change, Content, Fault, SourcePath};

use crate::sites::{Folder, output_path, settings};

const HEAD: &str = "---\ntitle: Page\n---\n";

/// Puts `bytes` at `path` of a good site and checks that `code` is said at `line` (0: the file as a whole) of it.
fn check(path: &str, bytes: impl AsRef<[u8]>, code: &str, line: u32) {
    let mut folder = Folder::haven().with(&[("content/good.md", "---\ntitle: Good\n---\nStill here.\n")]);
    folder.put(path, bytes);
    expect(&mut folder.engine(&settings()), path, code, line);
}

fn expect(engine: &mut Engine, path: &str, code: &str, line: u32) {
    engine.render_all(&|_, _| {});
    let found = engine.excerpts();
    let shown: Vec<String> = found
        .iter()
        .map(|found| format!("{}:{} {}", found.path, found.start.map_or(0, |start| start.line), found.code.name))
        .collect();
    assert!(shown.contains(&format!("{path}:{line} {code}")), "{path}:{line} {code} is not among {shown:?}");
    let good = engine.output(&output_path("good/index.html")).expect("the good page is built");
    assert!(String::from_utf8_lossy(&good.bytes).contains("Still here."));
}

#[test]
fn in_front_matter() {
    check("content/x.md", "---\ntitle: \"no end\n---\nText.\n", "yaml-syntax", 2);
    check("content/x.md", "---\ntitle: X\nsumary: y\n---\n", "unknown-key", 3);
    check("content/x.md", "---\ntitle: X\nweight: many\n---\n", "wrong-type", 3);
    check("content/x.md", "---\ntitle: X\nsummary: no end\n\nText.\n", "unclosed-front-matter", 1);
    check("content/x.md", "---\ntitle: X\naliases: [/../../etc/]\n---\n", "bad-alias", 3);
    check("content/x.md", "---\ntitle: X\nlayout: nowhere\n---\n", "missing-layout", 3);
    check("content/x.md", "---\ntitle: X\nauthors: [nobody]\n---\n", "unknown-reference", 3);
    let bomb = "---\ntitle: X\nextra:\n  a: &a [1,1,1,1,1,1,1,1,1]\n  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n  \
        c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n  d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n  e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n  \
        f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n  g: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n---\n";
    let mut folder = Folder::haven().with(&[("content/good.md", "---\ntitle: Good\n---\nStill here.\n")]);
    folder.put("content/x.md", bomb);
    let mut engine = folder.engine(&settings());
    engine.render_all(&|_, _| {});
    assert!(engine.excerpts().iter().any(|found| found.code.name == "yaml-alias"));
}

#[test]
fn in_the_text() {
    check("content/x.md", format!("{HEAD}\n:::in-short\nText.\n"), "unclosed-directive", 5);
    check("content/x.md", format!("{HEAD}\n:::no-such-thing\nText.\n:::\n"), "unknown-component", 5);
    check("content/x.md", format!("{HEAD}\n:::care-card\nText.\n:::\n"), "missing-argument", 5);
    check("content/x.md", format!("{HEAD}\nSee [that](nowhere.md).\n"), "broken-link", 5);
    check("content/x.md", format!("{HEAD}\nSee [that](good.md#nowhere).\n"), "broken-anchor", 5);
    check("content/x.md", format!("{HEAD}\n<b onclick=\"x()\">bold</b>\n"), "html-removed", 5);
    check("content/x.md", format!("{HEAD}\nA\0B\n"), "nul-character", 5);
    check("content/x.md", [HEAD.as_bytes(), b"\nA \xff B\n"].concat(), "not-utf8", 5);
}

#[test]
fn lines_are_counted_behind_a_byte_order_mark_and_with_carriage_returns() {
    check("content/x.md", "\u{feff}---\r\ntitle: X\r\nsumary: y\r\n---\r\n", "unknown-key", 3);
}

#[test]
fn in_data_and_themes() {
    check("content/_data/people.yaml", "- name: A\n  role: B\n", "missing-key", 1);
    check("content/_data/people.yaml", "- {id: a, name: A, role: B}\n- {id: a, name: C, role: D}\n", "duplicate-id", 2);
    check("theme/templates/extra.html", "<p>\n{% if %}\n", "template-syntax", 2);
    check("theme/assets/css/x.css", "a{}\nb{background:url(no.png)}", "missing-asset", 2);
}

#[test]
fn deep_nesting_is_only_deep() {
    for text in [">".repeat(10_000) + " x", "- ".repeat(10_000) + "x"] {
        let folder = Folder::haven().with(&[("content/x.md", &format!("{HEAD}{text}\n"))]);
        assert!(folder.engine(&settings()).output(&output_path("x/index.html")).is_some());
    }
}

#[test]
fn files_that_cannot_be_read() {
    for fault in [
        Fault::TooLarge(50_000_000),
        Fault::LinkLoop,
        Fault::LinkLeavesSite,
        Fault::Unreadable("Permission denied".into()),
    ] {
        let mut engine =
            Folder::haven().with(&[("content/good.md", "---\ntitle: Good\n---\nStill here.\n")]).engine(&settings());
        let path = SourcePath::new("content/x.md").unwrap();
        engine.update(vec![Change { path, content: Some(Content::Fault(fault)) }]);
        expect(&mut engine, "content/x.md", "unreadable-file", 0);
    }
}

#[test]
fn a_broken_template_leaves_the_text_readable() {
    let folder = Folder::haven().with(&[
        ("content/x.md", "---\ntitle: X\n---\nThe text.\n"),
        ("theme/templates/page.html", "<p>\n{{ nothing.here }}\n"),
    ]);
    let mut engine = folder.engine(&settings());
    let page = engine.output(&output_path("x/index.html")).unwrap();
    assert!(String::from_utf8_lossy(&page.bytes).contains("The text."));
    let found = engine.excerpts();
    let at = found.iter().find(|found| found.code.name == "template-render").expect("a message");
    assert_eq!((at.path.as_str(), at.start.unwrap().line), ("theme/templates/page.html", 2));
}
