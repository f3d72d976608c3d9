//! Properties of any text at all.

use haven::diagnostic::json::github;
use haven::diagnostic::terminal::{Ink, drawing};
use haven::source::SourcePath;
use haven::yaml::{Shape, front_matter_range, read};
use proptest::prelude::*;

use super::{LINE_FIELDS, LINES, PAGE, PAGE_FIELDS, show};

/// Pieces that YAML gives a meaning, and the keys of `PAGE`.
fn yaml_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zäß€😀 ]{0,4}",
        prop::sample::select(vec![
            "\n",
            "\n  ",
            "\n- ",
            "- ",
            ": ",
            ":",
            ", ",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "#",
            " #",
            "&a ",
            "*a",
            "!x ",
            "!!str ",
            "|\n",
            ">\n",
            "\t",
            "\r\n",
            "<<: ",
            "? ",
            "---\n",
            "...\n",
            "%",
            "@",
            "`",
            "\\",
            "~",
            "null",
            "true",
            "1984",
            "2.5",
            "2026-11-24",
            "24/11/2026",
            "\u{feff}",
            "\0",
            "\u{85}",
            "\u{2028}",
        ])
        .prop_map(str::to_owned),
        prop::sample::select(PAGE_FIELDS.iter().chain(LINE_FIELDS).map(|field| field.name).collect::<Vec<_>>())
            .prop_map(|name| format!("\n{name}: ")),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// No text makes reading or showing fail, and what was kept is fit to be read again without a word, except for what
    /// is still missing.
    #[test]
    fn any_text_can_be_read_and_what_is_kept_fits(text in yaml_text(), rows: bool) {
        let shape = if rows { LINES } else { Shape::Record(&PAGE) };
        let file = SourcePath::new("content/x.yaml").unwrap();
        let (value, diagnostics) = read(&file, &text, 0, shape);
        for excerpt in show(&[("content/x.yaml", &text)], &diagnostics) {
            drawing(&excerpt, Ink::Plain);
            github(&[excerpt]);
        }
        let again = serde_yaml::to_string(&value).unwrap();
        let (same, diagnostics) = read(&file, &again, 0, shape);
        let said: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.code.name != "missing-key").collect();
        prop_assert!(said.is_empty(), "{text:?} became {again:?}: {said:?}");
        prop_assert_eq!(serde_yaml::to_string(&same).unwrap(), again);
    }

    #[test]
    fn any_text_may_have_front_matter(text in "(---|a: b|\r\n|\n|\u{feff}|é|#| ){0,12}") {
        if let Some(found) = front_matter_range(&text) {
            let _ = (&text[found.yaml.clone()], &text[found.body..], &text[found.opening]);
            prop_assert!(found.yaml.end <= found.body);
        }
    }
}
