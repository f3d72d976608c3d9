//! What a theme and the settings of a site make of each other: colours that can be read, and style sheets that are asked
//! for.

use haven::engine::Engine;

use crate::sites::{Folder, Seen, output_path, settings};

const PAGE: (&str, &str) = ("content/x.md", "---\ntitle: X\n---\nText.\n");

/// A site in the built-in theme with these options.
fn with_options(options: &str) -> Folder {
    let config = format!("title: Haven\nbase_url: https://haven.example\noptions:\n{options}");
    Folder::haven().with(&[("site.yaml", &config), PAGE])
}

/// What is said about contrast, as `path:line message` and the help.
fn contrast(engine: &mut Engine) -> Vec<(String, Option<String>)> {
    engine.render_all(&|_, _| {});
    let found = engine.excerpts().into_iter().filter(|found| found.code.name == "low-contrast");
    found.map(|found| (format!("{}:{} {}", found.path, found.start.unwrap().line, found.message), found.help)).collect()
}

#[test]
fn a_brand_colour_that_cannot_be_read_is_an_error_at_its_line_with_one_that_can() {
    let said = contrast(&mut with_options("  brand: \"#4a9a94\"\n  accent: \"#cb632f\"\n").engine(&settings()));
    let [(message, Some(help))] = &said[..] else { panic!("{said:?}") };
    assert_eq!(
        message,
        "site.yaml:4 `brand` is hard to read on `rose` in the light scheme: 2.76 to 1, and WCAG AA asks for 4.5"
    );
    let nearest = help.split('`').nth(1).unwrap();
    assert_eq!(contrast(&mut with_options(&format!("  brand: \"{nearest}\"\n")).engine(&settings())), []);
}

#[test]
fn a_brand_colour_that_follows_in_the_dark_scheme_is_looked_at_there() {
    let dark = "@layer tokens { @media (prefers-color-scheme: dark) { :root { --brand: var(--brand-base) } } }";
    let mut folder = with_options("  brand: \"#1d5b62\"\n");
    folder.put("themes/dim/theme.yaml", "name: dim\nextends: haven\ncontrast: { tokens: [css/dim.css] }\n");
    folder.put("themes/dim/assets/css/dim.css", dark);
    folder.put("site.yaml", String::from_utf8_lossy(&folder.0["site.yaml"]).into_owned() + "theme: dim\n");
    let said = contrast(&mut folder.engine(&settings()));
    assert!(said.len() == 1 && said[0].0.contains("in the dark scheme"), "{said:?}");
}

#[test]
fn a_colour_of_a_style_sheet_is_an_error_at_its_line_there() {
    let css = ":root {\n  --ink: #999;\n}";
    let folder = Folder::haven().with(&[
        PAGE,
        ("themes/pale/theme.yaml", "name: pale\nextends: haven\ncontrast: { tokens: [css/pale.css] }\n"),
        ("themes/pale/assets/css/pale.css", css),
        ("site.yaml", "title: X\nbase_url: https://haven.example\ntheme: pale\n"),
    ]);
    let said = contrast(&mut folder.engine(&settings()));
    let its_own = "themes/pale/assets/css/pale.css:2 `ink` is hard to read on `sky-high` in the light scheme: ";
    assert!(said.len() == 1 && said[0].0.starts_with(its_own), "{said:?}");
}

#[test]
fn a_pair_of_nothing_is_said_where_it_is_declared() {
    let theme = "name: odd\nextends: haven\ncontrast:\n  pairs:\n    - { colours: [nothing], on: [paper], as: text }\n";
    let folder = Folder::haven().with(&[
        PAGE,
        ("themes/odd/theme.yaml", theme),
        ("site.yaml", "title: X\nbase_url: https://haven.example\ntheme: odd\n"),
    ]);
    let said = folder.seen().said();
    assert!(
        said.iter().any(|said| said.starts_with("themes/odd/theme.yaml:5:7 unclear-colour the colour `nothing`")),
        "{said:?}"
    );
}

#[test]
fn a_style_sheet_that_only_others_import_is_not_published() {
    let folder = Folder::tiny().with(&[
        PAGE,
        ("themes/tiny/assets/css/whole.css", "@import \"part.css\";\n@import \"shared.css\";\n@import \"led.css\";"),
        ("themes/tiny/assets/css/part.css", "a { color: red }"),
        ("themes/tiny/assets/css/shared.css", "b { color: red }"),
        ("themes/tiny/assets/css/led.css", "i { color: red }"),
        ("themes/tiny/assets/css/narrow.css", "@import \"led.css\" (width < 40rem);"),
        ("themes/tiny/templates/components/own.html", DECLARES_SHARED),
    ]);
    let seen = folder.seen();
    let published = |name: &str| seen.outputs.keys().any(|path| path.starts_with(&format!("assets/css/{name}.")));
    let shown = ["whole", "part", "shared", "led", "narrow"].map(|name| (name, published(name)));
    assert_eq!(shown, [("whole", true), ("part", false), ("shared", true), ("led", true), ("narrow", true)]);
}

const DECLARES_SHARED: &str =
    "{% component own() {\"kind\": \"leaf\", \"styles\": [\"css/shared.css\"]} %}<p>Own.</p>{% endcomponent own %}";

#[test]
fn a_component_that_needs_a_missing_style_says_so_and_is_shown() {
    let component =
        "{% component own() {\"kind\": \"leaf\", \"styles\": [\"css/won.css\"]} %}<p>Own.</p>{% endcomponent own %}";
    let folder = Folder::haven().with(&[
        ("content/x.md", "---\ntitle: X\n---\n::own\n"),
        ("theme/templates/components/own.html", component),
        ("theme/assets/css/own.css", "p { color: red }"),
    ]);
    let seen: Seen = folder.seen();
    let missing: Vec<_> = seen.excerpts.iter().filter(|found| found.code.name == "missing-asset").collect();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].path.as_str(), "theme/templates/components/own.html");
    assert_eq!(missing[0].message, "the component `own` needs `css/won.css`, which the theme does not have");
    assert!(missing[0].help.as_ref().is_some_and(|help| help.starts_with("Did you mean `css/own.css`")));
    assert!(folder.engine(&settings()).output(&output_path("x/index.html")).is_some());
    assert!(seen.text("x/index.html").contains("<p>Own.</p>"));
}

const PATH: [(&str, &str); 3] = [
    (
        "content/one.md",
        "---\ntitle: One\npath: { name: way, order: 1 }\n---\n## Same {#same}\n\nGo [up](#same), [on](two.md#same).\n",
    ),
    (
        "content/two.md",
        "---\ntitle: Two\npath: { name: way, order: 2 }\nsources: [a]\n---\n## Same {#same}\n\nSaid :cite[a].\n",
    ),
    ("content/_data/sources.yaml", "- key: a\n  citation: Author. A study. 2020.\n"),
];

#[test]
fn a_reading_path_is_also_one_page_to_print_with_ids_of_each_chapter() {
    let folder = Folder::haven().with(&PATH);
    let seen = folder.seen();
    assert_eq!(seen.said(), [""; 0]);
    let html = seen.text("one/print/index.html");
    for part in [
        "<meta name=\"robots\" content=\"noindex\">",
        "<h3 id=\"part-1-same\">",
        "<h3 id=\"part-2-same\">",
        "<a href=\"#part-1-same\">up</a>",
        "<a href=\"../../two/#same\">on</a>",
        "id=\"part-2-source-a\"",
        "href=\"#part-2-source-a\"",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    let ids: Vec<&str> = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let once: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), once.len(), "{ids:?}");
    assert!(!seen.text("sitemap.xml").contains("print"));
}

#[test]
fn a_page_of_the_author_keeps_the_address_of_a_booklet() {
    let own = ("content/one/print.md", "---\ntitle: My own\n---\nText.\n");
    let seen = Folder::haven().with(&PATH).with(&[own]).seen();
    assert!(seen.text("one/print/index.html").contains("My own"));
    assert!(
        seen.said().iter().any(|said| said.contains("address-taken the booklet of the reading path `way`")),
        "{:?}",
        seen.said()
    );
}

#[test]
fn a_page_carries_its_address_as_a_code_for_paper() {
    let seen = Folder::haven().with(&[PAGE]).seen();
    assert!(seen.text("x/index.html").contains("<div class=\"page-code print-only\">"));
    assert!(!seen.text("404.html").contains("page-code"), "an address that is not there needs no code");
}

#[test]
fn the_first_use_of_a_term_is_explained_where_the_site_wants_it() {
    let page = "---\ntitle: X\n---\n## Trigger\n\nA trigger, and a trigger.\n\n:::in-short\nA schema.\n:::\n\nA schema :term[core belief]{id=belief}. A belief.\n";
    let rows = "- {id: trigger, term: Trigger, definition: What sets it off., plain: a spark}\n- {id: schema, term: Schema, definition: A rule.}\n- {id: belief, term: Belief, definition: A view.}\n";
    let files = [("content/x.md", page), ("content/_data/glossary.yaml", rows)];
    let uses = |options: &str| {
        let seen = with_options(options).with(&files).seen();
        seen.text("x/index.html").matches("class=\"term\"").count()
    };
    assert_eq!(uses("  glossary_url: /glossary/\n  link_terms: false\n"), 1);
    let seen = with_options("  glossary_url: /glossary/\n  link_terms: true\n").with(&files).seen();
    let html = seen.text("x/index.html");
    assert_eq!(html.matches("class=\"term\"").count(), 3, "{html}");
    assert!(html.contains("<p>A <span class=\"term\"><a href=\"../glossary/#term-trigger\">trigger</a>"), "{html}");
    assert!(html.contains(", and a trigger.</p>"), "{html}");
}

#[test]
fn a_page_says_what_changed_beside_the_day() {
    let page = "---\ntitle: X\nupdated: 2026-03-01\nupdate_note: Harms & limits are new.\n---\nText.\n";
    let seen = Folder::haven().with(&[("content/x.md", page)]).seen();
    assert_eq!(seen.said(), [""; 0]);
    let (_, line) = seen.text("x/index.html").split_once("Last changed").unwrap();
    assert!(
        line.split("</dl>").next().unwrap().contains("<dt>What changed</dt><dd>Harms &amp; limits are new.</dd>"),
        "{line}"
    );
}

#[test]
fn every_page_says_who_pays_and_who_might_gain() {
    let organisation = "name: Steady Clinic\nfunding: The county pays.\ninterests: One author sells a book.\n";
    let own = "---\ntitle: Y\ninterests: We run this course.\n---\nText.\n";
    let urgent = "---\ntitle: Now\ntype: urgent\n---\nCall.\n";
    let seen = Folder::haven()
        .with(&[
            PAGE,
            ("content/y.md", own),
            ("content/now.md", urgent),
            ("content/_data/organisation.yaml", organisation),
        ])
        .seen();
    let pages: Vec<_> = seen.outputs.keys().filter(|path| path.ends_with(".html")).collect();
    assert!(pages.len() > 4, "{pages:?}");
    for path in pages {
        let line =
            seen.text(path).split_once("class=\"disclosure\"").map(|(_, rest)| rest.split("</p>").next().unwrap());
        let interests = if path.starts_with("y/") { "We run this course." } else { "One author sells a book." };
        assert!(
            line.is_some_and(|line| line.contains("The county pays.") && line.contains(interests)),
            "{path}: {line:?}"
        );
    }
}

#[test]
fn a_site_may_do_without_drawings() {
    let shows = |folder: Folder| folder.seen().text("x/index.html").contains("scene-article");
    assert!(shows(Folder::haven().with(&[PAGE])));
    assert!(!shows(with_options("  drawings: false\n")));
}

#[test]
fn a_drawing_has_the_colours_of_the_site_and_what_its_style_imports() {
    let drawing =
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><style>@import \"sea.css\";.a { fill: var(--sea) }</style></svg>";
    let drawn = |options: &str| {
        let files = [
            ("theme/assets/boat.svg", drawing),
            ("theme/assets/sea.css", ":root { --sea: var(--haven-brand, #fff) }"),
            ("theme/assets/plain.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ];
        let seen = with_options(options).with(&files).seen();
        let text = |name: &str| {
            let path = seen.outputs.keys().find(|path| path.contains(name)).unwrap();
            seen.text(path).to_owned()
        };
        assert_eq!(text("/plain."), files[2].1, "a drawing without a style is left as it is");
        text("/boat.")
    };
    let style = ":root{--sea:var(--haven-brand,#fff)}.a{fill:var(--sea)}";
    let whole = |own: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><style>{own}{style}</style></svg>");
    assert_eq!(drawn("  search: false\n"), whole(""));
    assert_eq!(drawn("  brand: \"#1d5b62\"\n"), whole(":root{--haven-brand:#1d5b62}"));
}
