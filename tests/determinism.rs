//! The same site gives the same bytes, however many threads make it and however often.

use haven::source::{Change, Content};
use rayon::ThreadPoolBuilder;

use crate::sites::{Folder, Seen, settings};

/// The example site of the repository.
fn example() -> Folder {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folder = Folder::default();
    for Change { path, content } in haven::source::disk::read_site(root, &["site.yaml", "content", "theme"]) {
        let Some(Content::Bytes(bytes)) = content else { panic!("{path} cannot be read") };
        folder.put(path.as_str(), bytes);
    }
    folder
}

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
