//! What keeps an open page true: the script that is added to the HTTP response (never to a file), the messages that it
//! understands, and the question whether a change of a page is one of its style sheets only.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use serde::Serialize;

/// The script that listens. No module, no inline code: a page's policy of `script-src 'self'; connect-src 'self'` allows it.
pub const SCRIPT: &str = include_str!("live.js");

/// The look of what the script shows.
pub const STYLE: &str = include_str!("live.css");

/// How often a silent stream says that it lives. Writing is also how a browser that left is noticed.
pub const HEARTBEAT: Duration = Duration::from_secs(15);

/// What a page is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Message {
    /// The page is another than the one shown.
    Page {
        /// Which it is now.
        version: String,
        /// The style sheets that were renamed, old and new address, when nothing else changed: no reload is needed.
        styles: Vec<(String, String)>,
    },
    /// Files that are not pages changed; the page knows whether it uses them.
    Files {
        /// Their addresses.
        paths: Vec<String>,
    },
    /// What is wrong with the site now; an empty list when all is well.
    Problems {
        /// The worst first.
        problems: Vec<Problem>,
    },
}

/// An error, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// The file it is in, below the site's root.
    pub path: String,
    /// From 1; 0 when the whole file is meant.
    pub line: u32,
}

/// How a version of a page is written in the script's tag and in the stream's address.
pub fn version(hash: u128) -> String {
    format!("{hash:032x}")
}

/// The page with the script's tag before the last `</body>`, or at the end.
pub fn with_script(page: &[u8], hash: u128) -> Arc<[u8]> {
    let tag = format!("<script src=\"/_haven/live.js\" defer data-version=\"{}\"></script>", version(hash));
    let end = page.windows(7).rposition(|part| part.eq_ignore_ascii_case(b"</body>")).unwrap_or(page.len());
    [&page[..end], tag.as_bytes(), &page[end..]].concat().into()
}

/// The style sheets that have other fingerprints in `new` than in `old` (`css/haven.1f.css`, `css/haven.2e.css`), if
/// the pages are otherwise the same.
pub fn renamed_styles(old: &[u8], new: &[u8]) -> Option<Vec<(String, String)>> {
    let (old, new) = (std::str::from_utf8(old).ok()?, std::str::from_utf8(new).ok()?);
    // Every address in a page stands between quotes.
    let (mut old, mut new) = (old.split('"'), new.split('"'));
    let mut renamed = Vec::new();
    loop {
        match (old.next(), new.next()) {
            (None, None) => break,
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) if without_fingerprint(old)? == without_fingerprint(new)? => {
                renamed.push((old.to_owned(), new.to_owned()));
            }
            _ => return None,
        }
    }
    renamed.dedup();
    Some(renamed)
}

/// `../css/haven` of `../css/haven.1f2e.css`.
fn without_fingerprint(address: &str) -> Option<&str> {
    let (name, fingerprint) = address.strip_suffix(".css")?.rsplit_once('.')?;
    (!fingerprint.is_empty() && fingerprint.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(name)
}

/// Writes messages to a browser until it leaves or the sender is dropped.
pub fn stream(writer: &mut dyn Write, messages: &Receiver<Arc<str>>, heartbeat: Duration) -> io::Result<()> {
    // The script itself decides when to come back.
    writer.write_all(b"retry: 1000\n\n")?;
    writer.flush()?;
    loop {
        match messages.recv_timeout(heartbeat) {
            Ok(message) => write!(writer, "data: {message}\n\n")?,
            Err(RecvTimeoutError::Timeout) => writer.write_all(b": still here\n\n")?,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        writer.flush()?;
    }
}

impl Message {
    /// As the script reads it: JSON in one line.
    pub fn json(&self) -> Arc<str> {
        serde_json::to_string(self).unwrap_or_default().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_stands_before_the_last_end_of_the_body() {
        let tag = "<script src=\"/_haven/live.js\" defer data-version=\"00000000000000000000000000000001\"></script>";
        for (page, before, after) in [
            ("<body>x</body></html>", "<body>x", "</body></html>"),
            ("<pre></body></pre>x</BODY>", "<pre></body></pre>x", "</BODY>"),
            ("no body", "no body", ""),
            ("", "", ""),
        ] {
            let expected = format!("{before}{tag}{after}");
            assert_eq!(String::from_utf8_lossy(&with_script(page.as_bytes(), 1)), expected);
        }
    }

    #[test]
    fn only_a_new_fingerprint_of_a_style_sheet_spares_the_reload() {
        let page = r#"<link rel="stylesheet" href="../css/haven.1f.css"><p class="x">text</p>"#;
        let renamed = |new: &str| renamed_styles(page.as_bytes(), new.as_bytes());
        let styles = vec![("../css/haven.1f.css".to_owned(), "../css/haven.2e.css".to_owned())];
        assert_eq!(renamed(&page.replace("1f", "2e")), Some(styles));
        assert_eq!(renamed(page), Some(Vec::new()));
        assert_eq!(renamed(&page.replace("haven.1f", "other.1f")), None);
        assert_eq!(renamed(&page.replace("text", "words")), None);
        assert_eq!(renamed(&page.replace("\"x\"", "\"y\"")), None);
        assert_eq!(renamed(&format!("{page}<a href=\"\">")), None);
    }

    #[test]
    fn a_message_is_one_line_of_json() {
        let problem = Problem { message: "a \"b\"\n</script>".into(), path: "content/a.md".into(), line: 3 };
        let message = Message::Problems { problems: vec![problem] }.json();
        let expected =
            r#"{"kind":"problems","problems":[{"message":"a \"b\"\n</script>","path":"content/a.md","line":3}]}"#;
        assert_eq!(&*message, expected);
    }
}
