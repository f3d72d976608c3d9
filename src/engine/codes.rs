//! Every code that haven can print, with its manual page, collected from the files that raise them.

use crate::check::waivers::can_be_excused;
use crate::diagnostic::{At, Code, Diagnostic, Key, Spot, did_you_mean};
use crate::document::Document;
use crate::site::Documents;

crate::codes! {
    /// # A waiver of no rule
    ///
    /// `allow` in a page's front matter names the code of a message that the page is excused from. There is no such code, or
    /// it is an error that no page can be excused from: a link that leads nowhere stays one.
    ///
    /// `haven explain codes` lists the codes; the message itself shows its own in brackets.
    UNKNOWN_RULE: Error = "unknown-rule";
}

/// Every code, by name.
pub fn all() -> Vec<&'static Code> {
    let mut codes: Vec<&'static Code> = [
        crate::check::CODES,
        crate::check::days::CODES,
        crate::check::people::CODES,
        crate::check::rows::CODES,
        crate::check::waivers::CODES,
        crate::check::wording::CODES,
        crate::config::CODES,
        crate::document::compile::CODES,
        crate::document::data::CODES,
        crate::document::markdown::CODES,
        crate::document::markdown::directives::CODES,
        crate::document::markdown::outline::CODES,
        crate::document::markdown::sanitise::CODES,
        crate::document::markdown::slips::CODES,
        crate::site::menus::CODES,
        crate::site::named::CODES,
        crate::site::paths::CODES,
        crate::site::routes::CODES,
        crate::site::rows::CODES,
        crate::theme::CODES,
        crate::theme::assets::CODES,
        crate::theme::components::CODES,
        crate::theme::contrast::CODES,
        crate::theme::manifest::CODES,
        crate::theme::templates::CODES,
        crate::theme::usage::CODES,
        crate::render::page::CODES,
        CODES,
    ]
    .into_iter()
    .flatten()
    .copied()
    .chain(crate::yaml::codes())
    .collect();
    codes.sort_by_key(|code| code.name);
    codes
}

/// Says which waivers name no code that a page can be excused from.
pub(super) fn unknown_in_waivers(documents: &Documents) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let pages = documents.iter().filter_map(|(path, compiled)| match &compiled.document {
        Document::Page(page) if !page.front.allow.is_empty() => Some((path, page)),
        _ => None,
    });
    for (path, page) in pages {
        let all = all();
        for (number, waiver) in page.front.allow.iter().enumerate().filter(|(_, waiver)| !waiver.rule.is_empty()) {
            let code = all.iter().find(|code| code.name == waiver.rule);
            let keys = vec![Key::Name("allow".into()), Key::Item(number as u32), Key::Name("rule".into())];
            let at = At::new(path, Spot::Value(keys));
            let message = match code {
                Some(code) if can_be_excused(code) => continue,
                Some(_) => format!("no page can be excused from `{}`", waiver.rule),
                None => format!("there is no rule `{}`", waiver.rule),
            };
            let excusable = all.iter().filter(|code| can_be_excused(code)).map(|code| code.name);
            let help = did_you_mean(&waiver.rule, excusable)
                .unwrap_or_else(|| "Write the code that the message shows in brackets.".to_owned());
            diagnostics.push(Diagnostic::new(&UNKNOWN_RULE, at, message).help(help));
        }
    }
    diagnostics
}
