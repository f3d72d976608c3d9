//! Bad input: each kind gives a coded message at its line, and the rest of the site is built all the same.

use std::fs;
use std::path::Path;

use haven::engine::Engine;
use haven::source::disk::{read_site, reread};
use haven::source::{Change, Content, Fault, SourcePath};

use crate::sites::{Folder, output_path, settings};

const HEAD: &str = "---\ntitle: Page\n---\n";

/// A site with nothing wrong.
fn good() -> Folder {
    Folder::haven().with(&[("content/good.md", "---\ntitle: Good\n---\nStill here.\n")])
}

/// Puts `bytes` at `path` of a good site and checks that `code` is said at `line` (0: the file as a whole) of it.
fn check(path: &str, bytes: impl AsRef<[u8]>, code: &str, line: u32) {
    let mut folder = good();
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
    let near: Vec<&String> = shown.iter().filter(|shown| shown.ends_with(code)).collect();
    assert!(shown.contains(&format!("{path}:{line} {code}")), "{path}:{line} {code} is not among {near:?}");
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
    check("content/x.md", "---\ntitle: X\nupdate_note: New.\n---\n", "undated-note", 3);
    check("content/x.md", "---\ntitle: X\nlayout: nowhere\n---\n", "missing-layout", 3);
    check("content/x.md", "---\ntitle: X\nauthors: [nobody]\n---\n", "unknown-reference", 3);
    let bomb = "---\ntitle: X\nextra:\n  a: &a [1,1,1,1,1,1,1,1,1]\n  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n  \
        c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n  d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n  e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n  \
        f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n  g: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n---\n";
    check("content/x.md", bomb, "yaml-alias", 5);
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
    let directives = (0..200).map(|depth| format!("{}note\n", ":".repeat(300 - depth))).collect::<String>();
    check("content/x.md", format!("{HEAD}{directives}"), "directive-depth", 68);
    for text in [">".repeat(10_000) + " x", "- ".repeat(10_000) + "x", "[".repeat(10_000), "<b>".repeat(10_000)] {
        let folder = Folder::haven().with(&[("content/x.md", &format!("{HEAD}{text}\n"))]);
        assert!(folder.engine(&settings()).output(&output_path("x/index.html")).is_some());
    }
    for text in [">".repeat(10_000) + " x", "- ".repeat(10_000) + "x"] {
        check("content/x.md", format!("{HEAD}\nFirst.\n\n{text}\n"), "deep-nesting", 7);
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
        let mut engine = good().engine(&settings());
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

const ROOTS: &[&str] = &["site.yaml", "content", "theme"];

/// A good site on disk, made worse by `spoil`, in an engine.
fn on_disk(spoil: impl Fn(&Path)) -> (tempfile::TempDir, Engine) {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in good().0 {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, bytes).unwrap();
    }
    spoil(&folder.path().join("content"));
    let mut engine = Engine::new(settings());
    engine.update(read_site(folder.path(), ROOTS));
    (folder, engine)
}

#[test]
fn a_text_of_fifty_megabytes() {
    let big = |content: &Path| fs::File::create(content.join("x.md")).unwrap().set_len(50_000_000).unwrap();
    expect(&mut on_disk(big).1, "content/x.md", "unreadable-file", 0);
}

#[cfg(unix)]
#[test]
fn links_of_the_file_system() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.md"), "---\ntitle: Secret\n---\n").unwrap();
    let (_folder, mut engine) = on_disk(|content| {
        symlink("../content", content.join("loop")).unwrap();
        symlink("self.md", content.join("self.md")).unwrap();
        symlink(outside.path(), content.join("out")).unwrap();
        symlink(outside.path().join("secret.md"), content.join("out.md")).unwrap();
        symlink("nothing.md", content.join("dangling.md")).unwrap();
    });
    for path in ["loop", "self.md", "out", "out.md", "dangling.md"] {
        expect(&mut engine, &format!("content/{path}"), "unreadable-file", 0);
    }
    assert!(!engine.outputs().iter().any(|path| path.as_str().contains("secret")));
}

#[test]
fn a_folder_with_the_name_of_a_text_is_a_folder() {
    let (_folder, mut engine) = on_disk(|content| {
        fs::create_dir(content.join("x.md")).unwrap();
        fs::write(content.join("x.md/inner.md"), "---\ntitle: Inner\n---\n").unwrap();
    });
    assert!(engine.output(&output_path("x-md/inner/index.html")).is_some());
}

#[test]
fn a_file_that_disappears_leaves_a_link_that_says_so() {
    let (folder, mut engine) = on_disk(|content| {
        fs::write(content.join("x.md"), "---\ntitle: X\n---\n").unwrap();
        fs::write(content.join("y.md"), "---\ntitle: Y\n---\n\n[x](x.md)\n").unwrap();
    });
    engine.render_all(&|_, _| {});
    assert_eq!(engine.excerpts(), []);
    fs::remove_file(folder.path().join("content/x.md")).unwrap();
    // It was announced as changed, and is gone by the time it is read.
    let announced = [SourcePath::new("content/x.md").unwrap()].into();
    engine.update(reread(folder.path(), &announced, engine.sources()));
    expect(&mut engine, "content/y.md", "broken-link", 5);
}

#[test]
fn in_site_yaml() {
    let config = "title: S\nbase_url: https://s.example\n";
    check("site.yaml", format!("{config}menus: [\n"), "yaml-syntax", 4);
    check("site.yaml", format!("{config}titel: X\n"), "unknown-key", 3);
    check("site.yaml", format!("{config}paginate: many\n"), "wrong-type", 3);
    check("site.yaml", "title: S\nbase_url: s.example\n", "bad-base-url", 2);
    check("site.yaml", format!("{config}theme: nowhere\n"), "unknown-theme", 3);
    check("site.yaml", format!("{config}options:\n  brnad: \"#fff\"\n"), "unknown-option", 4);
    check("site.yaml", format!("{config}options:\n  brand: red\n"), "bad-option", 4);
    check("site.yaml", format!("{config}menus:\n  header:\n    - page: gone.md\n"), "menu-target", 5);
    check("site.yaml", [config.as_bytes(), b"description: \xff\n"].concat(), "not-utf8", 3);
    check("site.yaml", format!("{config}description: \"a\0b\"\n"), "yaml-syntax", 3);
}

#[test]
fn a_site_without_settings_is_a_site() {
    let mut folder = good();
    folder.0.remove("site.yaml");
    expect(&mut folder.engine(&settings()), "site.yaml", "no-config", 0);
}

#[test]
fn in_more_places() {
    check("content/x.md", format!("{HEAD}\n:::care-card[T]{{level=loud}}\nText.\n:::\n"), "bad-argument", 5);
    check("content/x.md", format!("{HEAD}\n:::care-card[T]{{colour=red}}\nText.\n:::\n"), "unknown-argument", 5);
    check("content/x.md", format!("{HEAD}\n:cite[nobody-2020]\n"), "unknown-reference", 5);
    check("content/x.md", "---\ntitle: X\npublished: 31 June\n---\n", "bad-date", 3);
    check("content/x.md", "---\ntitle: X\nstatus: done\n---\n", "not-one-of", 3);
    check("content/x.md", "---\ntitle: X\nslug: good\n---\n", "address-taken", 0);
    check("content/_data/poeple.yaml", "- {id: a}\n", "unknown-data-file", 0);
    check("content/_data/people.yaml", b"- {id: a, name: \"A\xff\", role: B}\n", "not-utf8", 1);
    check("content/_data/people.yaml", "- {id: a, name: A, role: B, shoe: 43}\n", "unknown-key", 1);
    check("theme/templates/extra.html", "<p>\n{% include \"gone.html\" %}\n", "template-syntax", 2);
    check("theme/templates/extra.html", "{% extends \"gone.html\" %}\n", "template-syntax", 0);
    check("theme/templates/extra.html", b"<p>\n\xff\n", "not-utf8", 2);
    check("theme/i18n/en.yaml", "skip: [\n", "yaml-syntax", 2);
}
