//! What a preview asks of an engine beside updates and outputs: another view of the same files, a few outputs at a time,
//! and what stands behind an address.

use rayon::prelude::*;

use super::explain::cause;
use super::memo::staleness;
use super::{Engine, Output, Settings, Work};
use crate::render;
use crate::site::{Reader, Route};
use crate::source::{Change, OutputPath};

impl Engine {
    /// Shows the site as of another day, with or without what is not public yet.
    pub fn set_view(&mut self, today: jiff::civil::Date, drafts: bool) -> Work {
        if (self.settings.today, self.settings.drafts) == (today, drafts) {
            return Work::default();
        }
        self.settings.today = today;
        self.settings.drafts = drafts;
        self.advance(std::collections::BTreeSet::new(), true)
    }

    /// What was decided outside the site's files.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What an engine must be told that is to know the same files.
    pub fn known_files(&self) -> Vec<Change> {
        let files = self.sources.iter();
        files.map(|(path, source)| Change { path: path.clone(), content: Some(source.content.clone()) }).collect()
    }

    /// What the output at `path` shows.
    pub fn route(&self, path: &OutputPath) -> Option<&Route> {
        self.site.routes().get(path)
    }

    /// A window on the site whose reads nobody keeps: for showing, never for an output.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.site, &self.documents, &self.facts)
    }

    /// Why the output at `path` was rendered last.
    pub fn cause(&self, path: &OutputPath) -> Option<String> {
        Some(cause(self.memos.get(path)?, &self.facts))
    }

    /// Whether anything was wrong when the output at `path` was rendered last.
    pub fn had_diagnostics(&self, path: &OutputPath) -> bool {
        self.memos.get(path).is_some_and(|memo| !memo.diagnostics.is_empty())
    }

    /// Renders those of `paths` that are not fresh, in parallel, and gives them with their outputs.
    pub fn render_some(&mut self, paths: &[OutputPath]) -> Vec<(OutputPath, Output)> {
        let routes = self.site.routes();
        let stale: Vec<_> = paths
            .iter()
            .filter_map(|path| {
                let route = routes.get(path)?;
                Some((path, route, staleness(self.memos.get(path), route, &self.facts, true)?))
            })
            .collect();
        let inputs = self.inputs();
        let rendered: Vec<_> = stale
            .into_par_iter()
            .map(|(path, route, cause)| {
                let rendered = render::render(&inputs, path, route, None);
                let output = Output::of(rendered.bytes.clone());
                (path.clone(), route.clone(), rendered, output, cause)
            })
            .collect();
        rendered
            .into_iter()
            .map(|(path, route, rendered, output, cause)| {
                self.remember(path.clone(), route, rendered, output.hash, cause);
                (path, output)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Content, SourcePath};

    #[test]
    fn what_is_rendered_on_demand_is_counted_once() {
        let text: &[u8] = b"---\ntitle: A\nsummary: A.\n---\n\nText.\n";
        let page =
            Change { path: SourcePath::new("content/a.md").unwrap(), content: Some(Content::Bytes(text.into())) };
        let mut engine = Engine::new(Settings::on(jiff::civil::date(2026, 1, 1)));
        engine.update(vec![page]);
        let wanted = [OutputPath::new("a/index.html").unwrap()];
        assert_eq!((engine.render_some(&wanted).len(), engine.rendered()), (1, 1));
        assert_eq!((engine.render_some(&wanted).len(), engine.rendered()), (0, 1));
    }
}
