//! How a component may be used, as its declaration says under `usage`: once at the top, without links, at most twice. Each
//! rule stands beside the component that it is about; what breaks it is said at the author's line.

use std::collections::BTreeMap;

use tera::{ComponentInfo, Value};

use super::Theme;
use super::components::Component;
use super::scope::Scope;
use crate::diagnostic::{At, Diagnostic, Spot};
use crate::document::{Call, Piece};
use crate::source::SourcePath;

crate::codes! {
    /// # A component in the wrong place
    ///
    /// The theme says where this component helps readers. A summary stands first on its page, because who reads only one
    /// thing reads that. What can be folded away is in no card about getting help, and on no page with boxes to fill in.
    /// The text after a warning begins with a heading, so that nobody takes it for a part of the warning.
    ///
    /// Move the component, or what stands before or after it.
    COMPONENT_PLACE: Warning = "component-place";

    /// # A component without its parts
    ///
    /// Some components give order to what stands inside of them: steps to `step`, a caption to a table, a circle to a list
    /// with numbers. There is none of it inside.
    COMPONENT_PARTS: Warning = "component-parts";

    /// # A component too many
    ///
    /// The theme says how often this component may stand on a page. A reader who meets a warning at every turn stops reading
    /// warnings.
    ///
    /// Keep those that matter most; let the others be running text, or an inset.
    COMPONENT_TOO_MANY: Warning = "component-too-many";

    /// # A link where the theme wants none
    ///
    /// A summary is read whole before anything is followed, and whoever is in an emergency needs a number to call, not a page
    /// to read. So the theme keeps links out of this component; words of the glossary and marks of sources are links too.
    ///
    /// Put the link into the text that follows.
    COMPONENT_LINK: Warning = "component-link";

    /// # Words that this component needs
    ///
    /// Many readers miss a heading, or hear it without what stands below. So each item of a list of what not to do begins with
    /// "do not", and the heading of a card about getting help ends in "if:".
    ///
    /// The words are the theme's, in `i18n/en.yaml`; a site in another language sets its own there.
    COMPONENT_WORDS: Warning = "component-words";
}

/// The rules of one component. What is not declared is allowed.
#[derive(Default)]
pub(super) struct Usage {
    /// Nothing stands before it on its page.
    is_first: bool,
    /// What follows it begins with a heading.
    ends_part: bool,
    /// How many a page may have.
    at_most: Option<i64>,
    /// Components, by their names in templates, of which it needs one around it.
    only_inside: Vec<String>,
    /// What it must hold: components by their names in templates, or elements (`<table`).
    holds: Vec<String>,
    /// Components, by their names in templates, that it does not stand in.
    not_inside: Vec<String>,
    /// Components that are not on the same page.
    not_beside: Vec<String>,
    /// Calls that have no link inside: an argument and its value, none for every call.
    no_links: Option<Vec<(String, String)>>,
    /// The theme's word with which each list item begins: the way to it in `i18n/en.yaml`, as `dont_item`.
    items_begin: Option<String>,
    /// The theme's word with which the title ends.
    title_ends: Option<String>,
}

impl Usage {
    /// As the component declares it.
    pub(super) fn of(info: &ComponentInfo) -> Self {
        let Some(usage) = info.metadata().get("usage") else { return Usage::default() };
        let text = |key: &str| Some(usage.get_from_path(key)?.as_str()?.to_owned());
        let names = |key: &str| -> Vec<String> {
            let list = usage.get_from_path(key).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(|name| Some(name.as_str()?.to_owned())).collect()
        };
        let is_set = |key: &str| usage.get_from_path(key).and_then(Value::as_bool) == Some(true);
        let no_links = || -> Option<Vec<(String, String)>> {
            let Some(only) = usage.get_from_path("no_links")?.as_map() else {
                return is_set("no_links").then(Vec::new);
            };
            let pairs = only.iter();
            Some(
                pairs.filter_map(|(name, word)| Some((name.as_str()?.to_owned(), word.as_str()?.to_owned()))).collect(),
            )
        };
        Usage {
            is_first: is_set("first"),
            ends_part: is_set("ends_part"),
            at_most: usage.get_from_path("at_most").and_then(Value::as_i64),
            only_inside: names("only_inside"),
            holds: names("holds"),
            not_inside: names("not_inside"),
            not_beside: names("not_beside"),
            no_links: no_links(),
            items_begin: text("items_begin"),
            title_ends: text("title_ends"),
        }
    }
}

/// The rules of a component as sentences for authors.
pub fn sentences(theme: &Theme, component: &Component) -> Vec<String> {
    let usage = &component.usage;
    let listed = |names: &[String], words: &str| {
        let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.replace('_', "-"))).collect();
        (!names.is_empty()).then(|| format!("{words} {}.", names.join(", ")))
    };
    let word = |way: &String| Some(theme.string_values.get_from_path(way)?.as_str()?.to_owned());
    let quoted = |way: &Option<String>, words: &str| Some(format!("{words} \"{}\".", way.as_ref().and_then(word)?));
    let no_links = |only: &Vec<(String, String)>| match only.as_slice() {
        [] => "No links inside.".to_owned(),
        only => {
            let only: Vec<String> = only.iter().map(|(name, value)| format!("`{name}={value}`")).collect();
            format!("No links inside with {}, but numbers to call.", only.join(" "))
        }
    };
    let rules = [
        usage.is_first.then(|| "Nothing stands before it on its page.".to_owned()),
        usage.ends_part.then(|| "What follows it begins with a heading.".to_owned()),
        usage.at_most.map(|most| format!("At most {most} on a page.")),
        listed(&usage.only_inside, "Only inside"),
        listed(&usage.not_inside, "Not inside"),
        listed(&usage.not_beside, "Not on a page with"),
        usage.no_links.as_ref().map(no_links),
        quoted(&usage.items_begin, "Each item begins with"),
        quoted(&usage.title_ends, "Its title ends in"),
    ];
    rules.into_iter().flatten().collect()
}

/// What is wrong with a call by itself. `body` is the HTML inside.
pub(super) fn check_call(
    component: &Component,
    scope: &Scope<'_>,
    call: &Call,
    at: &At,
    body: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let usage = &component.usage;
    let word = |way: &String| scope.theme.word(scope.reader, way);
    let has = |(name, word): &(String, String)| call.arguments.iter().any(|(own, value)| own == name && value == word);
    if usage.no_links.as_ref().is_some_and(|only| only.iter().all(has)) && leads_away(body) {
        let message = format!("`{}` has a link inside", call.name);
        diagnostics.push(
            Diagnostic::new(&COMPONENT_LINK, at.clone(), message).help("Put the link into the text that follows."),
        );
    }
    if let Some(word) = usage.items_begin.as_ref().and_then(word) {
        for item in body.split("<li>").skip(1).map(plain).filter(|item| !begins(item, &word)) {
            let message = format!("an item of `{}` does not begin with \"{word}\"", call.name);
            let start: String = item.chars().take(40).collect();
            let help = format!("Write \"{word}\" before \"{}\".", start.trim_end());
            diagnostics.push(Diagnostic::new(&COMPONENT_WORDS, at.clone(), message).help(help));
        }
    }
    if let (Some(word), Some(title)) = (usage.title_ends.as_ref().and_then(word), &call.title)
        && !title.trim_end().ends_with(&word)
    {
        let message = format!("the heading of `{}` does not end in \"{word}\"", call.name);
        let help = format!("Say when, as in `:::{}[See a GP {word}]`, and list the signs below.", call.name);
        diagnostics.push(Diagnostic::new(&COMPONENT_WORDS, at.clone(), message).help(help));
    }
}

/// What is wrong with where the calls of a page stand, and how many they are.
pub fn check_page(scope: &Scope<'_>, page: &SourcePath, pieces: &[Piece], diagnostics: &mut Vec<Diagnostic>) {
    let components = scope.theme.components();
    let mut seen = Vec::new();
    visit(pieces, None, &mut seen);
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    let names: Vec<String> = seen.iter().map(|place| place.call.name.replace('-', "_")).collect();
    for (place, name) in seen.iter().zip(&names) {
        let Some(component) = components.get(name) else { continue };
        let (usage, shown) = (&component.usage, &place.call.name);
        let mut say = |code, message: String, help: String| {
            let at = At::new(page, Spot::Call(place.call.index));
            diagnostics.push(Diagnostic::new(code, at, message).help(help));
        };
        if usage.is_first && !place.is_first {
            say(
                &COMPONENT_PLACE,
                format!("`{shown}` is not the first thing on its page"),
                "Move it to the top.".into(),
            );
        }
        if usage.ends_part && !place.is_followed_by_heading {
            let help = "Give what follows a heading of its own, or move it before.".to_owned();
            say(&COMPONENT_PLACE, format!("what follows `{shown}` has no heading"), help);
        }
        if let Some(outer) = place.inside.filter(|outer| usage.not_inside.contains(&outer.replace('-', "_"))) {
            let help = format!("Close `{outer}` before it.");
            say(&COMPONENT_PLACE, format!("`{shown}` stands inside `{outer}`"), help);
        }
        let stands_in = |outer: &&str| usage.only_inside.contains(&outer.replace('-', "_"));
        if let Some(needed) = usage.only_inside.first().filter(|_| !place.inside.as_ref().is_some_and(stands_in)) {
            let needed = needed.replace('_', "-");
            let help = format!("Put `::::{needed}` before it and `::::` behind the last one.");
            say(&COMPONENT_PLACE, format!("`{shown}` stands outside of `{needed}`"), help);
        }
        if !usage.holds.is_empty() && !usage.holds.iter().any(|part| holds(&place.call.body, part)) {
            let part = usage.holds[0].replace('_', "-");
            let help = match part.as_str() {
                "<table" => "Write the table inside of it, with a line of hyphens under its first row.".to_owned(),
                "<ol" => "Write its steps as a list with numbers: `1. …`.".to_owned(),
                "<li" => "Write its points as a list: `- …`.".to_owned(),
                part => format!("Write `:::{part}` … `:::` for each inside of it."),
            };
            say(&COMPONENT_PARTS, format!("`{shown}` does not hold what it is for"), help);
        }
        if let Some(other) = names.iter().find(|other| usage.not_beside.contains(other)) {
            let message = format!("`{shown}` is on a page that has `{}`", other.replace('_', "-"));
            say(&COMPONENT_PLACE, message, "Show what is inside it openly here.".into());
        }
        let count = counts.entry(name).or_default();
        *count += 1;
        if let Some(most) = usage.at_most.filter(|most| *count > *most) {
            let message = format!("this is the {} `{shown}` on this page", ordinal(*count));
            let help = format!("Keep {most}: more are read by nobody.");
            say(&COMPONENT_TOO_MANY, message, help);
        }
    }
}

/// Whether a text has a component of this name, or an element whose tag begins like this.
fn holds(pieces: &[Piece], part: &str) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Html(html) => part.starts_with('<') && html.contains(part),
        Piece::Call(call) => call.name.replace('-', "_") == part || holds(&call.body, part),
        Piece::Link(_) => false,
    })
}

/// Where a call stands.
struct Place<'a> {
    call: &'a Call,
    inside: Option<&'a str>,
    is_first: bool,
    is_followed_by_heading: bool,
}

fn visit<'a>(pieces: &'a [Piece], inside: Option<&'a str>, seen: &mut Vec<Place<'a>>) {
    let is_blank = |piece: &&Piece| matches!(piece, Piece::Html(html) if html.trim().is_empty());
    for (number, piece) in pieces.iter().enumerate() {
        let Piece::Call(call) = piece else { continue };
        let is_first = inside.is_none() && pieces[..number].iter().all(|piece| is_blank(&piece));
        let is_followed_by_heading = match pieces[number + 1..].iter().find(|piece| !is_blank(piece)) {
            None => true,
            Some(Piece::Html(html)) => html.trim_start().starts_with("<h"),
            Some(Piece::Call(next)) => next.title.is_some(),
            Some(Piece::Link(_)) => false,
        };
        seen.push(Place { call, inside, is_first, is_followed_by_heading });
        visit(&call.body, Some(&call.name), seen);
    }
}

/// Whether the HTML has a link. A number to call or to text is none: it leads to help, not to a page.
fn leads_away(html: &str) -> bool {
    html.split("<a ").skip(1).any(|link| !link.contains("href=\"tel:") && !link.contains("href=\"sms:"))
}

fn begins(text: &str, word: &str) -> bool {
    text.to_lowercase().starts_with(&word.to_lowercase())
}

/// The text of an HTML fragment, without its tags.
fn plain(html: &str) -> String {
    let mut parts = html.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |text, part| text + part.split_once('>').map_or("", |(_, words)| words));
    text.trim_start().to_owned()
}

fn ordinal(number: i64) -> String {
    match (number, number % 100, number % 10) {
        (1, ..) => "first".into(),
        (2, ..) => "second".into(),
        (3, ..) => "third".into(),
        (4, ..) => "fourth".into(),
        (_, 11..=13, _) => format!("{number}th"),
        (.., 1) => format!("{number}st"),
        (.., 2) => format!("{number}nd"),
        (.., 3) => format!("{number}rd"),
        _ => format!("{number}th"),
    }
}
