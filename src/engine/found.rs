//! What is wrong with the site as a whole: the diagnostics of every stage and every remembered output, merged, and the
//! same with the lines that they talk about. Nothing is found here; each stage found it.

use std::collections::BTreeMap;

use super::Engine;
use crate::check::waivers::Waivers;
use crate::diagnostic::excerpt::{Excerpt, Lookup, excerpts};
use crate::diagnostic::{At, Diagnostic, Spot};
use crate::source::{SourcePath, Span};

impl Engine {
    /// Everything that is wrong with the site, sorted by place. Complete once every output is fresh.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let documents = self.documents.values().flat_map(|compiled| &compiled.diagnostics);
        let outputs = self.memos.values().flat_map(|memo| &memo.diagnostics);
        let all = documents
            .chain(outputs)
            .chain(&self.config_diagnostics)
            .chain(&self.theme_diagnostics)
            .chain(&self.site_diagnostics);
        let waivers = Waivers::of(&self.documents, self.settings.today);
        merged(all.filter(|diagnostic| !waivers.excuse(diagnostic)))
    }

    /// The same with lines and columns as the files are now, for showing.
    pub fn excerpts(&self) -> Vec<Excerpt> {
        let text = |path: &SourcePath| self.sources.get(path).map(|source| source.text());
        let spans = |path: &SourcePath, spot: &Spot| -> Option<Span> {
            let spans = self.spans(path)?;
            match spot {
                Spot::Link(number) => spans.links.get(*number as usize).copied(),
                Spot::Call(number) => spans.calls.get(*number as usize).copied(),
                Spot::Heading(number) => spans.headings.get(*number as usize).copied(),
                _ => None,
            }
        };
        excerpts(&self.diagnostics(), &Lookup { text: &text, spans: &spans })
    }
}

/// Sorted, and each problem once: a template that fails on many pages is one problem.
fn merged<'a>(all: impl Iterator<Item = &'a Diagnostic>) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<(&At, &str, &str), Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in all {
        groups.entry((&diagnostic.at, diagnostic.code.name, &diagnostic.message)).or_default().push(diagnostic);
    }
    let merge = |mut group: Vec<&Diagnostic>| {
        group.sort_by(|a, b| a.label.cmp(&b.label));
        let mut one = group[0].clone();
        let is_template = matches!(one.at.spot, Spot::Line(..));
        if let Some(label) = one.label.as_mut().filter(|_| is_template && group.len() > 1) {
            let others = group.len() - 1;
            label.push_str(&format!(" and {others} other page{}", if others == 1 { "" } else { "s" }));
        }
        one
    };
    groups.into_values().map(merge).collect()
}
