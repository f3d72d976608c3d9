//! The order of the house: every code has its manual, the manuals in `docs/` say what the code says, and no file of the
//! core asks a layer above it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use haven::engine::codes;
use haven::theme::vars;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Compares a file of `docs/` with what it should hold; `HAVEN_BLESS=1` writes it.
fn holds(path: &str, expected: &str) {
    let file = root().join(path);
    let found = fs::read_to_string(&file).unwrap_or_default();
    if found != expected && std::env::var_os("HAVEN_BLESS").is_some() {
        fs::write(&file, expected).unwrap();
    } else {
        assert!(found == expected, "{path} is out of date; run the tests once with HAVEN_BLESS=1");
    }
}

#[test]
fn every_code_has_a_manual_page_and_a_name_of_its_own() {
    let all = codes::all();
    let names: BTreeSet<&str> = all.iter().map(|code| code.name).collect();
    assert_eq!(names.len(), all.len());
    for code in all {
        assert!(code.manual.trim_start().starts_with("# "), "{} has no headline", code.name);
    }
}

#[test]
fn every_file_that_raises_codes_is_registered() {
    let defined: usize = rust_files(&root().join("src"))
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|line| {
            let line = line.trim();
            let severity = [": Error = \"", ": Warning = \"", ": Info = \""].iter().any(|part| line.contains(part));
            severity && line.ends_with("\";") && !line.starts_with("//")
        })
        .count();
    assert_eq!(codes::all().len(), defined);
}

#[test]
fn the_manuals_say_what_the_code_says() {
    let pages: String = codes::all()
        .iter()
        .map(|code| {
            format!(
                "<a id=\"{}\"></a>\n\n{}\n\nCode: `{}`\n\n",
                code.name,
                code.page().trim().replacen("# ", "## ", 1),
                code.name
            )
        })
        .collect();
    let intro = "# Messages\n\nEvery message of haven has a code. `haven explain CODE` prints the page of one; this is all of them.\n\n";
    holds("docs/diagnostics.md", &format!("{intro}{}\n", pages.trim_end()));
    let theming = fs::read_to_string(root().join("docs/theming.md")).unwrap();
    let (start, end) =
        ("<!-- variables: written by the tests from src/theme/vars.rs -->\n", "<!-- end of variables -->");
    let (before, rest) = theming.split_once(start).expect("the mark where the variables begin");
    let (_, after) = rest.split_once(end).expect("the mark where they end");
    holds("docs/theming.md", &format!("{before}{start}{}{end}{after}", vars::manual()));
}

#[test]
fn layers_point_one_way() {
    let layers = [
        "source",
        "diagnostic",
        "yaml",
        "document",
        "config",
        "site",
        "theme",
        "check",
        "search",
        "render",
        "engine",
        "publish",
        "serve",
        "cli",
    ];
    // Excerpts ask the YAML reader where a key stands, and the YAML reader makes diagnostics: the two are one layer.
    let same = |name: &str| if name == "yaml" { "diagnostic".to_owned() } else { name.to_owned() };
    let rank = |name: &str| layers.iter().position(|layer| *layer == same(name));
    for file in rust_files(&root().join("src")) {
        let below = file.strip_prefix(root().join("src")).unwrap();
        let own = below.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        let Some(own_rank) = rank(own) else { continue };
        let text = fs::read_to_string(&file).unwrap();
        for used in text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split("crate::").skip(1))
        {
            let name = used.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).next().unwrap();
            if let Some(used_rank) = rank(name) {
                assert!(used_rank <= own_rank, "{} uses {name}, a layer above it", below.display());
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for_and_fits_in_a_sitting() {
    for file in rust_files(&root().join("src")).into_iter().chain(rust_files(&root().join("tests"))) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} does not say what it is for", file.display());
        let lines = text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines; split it at an idea", file.display());
    }
}

/// What is written here must make sense to whoever has this folder and nothing else.
#[test]
fn nothing_points_out_of_the_repository() {
    let mut open: Vec<PathBuf> = ["src", "tests", "docs", "themes", "content", "Cargo.toml", "README.md", "site.yaml"]
        .iter()
        .map(|path| root().join(path))
        .collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let inside = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
            open.extend(inside.filter(|path| !path.ends_with("node_modules")));
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for word in
            [["..", "/shared"].concat(), ["/home", "/"].concat(), ["/Users", "/"].concat(), ["/root", "/"].concat()]
        {
            let found = text.lines().position(|line| line.contains(&word));
            assert_eq!(found, None, "{} names {word} in the line after", path.display());
        }
    }
}
