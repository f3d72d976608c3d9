//! What browsers ask of the owner: files of the site, and what is known of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::super::answer::Found;
use super::super::overview::Overview;
use super::super::problem::Problem;
use super::super::{Question, facts, moved};
use super::Owner;
use crate::engine::Output;
use crate::source::{OutputPath, UrlPath};

impl Owner {
    /// What the server has at an address.
    pub(super) fn find(&mut self, path: &UrlPath) -> Found {
        let base = self.engine.config().base_path().to_owned();
        let Some(path) = self.below_base(path) else {
            let is_above = base.starts_with(&format!("{}/", path.as_str().trim_end_matches('/')));
            return UrlPath::new(&base).filter(|_| is_above).map_or(Found::Nothing(None), Found::Elsewhere);
        };
        let file = path.output();
        let folder = UrlPath::new(&format!("{path}/"));
        if self.engine.has_output(&file) {
            return self.render(&file).map_or(Found::Broken, |output| Found::File(file, output));
        }
        // A file of the search index is known by name only once the index has been made.
        if let Some(output) = self.render(&file) {
            return Found::File(file, output);
        }
        match folder.filter(|folder| !path.as_str().ends_with('/') && self.engine.has_output(&folder.output())) {
            Some(folder) => UrlPath::new(&format!("{base}{}", folder.as_str().trim_start_matches('/')))
                .map_or(Found::Broken, Found::Elsewhere),
            None => Found::Nothing(OutputPath::new("404.html").and_then(|path| self.render(&path))),
        }
    }

    pub(super) fn render(&mut self, path: &OutputPath) -> Option<Output> {
        let rendered = self.engine.rendered();
        let engine = &mut self.engine;
        let output = catch_unwind(AssertUnwindSafe(|| engine.output(path))).ok().flatten();
        if let Some(output) = output.as_ref().filter(|_| self.engine.rendered() != rendered) {
            self.note(path, output);
        }
        output
    }

    /// Answers a question about the site. Whoever asked may have gone.
    pub(super) fn explain(&mut self, question: Question) {
        match question {
            Question::Overview(reply) => drop(reply.send(self.overview())),
            Question::Log(reply) => {
                let config = self.engine.config();
                drop(reply.send((self.log.clone(), config.title.clone(), config.base_path().to_owned())));
            }
            Question::Site(reply) => {
                drop(reply.send((self.engine.settings().clone(), self.engine.known_files())));
            }
            Question::Facts(path, reply) => {
                let file = self.below_base(&path).and_then(|path| moved::file_of(&self.engine, &path.output()));
                let overview = self.overview();
                let facts = facts::of(&overview, file.as_ref(), &self.options.root, &self.options.editor);
                drop(reply.send(facts));
            }
        }
    }

    fn overview(&mut self) -> Arc<Overview> {
        if let Some(overview) = &self.overview {
            return Arc::clone(overview);
        }
        let findings = self.engine.excerpts().into_iter();
        let findings =
            findings.map(|excerpt| Problem::new(excerpt, &self.options.root, &self.options.editor)).collect();
        let overview = Arc::new(Overview::of(&self.engine, findings, &mut self.readings));
        self.overview = Some(Arc::clone(&overview));
        overview
    }

    /// An address of the server as one of the site; `None` outside the folder that the site lives in.
    pub(super) fn below_base(&self, path: &UrlPath) -> Option<UrlPath> {
        let below = path.as_str().strip_prefix(self.engine.config().base_path())?;
        UrlPath::new(&format!("/{below}"))
    }
}
