//! The engine's second stage: from all documents to a new site and its facts.

use super::{Engine, codes};
use crate::check;
use crate::site::Site;
use crate::site::link::{Inputs, link};

impl Engine {
    /// Whether the settings could be read: if not, what they would have said is not missed as well.
    fn has_settings(&self) -> bool {
        self.config_diagnostics.iter().all(|said| said.code.name != "yaml-syntax")
    }

    /// Links the site. From `before`, which was linked with the same settings or is empty, it takes over what is the same.
    pub(super) fn link(&mut self, before: Site) {
        self.demands = self.theme.demands();
        let inputs = Inputs {
            documents: &self.documents,
            config: &self.config,
            today: self.settings.today,
            drafts: self.settings.drafts,
            theme: self.theme.assets().claims(),
            queries: self.theme.queries(),
            named: if self.has_settings() { self.theme.named_addresses().to_vec() } else { Vec::new() },
            search: self.theme.has_search(),
            booklets: self.theme.has_booklets(),
            before: &before,
        };
        let rules = check::Inputs {
            documents: &self.documents,
            config: &self.config,
            today: self.settings.today,
            drafts: self.settings.drafts,
        };
        // The rules read front matter alone, so they need not wait for the site: 4 of 66 ms at 10,000 pages.
        let ((site, mut diagnostics), found) = rayon::join(|| link(inputs), || check::site(&rules));
        diagnostics.extend(found);
        diagnostics.extend(codes::unknown_in_waivers(&self.documents));
        site.settle(&mut self.facts, self.rev);
        if !site.has_routes_of(&before) {
            self.memos.retain(|path, _| site.routes().contains_key(path));
            self.beside.retain(|_, owner| site.routes().contains_key(owner));
        }
        self.site = site;
        // Somebody waits for a page, and nobody for memory.
        rayon::spawn(move || drop(before));
        self.site_diagnostics = diagnostics;
    }
}
