//! The program as people and their tools run it: arguments in; text, files and an exit code out.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn haven(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_haven")).args(arguments).current_dir(folder).output().unwrap()
}

/// Runs haven, checks the exit code, and gives what went to standard output and to standard error.
fn run(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let output = haven(folder, arguments);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(code), "haven {arguments:?}\n{out}\n{err}");
    (out, err)
}

/// A folder with a new site in it.
fn new_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["new", "site", "."], 0);
    folder
}

#[test]
fn a_new_site_has_nothing_wrong_and_builds() {
    let folder = new_site();
    let (out, err) = run(folder.path(), &["check", "--strict"], 0);
    assert!(out.starts_with("Nothing found") && err.is_empty(), "{out}{err}");
    let (out, err) = run(folder.path(), &["build"], 0);
    assert!(out.contains("files written, 0 unchanged, 0 removed") && err.is_empty(), "{out}{err}");
    assert!(folder.path().join("public/guides/first-steps/index.html").is_file());
    let (out, _) = run(folder.path(), &["build"], 0);
    assert!(out.contains(": 0 files written"), "{out}");
}

/// A day on which the help lines and costs of the example were freshly checked.
const CHECKED: &str = "2026-11-25";

#[test]
fn a_site_for_a_clinic_has_nothing_wrong_and_waits_for_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let (out, _) = run(folder.path(), &["new", "site", "clinic", "--starter", "clinic"], 0);
    assert!(out.contains("Before you publish it"), "{out}");
    let site = folder.path().join("clinic");
    let (out, err) = run(&site, &["check", "--strict", "--as-of", CHECKED], 0);
    assert!(out.starts_with("Nothing found") && err.is_empty(), "{out}{err}");
    run(&site, &["build", "--as-of", CHECKED], 0);
    let page = fs::read_to_string(site.join("public/understanding/the-reassurance-cycle/index.html")).unwrap();
    assert!(page.contains("Published by Your clinic (sample publisher)") && page.contains("Sample reviewer"));
    let names = fs::read_to_string(site.join("content/_data/people.yaml")).unwrap();
    assert_eq!(
        names.matches("\n- id:").count(),
        names.matches("sample: true").count(),
        "a person who does not say sample"
    );
    for part in
        walkdir::WalkDir::new(site.join("content")).into_iter().chain(walkdir::WalkDir::new(site.join("site.yaml")))
    {
        let part = part.unwrap();
        if let Ok(text) = fs::read_to_string(part.path()) {
            assert!(!text.contains("Steady Ground"), "{}", part.path().display());
        }
    }
}

#[test]
fn a_new_site_tells_editors_what_its_files_may_hold() {
    let folder = new_site();
    let settings = fs::read_to_string(folder.path().join(".vscode/settings.json")).unwrap();
    let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
    for (schema, file) in settings["yaml.schemas"].as_object().unwrap() {
        let text = fs::read_to_string(folder.path().join(schema)).unwrap();
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(schema["type"].is_string(), "the schema of {file}");
    }
    let (printed, _) = run(folder.path(), &["schema", "site"], 0);
    assert_eq!(printed, fs::read_to_string(folder.path().join(".vscode/haven/site.json")).unwrap());
}

#[test]
fn nothing_is_written_over() {
    let folder = new_site();
    let before = fs::read_to_string(folder.path().join("content/about.md")).unwrap();
    run(folder.path(), &["new", "site", "."], 2);
    let (_, err) = run(folder.path(), &["new", "article", "about", "--title", "Other"], 2);
    assert!(err.contains("already exists"), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("content/about.md")).unwrap(), before);
    for path in ["../outside", "/tmp/outside", "a/../../outside"] {
        let (_, err) = run(folder.path(), &["new", "article", path, "--title", "T"], 2);
        assert!(err.contains("not a file below `content/`"), "{err}");
    }
}

#[test]
fn a_new_article_has_nothing_wrong_and_is_a_draft() {
    let folder = new_site();
    run(folder.path(), &["new", "article", "cbt/evidence", "--title", "What \"proof\" means: an answer"], 0);
    run(folder.path(), &["check", "--strict", "--drafts"], 0);
    run(folder.path(), &["build"], 0);
    assert!(!folder.path().join("public/cbt/evidence/index.html").exists());
    run(folder.path(), &["build", "--drafts"], 0);
    let page = fs::read_to_string(folder.path().join("public/cbt/evidence/index.html")).unwrap();
    assert!(page.contains("What &quot;proof&quot; means: an answer"), "{page}");
}

#[test]
fn exit_codes_and_streams() {
    let folder = new_site();
    fs::write(folder.path().join("content/bad.md"), "---\ntitle: Bad\nsumary: x\n---\nSee [this](nowhere.md).\n")
        .unwrap();
    let (out, err) = run(folder.path(), &["check"], 1);
    assert!(out.is_empty() && err.contains("content/bad.md:3:1") && err.contains("Did you mean `summary`?"), "{err}");
    let (_, err) = run(folder.path(), &["build"], 1);
    assert!(err.contains("unknown-key") && folder.path().join("public/bad/index.html").is_file(), "{err}");

    let (out, err) = run(folder.path(), &["check", "--format", "json"], 1);
    let found: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&out).unwrap();
    let keys: Vec<&str> = found[0].keys().map(String::as_str).collect();
    assert_eq!(keys, ["code", "column", "help", "line", "message", "path", "severity"]);
    assert!(found.iter().any(|one| one["code"] == "broken-link" && one["line"] == 5) && err.is_empty());
    let (out, _) = run(folder.path(), &["check", "--format", "sarif"], 1);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap()["version"], "2.1.0");
    let (out, _) = run(folder.path(), &["check", "--format", "github"], 1);
    assert!(out.starts_with("::error file=content/bad.md,line=3,"), "{out}");

    let empty = tempfile::tempdir().unwrap();
    let (_, err) = run(empty.path(), &["build"], 2);
    assert!(err.contains("haven new site"), "{err}");
    run(empty.path(), &["frobnicate"], 2);
}

#[test]
fn a_warning_is_an_error_only_when_strict() {
    let folder = new_site();
    fs::write(folder.path().join("content/_data/things.yaml"), "- a: 1\n").unwrap();
    run(folder.path(), &["check"], 0);
    run(folder.path(), &["check", "--strict"], 1);
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let folder = new_site();
    fs::create_dir(folder.path().join("public")).unwrap();
    fs::write(folder.path().join("public/letter.txt"), "mine").unwrap();
    let (_, err) = run(folder.path(), &["build"], 2);
    assert!(err.contains("--force"), "{err}");
    run(folder.path(), &["build", "--force"], 0);
    assert_eq!(fs::read_to_string(folder.path().join("public/letter.txt")).unwrap(), "mine");
}

#[test]
fn what_can_be_asked() {
    let folder = new_site();
    for (what, expected) in [
        ("broken-link", "# A link that leads nowhere"),
        ("codes", "unknown-key"),
        ("components", "## care-card"),
        ("components", "- At most 2 on a page."),
        ("components", "- Its title ends in \"if:\"."),
        ("variables", "| `site` |"),
        ("front-matter", "reviewed_by"),
        ("/about/", "/about/ shows the page content/about.md. It was made from:\n  "),
        ("/about/", "\n  the text of content/about.md\n"),
    ] {
        let (out, _) = run(folder.path(), &["explain", what], 0);
        assert!(out.contains(expected), "{what}: {out}");
    }
    let (_, err) = run(folder.path(), &["explain", "brokn-link"], 2);
    assert!(err.contains("Did you mean `broken-link`?"), "{err}");
    let (out, _) = run(folder.path(), &["report"], 0);
    assert!(out.starts_with("url,source,title") && out.contains("/about/,content/about.md,Who we are"), "{out}");
    let (out, _) = run(folder.path(), &["report", "--format", "json"], 0);
    assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&out).unwrap().len(), 5);
    assert!(run(folder.path(), &["completions", "bash"], 0).0.contains("haven"));
    assert!(run(folder.path(), &["man"], 0).0.contains(".TH haven"));
}

/// A spreadsheet runs what begins like a formula.
#[test]
fn the_register_holds_no_formula() {
    let folder = new_site();
    let page = "---\ntitle: '=HYPERLINK(\"https://evil.example\")'\nsummary: x\n---\nText.\n";
    fs::write(folder.path().join("content/x.md"), page).unwrap();
    let (out, _) = run(folder.path(), &["report"], 0);
    assert!(out.contains("\"'=HYPERLINK(\"\"https"), "{out}");
    let (out, _) = run(folder.path(), &["report", "--format", "json"], 0);
    assert!(out.contains("\"=HYPERLINK("), "{out}");
}

/// `haven report | head -1`: the reader goes away in the middle.
#[test]
fn a_reader_may_stop_early() {
    for args in
        [&["report"][..], &["explain", "components"], &["schema", "front-matter"], &["check", "--format", "json"]]
    {
        let folder = new_site();
        let mut child = Command::new(env!("CARGO_BIN_EXE_haven"))
            .args(args)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!((done.status.code(), String::from_utf8_lossy(&done.stderr).as_ref()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn editors_are_helped_and_can_be_helped_anew() {
    let folder = new_site();
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(folder.path().join(name)).unwrap()).unwrap()
    };
    let snippets = read(".vscode/haven.code-snippets");
    assert_eq!(snippets["key status"]["body"][0], "status: ${1|draft,in-review,published,archived|}");
    assert_eq!(snippets["component care-card"]["body"][0], ":::care-card[See a GP if:]{level=non-urgent\\}");
    assert!(read(".vscode/settings.json")["yaml.schemas"].as_object().unwrap().len() > 8);
    fs::write(folder.path().join(".vscode/settings.json"), "{}").unwrap();
    fs::write(folder.path().join(".vscode/haven/site.json"), "{}").unwrap();
    run(folder.path(), &["new", "schemas"], 0);
    assert!(read(".vscode/haven/site.json")["properties"].is_object());
    assert_eq!(read(".vscode/settings.json"), serde_json::json!({}), "what was changed by hand stays");
}
