//! A site for one look: read part by part and built, checked or reported on once. The texts of its pages do not stay.

use std::collections::BTreeSet;

use super::{Engine, Settings};
use crate::document::place;
use crate::site::{Facts, Site};
use crate::source::{Change, Content, SourcePath};

impl Engine {
    /// An engine for one look: it takes a site in by `load` and `settle`, renders everything once and remembers neither
    /// what was read nor what changed, which was some 25 MB of a build of 10,000 pages.
    pub fn for_one_look(settings: Settings) -> Self {
        Engine { facts: Facts::off(), ..Engine::new(settings) }
    }

    /// Takes in a part of a site, for an engine that is not updated afterwards: a page's text is let go as soon as it is
    /// compiled. `site.yaml` must be in the first part, and `settle` must follow the last. Returns how many files were
    /// compiled.
    pub fn load(&mut self, part: Vec<Change>) -> usize {
        let touched = self.apply(part);
        self.begin();
        let (parsed, _) = self.read_documents(&touched, false);
        for path in touched.iter().filter(|path| place::role(path) == Some(place::Role::Page)) {
            let is_said_of = self.documents.get(path).is_some_and(|page| !page.diagnostics.is_empty());
            if !is_said_of {
                self.sources.let_go(path);
            }
        }
        parsed
    }

    /// Links the site whose parts have been loaded.
    pub fn settle(&mut self) {
        self.begin();
        self.load_theme();
        self.link(Site::default());
    }

    /// Reads the settings once, also for a site that has no file at all: the command line may set some.
    fn begin(&mut self) {
        if self.rev == 0 {
            self.rev = 1;
            self.read_config();
        }
    }

    /// The files whose texts were let go and that a diagnostic talks about.
    pub fn wanted_texts(&self) -> BTreeSet<SourcePath> {
        let diagnostics = self.diagnostics();
        let places = diagnostics
            .iter()
            .flat_map(|found| std::iter::once(&found.at).chain(found.related.iter().map(|(at, _)| at)));
        let is_let_go =
            |path: &&SourcePath| self.sources.get(path).is_some_and(|source| matches!(source.content, Content::LetGo));
        places.map(|at| &at.file).filter(is_let_go).cloned().collect()
    }

    /// Brings texts back that were let go.
    pub fn restore(&mut self, texts: Vec<Change>) {
        texts.into_iter().for_each(|text| self.sources.restore(text));
    }
}
