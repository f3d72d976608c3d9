//! The same site gives the same bytes, however many threads make it and however often.

use haven::engine::{Engine, Settings};
use haven::source::SourcePath;
use rayon::ThreadPoolBuilder;

use crate::example::example;
use crate::sites::{Folder, Seen, change, settings};

/// Everything that makes several things at once, and templates that walk through maps.
fn untidy() -> Folder {
    let mut folder = Folder::tiny().with(&[
        ("theme/templates/foot.html", "{% for name, word in strings %}{{ name }}{% endfor %}{{ options }}"),
        ("theme/templates/bad.html", "{{ a | nofilter }}{{ b | nothing }}{{ <gone /> }}"),
        ("theme/templates/worse.html", "{% include \"gone.html\" %}{% extends \"bad.html\" %}"),
        ("theme/templates/components/extra.html", "{% component note() %}{% endcomponent note %}"),
        (
            "theme/templates/faq.html",
            "{% for kind, group in list_of | default(value=costs) | group_by(attribute=\"country\") %}{{ kind }}{% endfor %}",
        ),
        (
            "content/_data/costs.yaml",
            "- {id: a, country: GB, item: A, amount: \"1\"}\n- {id: b, country: IE, item: B, amount: \"2\"}\n\
             - {id: c, country: US, item: C, amount: \"3\"}\n- {id: d, country: ES, item: D, amount: \"4\"}\n",
        ),
    ]);
    for number in 0..60 {
        let text = format!(
            "---\ntitle: Page {}\ntype: faq\nlayout: missing{number}\ntopics: [t{}, T{}]\npath: {{name: p{}, order: 1}}\n---\n\
             [a](p{}.md) [b](gone{number}.md)\n",
            number % 7,
            number % 5,
            number % 5,
            number % 3,
            number / 2,
        );
        folder.put(&format!("content/s{}/p{number}.md", number % 4), text);
    }
    folder
}

fn check(folder: &Folder) {
    let with = |threads: usize| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Seen::of(&mut folder.engine(&settings())))
    };
    let one = with(1);
    for threads in [2, 8, 8] {
        assert_eq!(with(threads).difference(&one), None, "{threads} threads");
    }
}

#[test]
fn an_untidy_site_is_the_same_with_any_number_of_threads() {
    check(&untidy());
}

#[test]
fn the_example_site_is_the_same_with_any_number_of_threads() {
    check(&example());
}

/// An engine that reads the site in parts of `size` files, the settings first, and lets texts go.
fn in_parts(folder: &Folder, size: usize, settings: &Settings) -> Engine {
    let mut files = folder.changes_since(&Folder::default());
    files.sort_by_key(|change| change.path.as_str() != "site.yaml");
    let mut engine = Engine::new(settings.clone());
    for part in files.chunks(size) {
        engine.load(part.to_vec());
    }
    engine.settle();
    engine
}

#[test]
fn a_site_that_is_read_in_parts_is_the_same() {
    let folder = untidy();
    let whole = folder.seen();
    for size in [1, 7, 1000] {
        let mut engine = in_parts(&folder, size, &settings());
        engine.render_all(&|_, _| {});
        let wanted = engine.wanted_texts();
        assert!(
            wanted.iter().any(|path| path.as_str() == "content/s3/p3.md"),
            "its link to nothing is quoted: {wanted:?}"
        );
        let bytes = |path: &SourcePath| folder.0.get(path.as_str());
        engine.restore(wanted.iter().map(|path| change(path.as_str(), bytes(path))).collect());
        assert_eq!(Seen::of(&mut engine).difference(&whole), None, "parts of {size}");
    }
}

#[test]
fn a_text_that_has_changed_since_is_not_quoted() {
    let folder = untidy();
    let mut engine = in_parts(&folder, 7, &settings());
    engine.restore(vec![change("content/s3/p3.md", Some(&b"something else".to_vec()))]);
    let source = engine.sources().get(&SourcePath::new("content/s3/p3.md").unwrap()).unwrap();
    assert_eq!(source.text(), "");
}

#[test]
fn the_command_line_counts_for_a_site_without_files_too() {
    let settings = Settings { base_url: Some("https://given.example/".to_owned()), ..settings() };
    let mut engine = in_parts(&Folder::default(), 7, &settings);
    assert!(Seen::of(&mut engine).text("index.html").contains("https://given.example/"));
}
