//! What keeps an open page true: the script that is added to the HTTP response (never to a file), and the messages that
//! it understands.

use std::time::Duration;

use bytes::Bytes;
use memchr::memmem;
use serde::Serialize;

use super::http::{Answer, Beat};
use super::problem::Problem;
use crate::engine::Output;

/// How often a silent stream says that it lives. Writing is also how a browser that left is noticed.
pub const HEARTBEAT: Duration = Duration::from_secs(15);

/// What a browser is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Message {
    /// A page is another than the one shown.
    Page {
        /// The page, as the tab calls it.
        page: String,
        /// Which it is now.
        version: String,
        /// All of it. Sent along, because asking for it would cost the author another 5 to 10 ms.
        html: String,
    },
    /// There is no such page any more.
    Gone {
        /// The page, as the tab calls it.
        page: String,
        /// Which version is at its address now.
        version: String,
        /// What became of it.
        words: String,
        /// Where it can be seen.
        to: Option<String>,
    },
    /// Files that are not pages changed; the page knows whether it uses them.
    Files {
        /// Their addresses.
        paths: Vec<String>,
    },
    /// The author works on a page.
    Edited {
        /// Its address.
        url: String,
    },
    /// What is wrong with the site now; an empty list when all is well.
    Problems {
        /// By file and line.
        problems: Vec<Problem>,
    },
    /// How the site is shown.
    #[serde(rename_all = "camelCase")]
    View {
        /// As of this day.
        today: String,
        /// Whether that is today.
        is_today: bool,
        /// Whether drafts are shown.
        with_drafts: bool,
        /// Whether they could be.
        can_have_drafts: bool,
    },
}

impl Message {
    /// The page as it is now.
    pub fn page(key: &str, now: &Output) -> Message {
        let html = String::from_utf8_lossy(&now.bytes).into_owned();
        Message::Page { page: key.to_owned(), version: version(now.hash), html }
    }

    /// As the script reads it: JSON in one line.
    pub fn json(&self) -> Bytes {
        serde_json::to_vec(self).unwrap_or_default().into()
    }
}

/// How a version of a page is written in the script's tag and in the stream's address.
pub fn version(hash: u128) -> String {
    format!("{hash:032x}")
}

/// The page with the tag of the preview's script, in parts. It comes before the page's own scripts, so that it sees what the
/// server sent before they change it; a page without a head has it at the end.
pub fn with_script(page: &Bytes, hash: u128) -> Vec<Bytes> {
    let tag = format!(
        "<script type=\"module\" src=\"/_haven/client/main.js\" id=\"haven-preview\" data-version=\"{}\"></script>",
        version(hash)
    );
    let in_head = [&b"<script"[..], b"</head>"].iter().filter_map(|mark| memmem::find(page, mark)).min();
    let place = in_head.or_else(|| memmem::rfind(page, b"</body>")).unwrap_or(page.len());
    vec![page.slice(..place), tag.into_bytes().into(), page.slice(place..)]
}

/// Begins an event stream. What the returned function is given is sent to the browser, until the function is dropped or the
/// browser leaves; `guard` is dropped then.
pub fn open(answer: Answer, heartbeat: Duration, guard: Box<dyn Send>) -> impl Fn(Bytes) + Send + 'static {
    let headers =
        vec![("Content-Type", "text/event-stream; charset=utf-8".to_owned()), ("Cache-Control", "no-store".to_owned())];
    let beat = Beat { every: heartbeat, bytes: b": still here\n\n" };
    let outlet = answer.stream(headers, beat, guard);
    // The script itself decides when to come back.
    outlet.say(vec![b"retry: 1000\n\n".as_slice().into()]);
    move |message| outlet.say(vec![b"data: ".as_slice().into(), message, b"\n\n".as_slice().into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_stands_before_every_script_of_the_page() {
        for (page, before, after) in [
            (
                "<head><title>x</title></head><body>x</body></html>",
                "<head><title>x</title>",
                "</head><body>x</body></html>",
            ),
            ("<head><script defer src=a></script></head>", "<head>", "<script defer src=a></script></head>"),
            ("<body>x</body></html>", "<body>x", "</body></html>"),
            ("no body", "no body", ""),
            ("", "", ""),
        ] {
            let parts = with_script(&page.as_bytes().into(), 1);
            let page: Vec<u8> = parts.iter().flat_map(|part| part.to_vec()).collect();
            let page = String::from_utf8_lossy(&page);
            let (start, rest) = page.split_once("<script type=\"module\" src=\"/_haven/client/main.js\"").unwrap();
            let (tag, end) = rest.split_once("</script>").unwrap();
            assert_eq!((start, end), (before, after));
            assert!(tag.ends_with("data-version=\"00000000000000000000000000000001\">"));
        }
    }

    #[test]
    fn a_message_is_one_line_of_json() {
        let output = Output { bytes: b"<p>a \"b\"\n</script>".as_slice().into(), hash: 1 };
        let expected = r#"{"kind":"page","page":"/a/","version":"00000000000000000000000000000001","html":"<p>a \"b\"\n</script>"}"#;
        assert_eq!(Message::page("/a/", &output).json(), expected);
    }
}
