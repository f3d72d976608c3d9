//! An error as the browser shows it: the terminal's own excerpt, with an address that opens the editor at its line.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::diagnostic::excerpt::Excerpt;
use crate::source::{Position, SourcePath};

/// What an address may hold as it is; everything else is encoded.
const ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The addresses that known editors open files by.
const EDITORS: &[(&str, &str)] = &[
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("windsurf", "windsurf://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("emacs", "org-protocol://open-source?url=file://{path}&line={line}&col={column}"),
    ("none", ""),
];

/// The program that opens a file at a line, as the pattern of its addresses with `{path}`, `{line}` and `{column}`.
/// The path begins with a slash, also on Windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(String);

impl Editor {
    /// A known editor by its name, or a pattern with `{path}` in it; an error lists what there is.
    pub fn new(name: &str) -> Result<Editor, String> {
        if let Some((_, pattern)) = EDITORS.iter().find(|(known, _)| *known == name) {
            return Ok(Editor((*pattern).to_owned()));
        }
        // An address that a page could run as a script is no editor.
        let scheme = name.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if name.contains("{path}") && name.contains(':') && !matches!(&*scheme, "javascript" | "data" | "vbscript") {
            return Ok(Editor(name.to_owned()));
        }
        let names: Vec<_> = EDITORS.iter().map(|(name, _)| *name).collect();
        Err(format!(
            "there is no editor `{name}`. Known are {}; for another, give the pattern of its addresses, such as \
             `vscode://file{{path}}:{{line}}:{{column}}`.",
            names.join(", ")
        ))
    }

    /// The address that opens a file of the site in the folder `root`; `None` when there is no editor.
    pub fn address(&self, root: &Path, file: &SourcePath, at: Option<Position>) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let place = root.join(file.as_str());
        let place = place.to_string_lossy().replace('\\', "/");
        let path = utf8_percent_encode(place.trim_start_matches('/'), ADDRESS).to_string().replace("%3A", ":");
        let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
        let address = self.0.replace("{path}", &format!("/{path}"));
        Some(address.replace("{line}", &line.to_string()).replace("{column}", &column.to_string()))
    }
}

/// An error or warning, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What the terminal shows.
    #[serde(flatten)]
    pub excerpt: Excerpt,
    /// Where its code is explained.
    pub manual: String,
    /// The address that opens the editor there.
    pub editor: Option<String>,
}

impl Problem {
    /// The excerpt with what a browser adds. `root` is the site's folder.
    pub fn new(excerpt: Excerpt, root: &Path, editor: &Editor) -> Self {
        let manual = format!("/_haven/codes/{}", excerpt.code.name);
        let editor = editor.address(root, &excerpt.path, excerpt.start);
        Problem { excerpt, manual, editor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_a_name_or_a_pattern() {
        let file = SourcePath::new("content/a b/é.md").unwrap();
        let at = Some(Position { line: 3, column: 7 });
        for (name, expected) in [
            ("vscode", Some("vscode://file/site/content/a%20b/%C3%A9.md:3:7")),
            ("idea", Some("idea://open?file=/site/content/a%20b/%C3%A9.md&line=3&column=7")),
            ("my://{path}#{line}", Some("my:///site/content/a%20b/%C3%A9.md#3")),
            ("none", None),
        ] {
            let address = Editor::new(name).unwrap().address(Path::new("/site"), &file, at);
            assert_eq!(address.as_deref(), expected, "{name}");
        }
        for bad in ["ed", "javascript:alert('{path}')", "{path}"] {
            assert!(Editor::new(bad).is_err(), "{bad}");
        }
    }
}
