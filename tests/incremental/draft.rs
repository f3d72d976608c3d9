//! A site that is being written, and what an author may do to it. Every edit is a few small numbers, so that a failing
//! history shrinks to the few edits that matter.

use std::collections::BTreeMap;

use super::tables::{BODY, CONFIG, FIELDS, FILES, PAGES};
use crate::sites::Folder;

/// One thing that an author does. Numbers choose from the tables, round and round.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Sets, or takes away, a field of a page's front matter.
    Field { page: u8, field: u8, value: u8 },
    /// Puts another line into a page's text, in place of the one there.
    Body { page: u8, line: u8, value: u8 },
    /// Writes a new page, or deletes one that is there.
    Page { page: u8 },
    /// Gives a page the name of another.
    Rename { page: u8, to: u8 },
    /// Adds blank lines, which only move what stands below.
    Shift { page: u8, lines: u8 },
    /// Breaks the front matter of a page, or mends it.
    Break { page: u8 },
    /// Writes one of the forms of a file, or deletes it.
    File { file: u8, form: u8 },
    /// Sets, or takes away, a key of site.yaml; with the blank lines above it.
    Config { key: u8, value: u8, lines: u8 },
    /// Breaks site.yaml, or mends it.
    BreakConfig,
    /// Takes everything back to how it was some edits ago.
    Revert { steps: u8 },
    /// Saves without a change.
    Save,
}

/// The site as its author thinks of it.
#[derive(Clone, Default)]
pub struct Draft {
    base: Folder,
    pages: BTreeMap<&'static str, Page>,
    files: BTreeMap<&'static str, &'static str>,
    config: BTreeMap<&'static str, &'static str>,
    config_lines: usize,
    config_is_broken: bool,
}

#[derive(Clone, Default)]
struct Page {
    fields: BTreeMap<&'static str, &'static str>,
    body: BTreeMap<u8, &'static str>,
    blank_lines: usize,
    is_broken: bool,
}

fn pick<T>(table: &[T], number: u8) -> &T {
    &table[usize::from(number) % table.len()]
}

impl Draft {
    pub fn new(base: Folder) -> Self {
        let mut draft = Draft { base, ..Draft::default() };
        draft.config.insert("title", "Tiny");
        draft.config.insert("base_url", "https://tiny.example/info");
        for (number, path) in PAGES.iter().enumerate().take(6) {
            let mut page = Page::default();
            page.fields.insert("title", ["Home", "One", "Two", "Section", "Inner one", "Inner two"][number]);
            page.fields.insert("published", "2026-01-01");
            page.body.insert(0, BODY[number]);
            draft.pages.insert(path, page);
        }
        draft
    }

    /// Applies an edit. `history` holds the drafts before.
    pub fn apply(&mut self, edit: &Edit, history: &[Draft]) {
        match *edit {
            Edit::Field { page, field, value } => {
                let (field, values) = *pick(FIELDS, field);
                let Some(page) = self.page(page) else { return };
                // One choice more than there are values: without the field.
                match values.get(usize::from(value) % (values.len() + 1)) {
                    Some(value) => page.fields.insert(field, value),
                    None => page.fields.remove(field),
                };
            }
            Edit::Body { page, line, value } => {
                if let Some(page) = self.page(page) {
                    page.body.insert(line % 4, *pick(BODY, value));
                }
            }
            Edit::Page { page } => {
                let path = *pick(PAGES, page);
                if self.pages.remove(path).is_none() {
                    let mut page = Page::default();
                    page.fields.insert("title", "New");
                    self.pages.insert(path, page);
                }
            }
            Edit::Rename { page, to } => {
                let from = *pick(PAGES, page);
                if let Some(page) = self.pages.remove(from) {
                    self.pages.insert(*pick(PAGES, to), page);
                }
            }
            Edit::Shift { page, lines } => {
                if let Some(page) = self.page(page) {
                    page.blank_lines = usize::from(lines % 4);
                }
            }
            Edit::Break { page } => {
                if let Some(page) = self.page(page) {
                    page.is_broken ^= true;
                }
            }
            Edit::File { file, form } => {
                let (path, forms) = *pick(FILES, file);
                match forms.get(usize::from(form) % (forms.len() + 1)) {
                    Some(form) => self.files.insert(path, form),
                    None => self.files.remove(path),
                };
            }
            Edit::Config { key, value, lines } => {
                let (key, values) = *pick(CONFIG, key);
                self.config_lines = usize::from(lines % 3);
                match values.get(usize::from(value) % (values.len() + 1)) {
                    Some(value) => self.config.insert(key, value),
                    None => self.config.remove(key),
                };
            }
            Edit::BreakConfig => self.config_is_broken ^= true,
            Edit::Revert { steps } => {
                if let Some(back) = history.len().checked_sub(usize::from(steps % 8) + 1) {
                    self.clone_from(&history[back]);
                }
            }
            Edit::Save => {}
        }
    }

    fn page(&mut self, number: u8) -> Option<&mut Page> {
        let count = self.pages.len().max(1);
        self.pages.values_mut().nth(usize::from(number) % count)
    }

    /// The files.
    pub fn folder(&self) -> Folder {
        let mut folder = self.base.clone();
        let config: String = self.config.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        let broken = if self.config_is_broken { "menus: [\n" } else { "" };
        folder.put("site.yaml", format!("{}{config}{broken}", "\n".repeat(self.config_lines)));
        for (path, page) in &self.pages {
            folder.put(&format!("content/{path}"), page.text());
        }
        for (path, text) in &self.files {
            folder.put(path, text);
        }
        folder
    }
}

impl Page {
    fn text(&self) -> String {
        let blank = "\n".repeat(self.blank_lines);
        let fields: String = self.fields.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        let broken = if self.is_broken { "summary: \"no end\n" } else { "" };
        let body: Vec<&str> = self.body.values().copied().collect();
        format!("---\n{blank}{fields}{broken}---\n{blank}{}\n", body.join("\n\n"))
    }
}
