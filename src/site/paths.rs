//! Reading paths: pages that say in their front matter which step of which path they are.

use std::collections::BTreeMap;

use super::claims::as_folder;
use super::link::{Linker, content_path};
use super::pages::PageNo;
use super::views::{Crumb, Known, ReadingPath};
use crate::config;
use crate::diagnostic::{At, Diagnostic, Key, Spot, did_you_mean};
use crate::document::place;
use crate::source::UrlPath;

crate::codes! {
    /// # Two pages have the same place on a reading path
    ///
    /// The `order` in `path:` says which step of the path a page is. Two pages have the same number; they are shown one
    /// after the other in the order of their titles.
    PATH_ORDER: Warning = "path-order";

    /// # A reading path that the settings do not have
    ///
    /// `path:` of a page names a reading path, and `paths:` in `site.yaml` has others, but not this one. It gets a title from
    /// its name; most often it is a slip, and the page is missing from the path that was meant.
    UNKNOWN_PATH: Warning = "unknown-path";

    /// # A reading path that begins nowhere
    ///
    /// `page` of a reading path in `site.yaml` is the file of the page that begins it, below `content/`. There is none, or it
    /// is not published.
    PATH_PAGE: Error = "path-page";
}

impl Linker<'_> {
    pub(super) fn paths(&self, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Known<ReadingPath>> {
        let mut steps: BTreeMap<&str, Vec<(i64, String, PageNo)>> = BTreeMap::new();
        for (number, _, page) in self.visible.iter() {
            if let Some(step) = page.front.path.as_ref().filter(|_| !page.front.unlisted) {
                steps.entry(&step.name).or_default().push((step.order, page.front.title.to_lowercase(), number));
            }
        }
        self.check_path_pages(diagnostics);
        let mut paths = BTreeMap::new();
        for (name, mut steps) in steps {
            steps.sort();
            for pair in steps.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                let spot = Spot::Value(vec![Key::Name("path".into()), Key::Name("order".into())]);
                let message = format!("two pages are step {} of the reading path `{name}`", pair[1].0);
                diagnostics.push(
                    Diagnostic::new(&PATH_ORDER, At::new(self.visible.path(pair[1].2), spot.clone()), message)
                        .related(At::new(self.visible.path(pair[0].2), spot), "the other one")
                        .help("Give one of them another `order`."),
                );
            }
            let config = self.config.paths.get(name);
            if config.is_none() && !self.config.paths.is_empty() {
                let known = self.config.paths.keys().map(String::as_str);
                let help =
                    did_you_mean(name, known).unwrap_or_else(|| "Add it under `paths:` in site.yaml.".to_owned());
                let at = Spot::Value(vec![Key::Name("path".into()), Key::Name("name".into())]);
                let message = format!("`paths` in site.yaml has no reading path `{name}`");
                let first = At::new(self.visible.path(steps[0].2), at);
                diagnostics.push(Diagnostic::new(&UNKNOWN_PATH, first, message).help(help));
            }
            let start = config.and_then(|config| config.page.as_deref()).and_then(content_path);
            let start =
                start.and_then(|file| self.visible.number(&file)).map(|page| self.visible.page(page).place.url.clone());
            let files = steps.iter().map(|(_, _, page)| self.visible.path(*page).clone()).collect();
            let steps: Vec<Known<Crumb>> =
                steps.into_iter().map(|(_, _, page)| self.crumbs[page as usize].clone()).collect();
            let url = start.unwrap_or_else(|| steps[0].url.clone());
            let title = config.map(|config| config.title.clone()).filter(|title| !title.is_empty());
            let path = ReadingPath {
                name: name.to_owned(),
                title: title.unwrap_or_else(|| place::title_from_name(name)),
                booklet: UrlPath::new(&format!("{}print/", as_folder(&url))).expect("a plain name"),
                url,
                steps,
                files,
            };
            paths.insert(name.to_owned(), Known::new(path));
        }
        paths
    }

    fn check_path_pages(&self, diagnostics: &mut Vec<Diagnostic>) {
        for (name, config) in &self.config.paths {
            let Some(page) = &config.page else { continue };
            if content_path(page).and_then(|file| self.visible.number(&file)).is_none() {
                let keys = vec![Key::Name("paths".into()), Key::Name(name.clone()), Key::Name("page".into())];
                let known = self.visible.iter().filter_map(|(_, path, _)| path.below(place::CONTENT));
                let help = did_you_mean(page, known).unwrap_or_else(|| "Name a page that is published.".to_owned());
                let message = format!("there is no page `{page}`, at which the reading path `{name}` begins");
                diagnostics
                    .push(Diagnostic::new(&PATH_PAGE, At::new(&config::path(), Spot::Value(keys)), message).help(help));
            }
        }
    }
}
