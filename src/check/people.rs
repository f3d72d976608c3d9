//! What a page must say of itself before readers can trust it: who reviewed it, when, and on what it rests.

use std::collections::BTreeSet;

use super::say;
use crate::diagnostic::{At, Diagnostic};
use crate::document::front_matter::{FrontMatter, PageType};
use crate::source::SourcePath;

crate::codes! {
    /// # Something that this site asks of its pages
    ///
    /// `require:` in `site.yaml` lists the keys that each page has before it is published, such as `reviewed_by` and
    /// `sources`. It holds for pages that inform: every type but `list`, `policy`, `glossary`, `directory` and `urgent`.
    ///
    /// Add the key. A page that cannot have it yet stays a draft, or says why under `allow`.
    REQUIRED: Error = "required";

    /// # A review without a reviewer
    ///
    /// The page says when it was reviewed, and not by whom. Readers can judge a review only by who made it.
    ///
    /// Name the person: `reviewed_by: [jo-doe]`, an id of `people.yaml`.
    NO_REVIEWER: Warning = "no-reviewer";

    /// # Reviewed by its own author
    ///
    /// Everybody who reviewed this page also wrote it. A second pair of eyes finds what the first did not see.
    OWN_REVIEW: Warning = "own-review";

    /// # A page about danger without a quick exit
    ///
    /// Whoever reads about violence, coercion or stalking may be watched while they read. `quick_exit: true` puts a way
    /// to leave at once on the page.
    ///
    /// ```yaml
    /// safety: { topics: [abuse], quick_exit: true }
    /// ```
    NO_QUICK_EXIT: Warning = "no-quick-exit";

    /// # A summary that is too long
    ///
    /// A summary of more than 160 characters is cut in lists of results, in the middle of a sentence.
    LONG_SUMMARY: Warning = "long-summary";

    /// # The same name twice
    ///
    /// A list of people, sources or topics names one of them twice. The second counts for nothing.
    LISTED_TWICE: Warning = "listed-twice";
}

/// The topics for which a page has a quick exit: those of readers who may be watched.
const WATCHED: &[&str] = &["abuse", "coercion", "stalking", "violence", "domestic-abuse", "sexual-violence"];

/// What is wrong with what a page says of itself.
pub(super) fn page(path: &SourcePath, front: &FrontMatter, require: &[String], diagnostics: &mut Vec<Diagnostic>) {
    if informs(front.kind) {
        for name in require.iter().filter(|name| !has(front, name)) {
            let message = format!("this page has no `{name}`, which `require` in site.yaml asks for");
            let help = format!("Add `{name}:`, or let the page be a draft until it can have it.");
            diagnostics.push(Diagnostic::new(&REQUIRED, At::file(path), message).help(help));
        }
    }
    if front.reviewed_on.is_some() && front.reviewed_by.is_empty() {
        let message = "this says when the page was reviewed, but not by whom".to_owned();
        say(diagnostics, &NO_REVIEWER, (path, "reviewed_on"), message, "Add `reviewed_by:` with an id of people.yaml.");
    }
    let is_author = |person: &String| front.authors.contains(person);
    if !front.reviewed_by.is_empty() && front.reviewed_by.iter().all(is_author) {
        let message = "this page was reviewed by nobody but its author".to_owned();
        say(diagnostics, &OWN_REVIEW, (path, "reviewed_by"), message, "Let somebody else review it.");
    }
    let watched = front.safety.topics.iter().find(|topic| WATCHED.contains(&topic.as_str()));
    if let Some(topic) = watched.filter(|_| !front.safety.quick_exit) {
        let message = format!("this page is about {topic} and has no quick exit");
        say(diagnostics, &NO_QUICK_EXIT, (path, "safety"), message, "Add `quick_exit: true` under `safety`.");
    }
    let length = front.summary.chars().count();
    if length > 160 {
        let message = format!("the summary has {length} characters");
        say(diagnostics, &LONG_SUMMARY, (path, "summary"), message, "Say it in at most 160.");
    }
    let lists = [
        ("authors", &front.authors),
        ("reviewed_by", &front.reviewed_by),
        ("sources", &front.sources),
        ("topics", &front.topics),
    ];
    for (name, list) in lists {
        let mut seen = BTreeSet::new();
        if let Some(item) = list.iter().find(|item| !seen.insert(item.as_str())) {
            let message = format!("`{name}` names `{item}` twice");
            say(diagnostics, &LISTED_TWICE, (path, name), message, "Take one of the two out.");
        }
    }
}

/// The keys that `require` may name, with whether a page has each.
const KEYS: &[(&str, fn(&FrontMatter) -> bool)] = &[
    ("summary", |front| !front.summary.trim().is_empty()),
    ("audience", |front| !front.audience.is_empty()),
    ("topics", |front| !front.topics.is_empty()),
    ("authors", |front| !front.authors.is_empty()),
    ("reviewed_by", |front| !front.reviewed_by.is_empty()),
    ("published", |front| front.published.is_some()),
    ("reviewed_on", |front| front.reviewed_on.is_some()),
    ("review_due", |front| front.review_due.is_some()),
    ("evidence", |front| front.evidence.is_some()),
    ("sources", |front| !front.sources.is_empty()),
    ("image", |front| front.image.is_some()),
];

fn has(front: &FrontMatter, name: &str) -> bool {
    KEYS.iter().find(|(key, _)| *key == name).is_none_or(|(_, has)| has(front))
}

/// Whether pages of this type tell readers something that can be right or wrong.
fn informs(kind: PageType) -> bool {
    !matches!(kind, PageType::List | PageType::Policy | PageType::Glossary | PageType::Directory | PageType::Urgent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_those_of_the_settings() {
        let keys: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, crate::config::REQUIRABLE);
    }
}
