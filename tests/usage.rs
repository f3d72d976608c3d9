//! How the built-in theme wants its components used: what is said of a page that does otherwise.

use crate::sites::Folder;

/// What is said of a page with this text in the built-in theme, as `line code message`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let page = format!("---\ntitle: X\n---\n{text}\n");
    let said = Folder::haven().with(&[("content/x.md", &page)]).seen().said();
    let ours = said.iter().map(|said| said.trim_start_matches("content/x.md:").replacen(":1 ", " ", 1));
    assert_eq!(ours.collect::<Vec<_>>(), expected, "of\n{text}");
}

const WARNING: &str = ":::warning[Do not test whether a partner is safe]\nGet help first.\n:::\n";

#[test]
fn a_summary_stands_first_and_has_no_links() {
    check(":::in-short\nIt passes.\n:::\n\nText.", &[]);
    check(
        "Text.\n\n:::in-short\nIt passes.\n:::",
        &["6 component-place `in-short` is not the first thing on its page"],
    );
    check(
        "::::inset\n:::in-short\nIt passes.\n:::\n::::",
        &["5 component-place `in-short` is not the first thing on its page"],
    );
    check(":::in-short\nIt [passes](https://example.org/).\n:::", &["4 component-link `in-short` has a link inside"]);
    check(
        ":::in-short\nIt passes.\n:::\n\n:::in-short\nIt does.\n:::",
        &["8 component-place `in-short` is not the first thing on its page"],
    );
}

#[test]
fn warnings_are_few_and_end_their_part() {
    check(&format!("{WARNING}\n## One\n\n{WARNING}\n## Two\n\nText."), &[]);
    check(&format!("{WARNING}\nText."), &["4 component-place what follows `warning` has no heading"]);
    check(
        &format!("{WARNING}\n{WARNING}\n{WARNING}"),
        &["12 component-too-many this is the third `warning` on this page"],
    );
}

#[test]
fn what_not_to_do_says_so_in_each_item() {
    check(":::dont\n- do not ask again\n- **Do not** look at the phone\n:::", &[]);
    check(
        ":::dont\n- do not ask again\n- look at the phone\n:::",
        &["4 component-words an item of `dont` does not begin with \"do not\""],
    );
}

#[test]
fn a_card_about_help_says_when_and_an_emergency_leads_nowhere_else() {
    check(":::care-card[See a GP if:]\n- you [cannot sleep](https://example.org/)\n:::", &[]);
    check(
        ":::care-card[See a GP]\n- you cannot sleep\n:::",
        &["4 component-words the heading of `care-card` does not end in \"if:\""],
    );
    check(":::care-card[Call 999 if:]{level=emergency}\n- you are [in danger](tel:999)\n:::", &[]);
    check(
        ":::care-card[Call 999 if:]{level=emergency}\n- you are [in danger](https://example.org/)\n:::",
        &["4 component-link `care-card` has a link inside"],
    );
}

#[test]
fn what_is_folded_is_in_no_card_and_beside_no_boxes() {
    check(":::details[More]\nWords.\n:::", &[]);
    check(
        "::::care-card[See a GP if:]\n:::details[More]\nWords.\n:::\n::::",
        &["5 component-place `details` stands inside `care-card`"],
    );
    check(
        ":::details[More]\nWords.\n:::\n\n:::worksheet[Mine]\n::field[What happened?]\n:::",
        &["4 component-place `details` is on a page that has `field`"],
    );
}

#[test]
fn a_site_in_another_language_has_its_own_words() {
    let words = "dont_item: nicht\ncare: { title_end: 'wenn:' }\n";
    let page =
        "---\ntitle: X\n---\n:::dont\n- nicht fragen\n:::\n\n:::care-card[Zum Arzt, wenn:]\n- der Schlaf fehlt\n:::\n";
    let seen = Folder::haven().with(&[("content/x.md", page), ("theme/i18n/en.yaml", words)]).seen();
    assert_eq!(seen.said(), [""; 0]);
}
