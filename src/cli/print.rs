//! Diagnostics on their way out: to standard error for people, to standard output for machines.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use crate::diagnostic::excerpt::Excerpt;
use crate::diagnostic::{Severity, terminal};

/// Writes what was asked for to standard output. Who reads only its beginning (`haven report | head`) has enough, which is
/// nobody's fault.
///
/// # Errors
/// Standard output cannot be written to for another reason, such as a full disk.
pub fn out(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

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

/// A size for people.
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// A time for people.
pub fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}
