//! What a page is excused from (`allow` in its front matter): each waiver names a rule, says why and who decided, and may end
//! on a day. A waiver takes warnings away and what these rules say, never an error that keeps a page from being what its
//! author meant.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{days, people, rows, value, wording};
use crate::diagnostic::{At, Code, Diagnostic, Key, Severity, Spot};
use crate::document::Document;
use crate::document::front_matter::FrontMatter;
use crate::site::Documents;
use crate::source::SourcePath;

crate::codes! {
    /// # A waiver that has ended
    ///
    /// `allow` excused this page from a rule until a day that has passed. What the rule says is shown again.
    ///
    /// Mend what the rule is about, or decide anew: a later day, with a reason that still holds.
    WAIVER_ENDED: Warning = "waiver-ended";
}

/// Reports the waivers of a page that have ended.
pub(super) fn page(path: &SourcePath, front: &FrontMatter, today: Date, diagnostics: &mut Vec<Diagnostic>) {
    for (number, waiver) in front.allow.iter().enumerate() {
        if let Some(until) = waiver.until.filter(|until| *until < today) {
            let Spot::Value(mut keys) = value("allow") else { continue };
            keys.extend([Key::Item(number as u32), Key::Name("until".into())]);
            let message = format!("the waiver of `{}` ended on {until}", waiver.rule);
            let help = "Mend what the rule is about and take the waiver out, or decide anew.";
            diagnostics.push(Diagnostic::new(&WAIVER_ENDED, At::new(path, Spot::Value(keys)), message).help(help));
        }
    }
}

/// The waivers of a site that hold on a day: file, then the codes that are excused there.
pub struct Waivers<'a>(BTreeMap<&'a SourcePath, Vec<&'a str>>);

impl<'a> Waivers<'a> {
    /// Those of `documents`.
    pub fn of(documents: &'a Documents, today: Date) -> Self {
        let of_page = |(path, compiled): (&'a SourcePath, &'a std::sync::Arc<crate::document::Compiled>)| {
            let Document::Page(page) = &compiled.document else { return None };
            let holding = page.front.allow.iter().filter(|waiver| waiver.until.is_none_or(|until| until >= today));
            let rules: Vec<&str> = holding.map(|waiver| waiver.rule.as_str()).collect();
            (!rules.is_empty()).then_some((path, rules))
        };
        Waivers(documents.iter().filter_map(of_page).collect())
    }

    /// Whether a diagnostic is excused.
    pub fn excuse(&self, diagnostic: &Diagnostic) -> bool {
        let rules = self.0.get(&diagnostic.at.file);
        rules.is_some_and(|rules| rules.contains(&diagnostic.code.name)) && can_be_excused(diagnostic.code)
    }
}

/// Whether a page can be excused from what a code says.
pub fn can_be_excused(code: &Code) -> bool {
    let rules = [days::CODES, people::CODES, rows::CODES, wording::CODES];
    code.severity != Severity::Error || rules.iter().any(|codes| codes.contains(&code))
}
