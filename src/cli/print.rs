//! Diagnostics on their way out: to standard error for people, to standard output for machines.

use std::io::{IsTerminal, Write};

use crate::diagnostic::excerpt::Excerpt;
use crate::diagnostic::{Severity, terminal};

/// Prints the excerpts for people, with a summary line.
pub fn for_people(excerpts: &[Excerpt]) {
    let is_coloured =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let ink = if is_coloured { terminal::Ink::Colour } else { terminal::Ink::Plain };
    let mut text = String::new();
    for excerpt in excerpts {
        text.push_str(terminal::drawing(excerpt, ink).trim_end());
        text.push_str("\n\n");
    }
    if let Some(summary) = terminal::summary(excerpts) {
        text.push_str(&summary);
        if let Some(first) = excerpts.first() {
            text.push_str(&format!(" · more about one: haven explain {}", first.code.name));
        }
        text.push('\n');
    }
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Whether any is an error.
pub fn has_errors(excerpts: &[Excerpt]) -> bool {
    excerpts.iter().any(|excerpt| excerpt.severity == Severity::Error)
}
