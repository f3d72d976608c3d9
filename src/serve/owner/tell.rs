//! What open browsers are told: their pages as they are now, where those went, what is wrong, and how the site is shown.

use std::collections::BTreeSet;

use bytes::Bytes;

use super::super::answer::Found;
use super::super::live::{self, Message};
use super::super::moved::Before;
use super::super::problem::Problem;
use super::super::streams::Open;
use super::Owner;
use crate::diagnostic::Severity;
use crate::engine::Output;
use crate::site::Route;
use crate::source::UrlPath;

impl Owner {
    /// Tells each of these pages whether it is still what its address gives.
    pub(super) fn tell_pages(&mut self, pages: BTreeSet<(String, UrlPath)>) {
        for (key, path) in pages {
            match self.find(&path) {
                Found::File(file, now) => {
                    let before = Before::of(&self.engine, &file);
                    let to = match self.engine.route(&file) {
                        Some(Route::Alias(url)) => Some(self.with_base(url)),
                        _ => None,
                    };
                    if before.is_none() && to.is_some() && self.before.contains_key(&path) {
                        self.tell_gone(&key, &now, "It has moved.", to);
                        continue;
                    }
                    self.before.extend(before.map(|before| (path.clone(), before)));
                    let version = live::version(now.hash);
                    self.streams.tell(&key, &version, || Message::page(&key, &now).json());
                }
                Found::Nothing(Some(now)) => match self.before.get(&path) {
                    Some(before) => {
                        let (words, to) = before.now(&self.engine);
                        let to = to.map(|url| self.with_base(&url));
                        self.tell_gone(&key, &now, &words, to);
                    }
                    None => {
                        self.streams.tell(&key, &live::version(now.hash), || Message::page(&key, &now).json());
                    }
                },
                Found::Nothing(None) | Found::Elsewhere(_) | Found::Broken => {}
            }
        }
    }

    /// Keeps in mind what a page is, should it go.
    pub(super) fn remember(&mut self, path: &UrlPath) {
        let below = self.below_base(path);
        let before = below.and_then(|below| Before::of(&self.engine, &below.output()));
        self.before.extend(before.map(|before| (path.clone(), before)));
    }

    fn tell_gone(&mut self, key: &str, now: &Output, words: &str, to: Option<String>) {
        let version = live::version(now.hash);
        let gone =
            || Message::Gone { page: key.to_owned(), version: version.clone(), words: words.to_owned(), to }.json();
        self.streams.tell(key, &version, gone);
    }

    fn with_base(&self, url: &UrlPath) -> String {
        format!("{}{}", self.engine.config().base_path(), url.as_str().trim_start_matches('/'))
    }

    /// A browser that just came, or comes back, hears what it missed.
    pub(super) fn welcome(&mut self, id: u64, pages: &[Open]) {
        self.tell_pages(pages.iter().map(|page| (page.key.clone(), page.path.clone())).collect());
        self.streams.tell_one(id, self.view_message());
        if !self.problems.is_empty() {
            self.streams.tell_one(id, Message::Problems { problems: self.problems.clone() }.json());
        }
    }

    pub(super) fn view_message(&self) -> Bytes {
        let settings = self.engine.settings();
        Message::View {
            today: settings.today.to_string(),
            is_today: self.view.as_of.is_none(),
            with_drafts: settings.drafts,
            can_have_drafts: self.with_drafts,
        }
        .json()
    }

    /// The errors that are known now. Warnings stay at the terminal and on the page that they are about.
    pub(super) fn found(&self) -> Vec<Problem> {
        let errors = self.engine.excerpts().into_iter().filter(|excerpt| excerpt.severity == Severity::Error);
        errors.map(|excerpt| Problem::new(excerpt, &self.options.root, &self.options.editor)).collect()
    }

    pub(super) fn tell_problems(&mut self, problems: Vec<Problem>) {
        if problems == self.problems {
            return;
        }
        self.problems = problems;
        self.streams.tell_all(&Message::Problems { problems: self.problems.clone() }.json());
    }
}
