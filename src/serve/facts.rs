//! What the author's bar says of one page, as JSON for the preview's client.

use serde_json::{Value, json};

use super::overview::{Overview, PageState, State};
use super::problem::Editor;
use crate::source::SourcePath;

/// The facts of the page whose file is `file`; of an address without a file only the day.
pub fn of(overview: &Overview, file: Option<&SourcePath>, root: &std::path::Path, editor: &Editor) -> Value {
    let Some(at) = overview.pages.iter().position(|page| Some(&page.file) == file) else {
        return json!({ "today": overview.today.to_string() });
    };
    let page = &overview.pages[at];
    let (links_in, links_out) = overview.neighbours(at);
    let link = |page: &&PageState| json!({ "title": page.title, "url": page.url });
    let states = page.states.iter().filter(|state| **state != State::Published);
    json!({
        "today": overview.today.to_string(),
        "file": page.file,
        "editor": editor.address(root, &page.file, None),
        "states": states.map(|state| json!({ "name": state.name(), "words": state.words() })).collect::<Vec<_>>(),
        "owners": page.owners,
        "reviewDue": page.review_due.map(|day| day.to_string()),
        "words": page.words,
        "minutes": page.minutes(),
        "grade": page.grade(),
        "hardest": page.reading.as_ref().map(|reading| {
            reading.hardest.iter().map(|(text, grade)| json!({ "text": text, "grade": grade })).collect::<Vec<_>>()
        }),
        "findings": page.findings,
        "linksIn": links_in.iter().map(link).collect::<Vec<_>>(),
        "linksOut": links_out.iter().map(link).collect::<Vec<_>>(),
    })
}
