//! Text that is not YAML. The library's own words ("did not find expected key") help nobody who writes articles, so the
//! lines around its position are looked at for the handful of slips that nearly always are the cause.

use super::load::Failure;
use crate::diagnostic::{At, Diagnostic, Spot};
use crate::source::{SourcePath, Span};

crate::codes! {
    /// # Text that is not YAML
    ///
    /// Front matter, data files and `site.yaml` are written in YAML: `key: value`, one to a line. Four slips cause nearly
    /// every error:
    ///
    /// * **A colon and a space inside a value.** `title: The cycle: why` looks like two keys. Put the value in quotes:
    ///   `title: "The cycle: why"`.
    /// * **A tab at the start of a line.** YAML takes spaces only.
    /// * **A quote that is not closed**, or an apostrophe inside single quotes (write it twice, or use double quotes).
    /// * **Lines that belong together but begin in different columns.**
    ///
    /// Until it is mended, haven reads the file as if it had no YAML.
    SYNTAX: Error = "yaml-syntax";

    /// # Aliases that make a small file enormous
    ///
    /// YAML can repeat a part of a file by name (`&name` marks it, `*name` repeats it). Repeating parts that repeat parts
    /// grows without limit, so haven stops when a file becomes many times larger than it is on disk. Write the repeated
    /// parts out.
    ALIAS: Error = "yaml-alias";

    /// # The same key twice
    ///
    /// A key can be there only once in a group. haven uses the last one.
    DUPLICATE_KEY: Error = "duplicate-key";
}

/// What to tell an author whose `text` gave no value. `offset` is where `text` begins in its file.
pub(super) fn explain(file: &SourcePath, text: &str, offset: usize, failure: &Failure) -> Diagnostic {
    let error = match failure {
        Failure::Alias => {
            let help = "Write the repeated parts (`*name`) out.";
            return Diagnostic::new(&ALIAS, At::file(file), "its aliases make it many times larger than it is")
                .help(help);
        }
        Failure::Yaml(error) => error,
    };
    let index = error.location().map_or(0, |location| location.index());
    let start = text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
    let span = Span::new(start..start).shifted(offset);
    Diagnostic::new(&SYNTAX, At::new(file, Spot::Bytes(span)), error.to_string())
}
