//! One stage of a build at a time, for whoever tunes it: `cargo bench --bench stages`, or with a name behind `--`. Pages
//! are those of the big benchmark. Times belong to a machine; compare two runs of one session.

// A benchmark is a shell of its own.
#![allow(clippy::disallowed_methods)]

#[allow(dead_code, reason = "the other benchmark writes for Hugo too")]
#[path = "../compare/corpus.rs"]
mod corpus;

use std::path::{Path, PathBuf};

use divan::{Bencher, counter::ItemsCount};
use haven::config::Config;
use haven::document::{MarkdownOptions, MarkdownText, compile, front_matter, markdown};
use haven::engine::{Engine, Settings};
use haven::publish::{Foreign, Publisher};
use haven::search::tokens;
use haven::site::link::{self, link};
use haven::site::{Documents, Facts};
use haven::source::disk::read_site;
use haven::source::{Change, Content, Source, SourcePath};
use haven::yaml::{self, Shape};

/// With haven's own allocator: with another, other things are slow.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Pages of the site that is linked and rendered.
const PAGES: usize = 1000;
const ROOTS: &[&str] = &["site.yaml", "content", "themes"];

fn main() {
    divan::main();
}

/// A site on disk, gone at the end.
struct Site(PathBuf);

impl Site {
    fn new() -> Self {
        Site::of(PAGES)
    }

    fn of(pages: usize) -> Self {
        let ram = Path::new("/dev/shm");
        let place = if ram.is_dir() { ram.to_owned() } else { std::env::temp_dir() };
        let root = place.join(format!("haven-stages-{}-{}", std::process::id(), fastrand::u32(..)));
        let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/themes");
        let corpus = corpus::Corpus::new(pages);
        corpus.write(&root, corpus::Dialect::Haven, &themes).expect("the site is written");
        Site(root)
    }

    fn files(&self) -> Vec<Change> {
        read_site(&self.0, ROOTS)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An article of some 900 words: its file, its bytes.
fn article() -> (SourcePath, Source) {
    let files = Site::new().files();
    let is_article = |change: &&Change| change.path.as_str().ends_with(".md") && size(change) > 4000;
    let change = files.iter().find(is_article).expect("the corpus has articles").clone();
    (change.path, Source::new(change.content.expect("it has text")))
}

fn size(change: &Change) -> usize {
    match &change.content {
        Some(Content::Bytes(bytes)) => bytes.len(),
        _ => 0,
    }
}

fn settings() -> Settings {
    Settings { keep_outputs: false, ..Settings::on(jiff::civil::date(2026, 1, 1)) }
}

fn documents(files: Vec<Change>) -> Documents {
    let pages = files.into_iter().filter(|file| file.path.as_str().starts_with("content/"));
    let compiled = pages.filter_map(|file| {
        let source = Source::new(file.content?);
        Some((file.path.clone(), compile(&file.path, &source, &MarkdownOptions::default()).into()))
    });
    compiled.collect()
}

fn linked(documents: &Documents) -> haven::site::Site {
    let (config, queries) = (Config::default(), std::collections::BTreeMap::new());
    let today = settings().today;
    link(link::Inputs {
        documents,
        config: &config,
        today,
        drafts: false,
        theme: Vec::new(),
        queries: &queries,
        named: Vec::new(),
        booklets: false,
        search: false,
        before: &haven::site::Site::default(),
    })
    .0
}

/// Front matter of four keys.
#[divan::bench]
fn front_matter(bencher: Bencher<'_, '_>) {
    let (path, source) = article();
    let head = yaml::front_matter_range(source.text()).expect("it has front matter").yaml;
    let text = &source.text()[head.clone()];
    bencher.bench(|| yaml::read(&path, text, head.start, Shape::Record(&front_matter::SHAPE)));
}

/// What Markdown costs at least.
#[divan::bench]
fn parse_with_pulldown_cmark_alone(bencher: Bencher<'_, '_>) {
    let (_, source) = article();
    bencher.bench(|| {
        let mut html = String::with_capacity(source.text().len() * 2);
        let options = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_FOOTNOTES;
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(source.text(), options));
        html
    });
}

/// A text to HTML with holes.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let (path, source) = article();
    let text = MarkdownText { file: &path, text: source.text(), offset: 0 };
    bencher.bench(|| markdown::parse(&text, &MarkdownOptions::default()));
}

/// A file to a document: front matter, text, fingerprints.
#[divan::bench]
fn compile_page(bencher: Bencher<'_, '_>) {
    let (path, source) = article();
    bencher.bench(|| compile(&path, &source, &MarkdownOptions::default()));
}

/// 1,000 documents to a site.
#[divan::bench]
fn link_site(bencher: Bencher<'_, '_>) {
    let documents = documents(Site::new().files());
    bencher.counter(ItemsCount::new(PAGES)).bench(|| linked(&documents));
}

/// The facts of a site of 1,000 pages into the table, for the first time.
#[divan::bench]
fn settle(bencher: Bencher<'_, '_>) {
    let site = linked(&documents(Site::new().files()));
    bencher.counter(ItemsCount::new(PAGES)).with_inputs(Facts::default).bench_values(|mut facts| {
        site.settle(&mut facts, 1);
        facts
    });
}

/// Every output of a site of 1,000 pages, written nowhere.
#[divan::bench]
fn render(bencher: Bencher<'_, '_>) {
    let site = Site::new();
    let engine = || {
        let mut engine = Engine::new(settings());
        engine.update(site.files());
        engine
    };
    bencher.counter(ItemsCount::new(PAGES)).with_inputs(engine).bench_values(|mut engine| {
        engine.render_all(&|_, output| {
            divan::black_box(output);
        });
        engine
    });
}

/// An edit in a site of 10,000 pages until the page in view is rendered: what the preview does between the save and the
/// message to the browser.
#[divan::bench(args = ["sentence", "title", "topic", "template"], sample_count = 20)]
fn edit(bencher: Bencher<'_, '_>, kind: &str) {
    let site = Site::of(10_000);
    let mut engine = Engine::new(Settings { keep_outputs: true, ..settings() });
    engine.update(site.files());
    let (path, _) =
        engine.documents().iter().filter(|(path, _)| !path.as_str().ends_with("index.md")).nth(3).expect("pages");
    let page = haven::source::OutputPath::new(&format!("{}/index.html", &path.as_str()[8..path.as_str().len() - 3]))
        .expect("a path");
    let path = if kind == "template" {
        SourcePath::new("themes/plain/templates/base.html").expect("a path")
    } else {
        path.clone()
    };
    let text = engine.sources().get(&path).expect("the file").text().to_owned();
    assert!(engine.output(&page).is_some(), "the page is there");
    let mut round = 0;
    bencher.bench_local(|| {
        round += 1;
        let word = format!("w{kind}{round}");
        let edited = match kind {
            "sentence" => format!("{text}\n{word}\n"),
            "title" => text.replacen("title: \"", &format!("title: \"{word} "), 1),
            "topic" => text.replacen("topics: [", &format!("topics: [{word}, "), 1),
            _ => text.replacen("Base footer", &word, 1),
        };
        engine.update(vec![Change { path: path.clone(), content: Some(Content::Bytes(edited.into_bytes().into())) }]);
        engine.output(&page)
    });
}

/// The words of an article, for the search index.
#[divan::bench]
fn tokenise(bencher: Bencher<'_, '_>) {
    let (_, source) = article();
    bencher.bench(|| {
        let mut count = 0;
        tokens::each(source.text(), &mut |_| count += 1);
        count
    });
}

/// 1,000 files of 12 kB into a new folder.
#[divan::bench(sample_count = 20)]
fn publish(bencher: Bencher<'_, '_>) {
    let site = Site::new();
    let bytes = vec![b'x'; 12_000];
    let paths: Vec<_> = (0..PAGES)
        .filter_map(|number| haven::source::OutputPath::new(&format!("{}/{number}/index.html", number / 100)))
        .collect();
    let out = site.0.join("out");
    let publisher = || {
        let _ = std::fs::remove_dir_all(&out);
        Publisher::open(&site.0, &out, Foreign::Refuse).expect("the folder is free")
    };
    bencher.counter(ItemsCount::new(PAGES)).with_inputs(publisher).bench_values(|publisher| {
        paths.iter().for_each(|path| publisher.write(path, &bytes, 1));
        publisher.finish().map_err(|_| ()).expect("it is published")
    });
}
