//! The event streams of open browsers. A browser opens one stream for all of its tabs and names the page that each
//! shows, with its version; a stream hears of those pages only, and of what concerns the whole site.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::source::UrlPath;

/// A page in a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The tab's own name for the page, as its address bar has it; messages bear it.
    pub key: String,
    /// The same as an address of the server.
    pub path: UrlPath,
    /// What the tab shows (`live::version`).
    pub version: String,
}

/// Sends a message to one browser. Whoever left hears nothing, and is noticed elsewhere.
pub type Say = Box<dyn Fn(Bytes) + Send>;

struct Stream {
    say: Say,
    pages: Vec<Open>,
}

/// Every stream, by its number.
#[derive(Default)]
pub struct Streams(BTreeMap<u64, Stream>);

impl Streams {
    /// A browser has come.
    pub fn open(&mut self, id: u64, pages: Vec<Open>, say: Say) {
        self.0.insert(id, Stream { say, pages });
    }

    /// A browser has left.
    pub fn close(&mut self, id: u64) {
        self.0.remove(&id);
    }

    /// Whether nobody is looking.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every page that some tab shows, each once.
    pub fn pages(&self) -> BTreeSet<(String, UrlPath)> {
        let pages = self.0.values().flat_map(|stream| &stream.pages);
        pages.map(|page| (page.key.clone(), page.path.clone())).collect()
    }

    /// Tells the tabs that show another version of a page. `message` is made only when there are such tabs.
    pub fn tell(&mut self, key: &str, version: &str, message: impl FnOnce() -> Bytes) {
        let is_behind = |page: &Open| page.key == key && page.version != version;
        if !self.0.values().any(|stream| stream.pages.iter().any(is_behind)) {
            return;
        }
        let message = message();
        for stream in self.0.values_mut() {
            let behind = stream.pages.iter_mut().filter(|page| is_behind(page));
            if behind.map(|page| version.clone_into(&mut page.version)).count() > 0 {
                (stream.say)(message.clone());
            }
        }
    }

    /// Tells every browser.
    pub fn tell_all(&self, message: &Bytes) {
        self.0.values().for_each(|stream| (stream.say)(message.clone()));
    }

    /// Tells one browser.
    pub fn tell_one(&self, id: u64, message: Bytes) {
        if let Some(stream) = self.0.get(&id) {
            (stream.say)(message);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn only_tabs_that_are_behind_are_told_and_each_once() {
        let open = |key: &str, version: &str| Open {
            key: key.into(),
            path: UrlPath::new(key).unwrap(),
            version: version.into(),
        };
        let mut streams = Streams::default();
        let ear = || {
            let (sender, heard) = channel();
            (Box::new(move |message| sender.send(message).unwrap()), heard)
        };
        let (one, first) = ear();
        let (two, second) = ear();
        streams.open(1, vec![open("/a/", "1"), open("/a/", "2"), open("/b/", "1")], one);
        streams.open(2, vec![open("/b/", "1")], two);
        assert_eq!(streams.pages().len(), 2);
        streams.tell("/a/", "3", || "a3".into());
        streams.tell("/a/", "3", || unreachable!());
        streams.tell("/c/", "1", || unreachable!());
        streams.tell_all(&"all".into());
        streams.close(1);
        streams.tell("/b/", "2", || "b2".into());
        assert_eq!(first.try_iter().collect::<Vec<_>>(), ["a3".into(), "all".into()] as [Bytes; 2]);
        assert_eq!(second.try_iter().collect::<Vec<_>>(), ["all".into(), "b2".into()] as [Bytes; 2]);
    }
}
