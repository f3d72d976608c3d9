//! Changes in, outputs and diagnostics out: one code path for the first build and for every edit after it. There is no
//! function called rebuild.
//!
//! An update is cut off four times: the same bytes are not parsed, the same interfaces are not linked, the same fact does
//! not age, the same output is not written.

mod beside;
pub mod codes;
mod demand;
mod explain;
mod found;
mod linked;
mod load;
mod memo;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use rayon::prelude::*;

use crate::config::{self, Config};
use crate::diagnostic::Diagnostic;
use crate::document::compile::{check_encoding, fault_diagnostic};
use crate::document::{Compiled, Document, Spans, compile, place};
pub use crate::render::Output;
use crate::render::{self, Inputs, Rendered};
use crate::site::{self, Aspect, Documents, FactKey, Facts, Origin, Rev, Route, Site};
use crate::source::{Change, Content, OutputPath, Source, SourcePath, Sources};
use crate::theme::{self, Theme};
pub use explain::Explanation;
use memo::{Cause, Memo, staleness};

/// What is decided outside the site's files: the command line and the day. Part of the input, never read from a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The day as of which the site is shown.
    pub today: jiff::civil::Date,
    /// Show drafts, scheduled and expired pages too.
    pub drafts: bool,
    /// Instead of the configuration's `base_url`.
    pub base_url: Option<String>,
    /// Write `index.html` into links, so that the folder works from `file://`.
    pub offline: bool,
    /// Keep the bytes of outputs, to serve them again. `build` writes each once and lets it go.
    pub keep_outputs: bool,
}

impl Settings {
    /// The public site of a day, with outputs kept; all else as the site says.
    pub fn on(today: jiff::civil::Date) -> Self {
        Settings { today, drafts: false, base_url: None, offline: false, keep_outputs: true }
    }
}

/// What one update did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Files whose bytes differed.
    pub changed_sources: usize,
    /// Files read anew.
    pub parsed: usize,
    /// Whether the theme was loaded anew.
    pub themed: bool,
    /// Whether the site was linked anew.
    pub linked: bool,
}

/// The memo of a site.
pub struct Engine {
    settings: Settings,
    sources: Sources,
    config: Config,
    config_diagnostics: Vec<Diagnostic>,
    documents: Documents,
    theme: Theme,
    theme_diagnostics: Vec<Diagnostic>,
    site: Site,
    site_diagnostics: Vec<Diagnostic>,
    /// What the theme asked of the site when that was linked.
    demands: u128,
    facts: Facts,
    rev: Rev,
    memos: BTreeMap<OutputPath, Memo>,
    /// Outputs whose names their contents decide, with the output that brings each.
    beside: BTreeMap<OutputPath, OutputPath>,
    search: crate::search::Memory,
    shared: render::Shared,
    /// Outputs rendered since the engine was made, for tests and the log.
    rendered: usize,
}

/// How many files a thread compiles or renders without a look around. Rayon by itself cuts the work into a few pieces a thread, and
/// at the end one thread had up to a quarter of it before it while the other waited: 6 % of the clock.
const AT_ONCE: usize = 8;

impl Engine {
    /// An engine that knows no file yet.
    pub fn new(settings: Settings) -> Self {
        let config = Config::default();
        // The first update loads the theme; until then there is none.
        let (theme, _) = Theme::load(&Sources::default(), &config);
        Engine {
            settings,
            sources: Sources::with_built_in_theme(),
            config,
            config_diagnostics: Vec::new(),
            documents: Documents::new(),
            theme,
            theme_diagnostics: Vec::new(),
            site: Site::default(),
            site_diagnostics: Vec::new(),
            demands: 0,
            facts: Facts::default(),
            rev: 0,
            memos: BTreeMap::new(),
            beside: BTreeMap::new(),
            search: crate::search::Memory::default(),
            shared: render::Shared::default(),
            rendered: 0,
        }
    }

    /// Takes changes in: parses, links and settles what they touch. Renders nothing yet.
    pub fn update(&mut self, changes: Vec<Change>) -> Work {
        let touched = self.apply(changes);
        let is_first = self.rev == 0;
        if touched.is_empty() && !is_first {
            return Work::default();
        }
        self.advance(touched, is_first)
    }

    /// Takes changes into the sources. Returns the files that differ.
    fn apply(&mut self, changes: Vec<Change>) -> BTreeSet<SourcePath> {
        let hashed = changes.into_par_iter().map(|change| (change.path, change.content.map(Source::new)));
        let hashed: Vec<_> = hashed.collect();
        hashed
            .into_iter()
            .filter(|(path, source)| self.sources.set(path.clone(), source.clone()))
            .map(|(path, _)| path)
            .collect()
    }

    /// Shows the site as of another day.
    pub fn set_today(&mut self, today: jiff::civil::Date) -> Work {
        self.set_view(today, self.settings.drafts)
    }

    fn advance(&mut self, touched: BTreeSet<SourcePath>, must_link: bool) -> Work {
        self.rev += 1;
        let mut work = Work { changed_sources: touched.len(), ..Work::default() };
        let old_config = self.config.clone();
        if self.rev == 1 || touched.contains(&config::path()) {
            self.read_config();
        }
        let config_changed = self.config != old_config;
        let must_reparse = self.config.markdown_options() != old_config.markdown_options();
        let (parsed, interfaces_changed) = self.read_documents(&touched, must_reparse);
        work.parsed = parsed;
        let touches_theme = touched.iter().any(theme::is_theme_file);
        if self.rev == 1 || touches_theme || config_changed {
            self.load_theme();
            work.themed = true;
        }
        // Most edits of a theme ask nothing new of the site: a base template does not change what there is to show.
        let demands_changed = work.themed && self.theme.demands() != self.demands;
        if must_link || interfaces_changed || config_changed || demands_changed {
            let before = std::mem::take(&mut self.site);
            self.link(if config_changed { Site::default() } else { before });
            work.linked = true;
        }
        work
    }

    fn read_config(&mut self) {
        let source = self.sources.get(&config::path());
        let (config, mut diagnostics) = config::parse(source, self.settings.base_url.as_deref());
        if let Some(Content::Fault(fault)) = source.map(|source| &source.content) {
            diagnostics = vec![fault_diagnostic(&config::path(), fault)];
        }
        if let Some(source) = source {
            check_encoding(&config::path(), source, &mut diagnostics);
        }
        self.config = config;
        self.config_diagnostics = diagnostics;
    }

    /// Compiles the touched files below `content/`, or all of them. Returns how many, and whether any looks different
    /// from outside.
    fn read_documents(&mut self, touched: &BTreeSet<SourcePath>, all: bool) -> (usize, bool) {
        let is_content = |path: &SourcePath| place::role(path).is_some();
        let wanted: Vec<SourcePath> = if all {
            let known = self.sources.below("content/").map(|(path, _)| path);
            known
                .chain(touched.iter().filter(|path| is_content(path)))
                .cloned()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        } else {
            touched.iter().filter(|path| is_content(path)).cloned().collect()
        };
        let options = self.config.markdown_options();
        let (sources, remembers) = (&self.sources, !self.facts.are_off());
        let compiled: Vec<(SourcePath, Option<Compiled>)> = wanted
            .into_par_iter()
            .with_max_len(AT_ONCE)
            .map(|path| {
                let mut compiled = sources.get(&path).map(|source| compile(&path, source, &options));
                if let Some(compiled) = compiled.as_mut().filter(|_| remembers) {
                    compiled.take_fingerprints();
                }
                (path, compiled)
            })
            .collect();
        let count = compiled.len();
        let mut is_different = false;
        for (path, compiled) in compiled {
            is_different |= self.take_document(path, compiled);
        }
        (count, is_different)
    }

    /// Takes one compiled file in, or out. `true` when it looks different from outside.
    fn take_document(&mut self, path: SourcePath, compiled: Option<Compiled>) -> bool {
        let body = compiled.as_ref().filter(|compiled| matches!(compiled.document, Document::Page(_)));
        let body_fact = FactKey::Page(Aspect::Body, path.clone());
        if body.is_some() || self.facts.id(&body_fact).is_some() {
            self.facts.settle(body_fact, body.map(|compiled| compiled.body), Origin::File, self.rev);
        }
        let file = compiled.as_ref().filter(|compiled| matches!(compiled.document, Document::File(_)));
        let file_fact = FactKey::File(path.clone());
        if file.is_some() || self.facts.id(&file_fact).is_some() {
            let hash = file.and_then(|_| self.sources.get(&path)).map(|source| source.hash);
            self.facts.settle(file_fact, hash, Origin::File, self.rev);
        }
        let old = match compiled {
            Some(compiled) => {
                let interface = compiled.interface;
                let old = self.documents.insert(path, Arc::new(compiled));
                return old.is_none_or(|old| old.interface != interface);
            }
            None => self.documents.remove(&path),
        };
        old.is_some()
    }

    fn load_theme(&mut self) {
        let (theme, diagnostics) = Theme::load(&self.sources, &self.config);
        self.facts.settle_all(theme.facts(&self.sources), Origin::Theme, self.rev);
        self.theme = theme;
        self.theme_diagnostics = diagnostics;
    }

    /// The outputs that are not fresh, sorted, without those that are made on demand only.
    pub fn stale(&self) -> Vec<OutputPath> {
        let stale = self.stale_routes(self.settings.keep_outputs).into_iter();
        stale.filter(|(_, route, _)| !route.is_on_demand()).map(|(path, ..)| path.clone()).collect()
    }

    /// One output, rendered now if it is not fresh; `None` when the site has no such file.
    pub fn output(&mut self, path: &OutputPath) -> Option<Output> {
        let Some(route) = self.site.routes().get(path) else { return self.output_beside(path) };
        let memo = self.memos.get(path);
        if let Some(cause) = staleness(memo, route, &self.facts, true) {
            let route = route.clone();
            let rendered = render::render(&self.inputs(), path, &route, None);
            let output = Output::of(rendered.bytes.clone());
            self.remember(path.clone(), route, rendered, output.hash, cause);
            return Some(output);
        }
        memo?.output.clone()
    }

    /// Renders every output that is not fresh, in parallel, and hands each of the site's outputs to `take` (on any
    /// thread, in any order), fresh or not. Where the settings do not keep outputs, memory stays flat.
    pub fn render_all(&mut self, take: &render::Take<'_>) {
        let mut stale = self.stale_routes(true);
        // The search index is the longest piece of work, and some of it is one thread's: pages fill the time of the others.
        stale.sort_by_key(|(_, route, _)| **route != Route::Search);
        if stale.first().is_some_and(|(_, route, _)| **route == Route::Search) {
            render::search::read_pages(&self.inputs());
        }
        if !self.memos.is_empty() {
            let stale_paths: BTreeSet<&OutputPath> = stale.iter().map(|(path, ..)| *path).collect();
            for (path, memo) in self.memos.iter().filter(|(path, _)| !stale_paths.contains(path)) {
                memo.output.iter().for_each(|output| take(path, output));
                memo.beside.iter().for_each(|(path, output)| take(path, output));
            }
        }
        let inputs = self.inputs();
        let keep = self.settings.keep_outputs;
        let is_one_look = self.facts.are_off();
        let count = stale.len();
        let rendered: Vec<(OutputPath, Route, Rendered, u128, Cause)> = stale
            .into_par_iter()
            .with_max_len(AT_ONCE)
            .filter_map(|(path, route, cause)| {
                let mut rendered = render::render(&inputs, path, route, (!keep).then_some(take));
                let output = Output::of(rendered.bytes.clone());
                take(path, &output);
                if keep {
                    rendered.beside.par_iter().for_each(|(path, output)| take(path, output));
                } else {
                    rendered.bytes = Bytes::new();
                }
                // Who looks once asks only for what was said, and for names that were not known before.
                let is_forgotten = is_one_look && rendered.diagnostics.is_empty() && rendered.beside.is_empty();
                (!is_forgotten).then(|| (path.clone(), route.clone(), rendered, output.hash, cause))
            })
            .collect();
        self.rendered += count - rendered.len();
        for (path, route, rendered, hash, cause) in rendered {
            self.remember(path, route, rendered, hash, cause);
        }
    }

    fn stale_routes(&self, needs_bytes: bool) -> Vec<(&OutputPath, &Route, Cause)> {
        let routes = self.site.routes().iter();
        routes
            .filter_map(|(path, route)| {
                Some((path, route, staleness(self.memos.get(path), route, &self.facts, needs_bytes)?))
            })
            .collect()
    }

    fn inputs(&self) -> Inputs<'_> {
        Inputs {
            sources: &self.sources,
            documents: &self.documents,
            site: &self.site,
            facts: &self.facts,
            theme: &self.theme,
            search: &self.search,
            shared: &self.shared,
            offline: self.settings.offline,
            base_path: self.config.base_path(),
        }
    }

    fn remember(&mut self, path: OutputPath, route: Route, rendered: Rendered, hash: u128, cause: Cause) {
        let mut reads = rendered.reads.ids;
        reads.extend(rendered.reads.unknown.into_iter().map(|key| self.facts.intern(key)));
        reads.sort_unstable();
        reads.dedup();
        let output = self.settings.keep_outputs.then_some(Output { bytes: rendered.bytes, hash });
        self.know_beside(&path, &rendered.beside);
        let Rendered { beside, diagnostics, .. } = rendered;
        let memo = Memo { route, reads, built: self.rev, output, beside, diagnostics, cause };
        self.memos.insert(path, memo);
        self.rendered += 1;
    }

    /// How many outputs have been rendered since the engine was made.
    pub fn rendered(&self) -> usize {
        self.rendered
    }

    /// How many pages have been read for the search index since the engine was made.
    pub fn indexed(&self) -> usize {
        self.search.made()
    }

    /// The sources, for excerpts.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The settings of the site.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The theme in use.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Every file below `content/`, compiled.
    pub fn documents(&self) -> &Documents {
        &self.documents
    }

    /// Where the n-th link, call or heading of a file stands now, for printing.
    pub fn spans(&self, file: &SourcePath) -> Option<&Spans> {
        site::reader::spans(&self.documents, file)
    }

    /// Why an output was last rendered and from what.
    pub fn explain(&self, path: &OutputPath) -> Option<Explanation> {
        explain::explain(path, self.memos.get(path)?, &self.facts)
    }
}
