//! The menus of `site.yaml`, resolved: files become addresses, and an entry that leads nowhere is reported and left out.

use super::encoded;
use super::link::{Linker, content_path};
use super::links::Addresses;
use super::named::{Refused, lead};
use super::views::{MenuLink, MenuLinks};
use crate::config::{self, MenuItem};
use crate::diagnostic::{At, Diagnostic, Key, Spot, nearest};
use crate::document::place;

crate::codes! {
    /// # A menu entry that leads nowhere
    ///
    /// A menu in `site.yaml` names a page that does not exist or is not published, so the entry is left out.
    ///
    /// `page:` is the page's file below `content/`; `url:` is an address of this site (`/about/`) or of another one.
    MENU_TARGET: Error = "menu-target";
}

impl Linker<'_> {
    pub(super) fn menus(&self, addresses: &Addresses<'_>, diagnostics: &mut Vec<Diagnostic>) -> MenuLinks {
        let mut menu = |name: &str, items: &[MenuItem]| {
            let links = items.iter().enumerate().filter_map(|(number, item)| {
                let keys = vec![Key::Name("menus".into()), Key::Name(name.into()), Key::Item(number as u32)];
                let link = self.menu_link(item, addresses);
                if let Err((message, help)) = &link {
                    let at = At::new(&config::path(), Spot::Value(keys));
                    let mut diagnostic = Diagnostic::new(&MENU_TARGET, at, message.clone());
                    diagnostic.help.clone_from(help);
                    diagnostics.push(diagnostic);
                }
                link.ok()
            });
            links.collect::<Vec<_>>()
        };
        let footer = menu("footer", &self.config.menus.footer);
        let mut header = menu("header", &self.config.menus.header);
        if self.config.menus.header.is_empty()
            && let Some(top) = self.tree.sections.get("")
        {
            header = top
                .subsections
                .iter()
                .map(|folder| &self.tree.sections[folder])
                .map(|section| MenuLink { title: section.title.clone(), url: encoded(section.url.as_str()) })
                .collect();
        }
        MenuLinks { header, footer }
    }

    /// The entry, or what is wrong with it and what to do.
    fn menu_link(&self, item: &MenuItem, addresses: &Addresses<'_>) -> Result<MenuLink, Refused> {
        if let Some(page) = &item.page {
            let (file, fragment) = page.split_once('#').unwrap_or((page, ""));
            let number = content_path(file).and_then(|path| self.visible.number(&path));
            let card = number.map(|number| &self.cards[number as usize]);
            let Some(card) = card else {
                let is_hidden = content_path(file).is_some_and(|path| addresses.hidden.contains(&path));
                if is_hidden {
                    return Err((format!("the page `{file}` of this menu is not published"), None));
                }
                let known = self.visible.iter().filter_map(|(_, path, _)| path.below(place::CONTENT));
                let near = nearest(file, known).first().map(|near| format!("Did you mean `{near}`?"));
                return Err((format!("there is no page `{file}` below `{}`", place::CONTENT), near));
            };
            let title = if item.title.is_empty() { card.title.clone() } else { item.title.clone() };
            let anchor = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
            return Ok(MenuLink { title, url: encoded(card.url.as_str()) + &anchor });
        }
        match &item.url {
            Some(url) if !item.title.is_empty() => {
                lead(url, addresses).map(|url| MenuLink { title: item.title.clone(), url })
            }
            Some(url) => Err((format!("the menu entry for `{url}` has no title"), Some("Add `title:`.".into()))),
            None => Err(("this menu entry has neither `page` nor `url`".into(), Some("Add one of them.".into()))),
        }
    }
}
