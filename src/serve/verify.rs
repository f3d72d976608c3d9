//! Warm against cold: what the preview shows after an update, beside what an engine makes that has never known anything
//! else. A difference is a bug in haven, never in the site.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::diagnostic::Diagnostic;
use crate::engine::{Engine, Settings};
use crate::source::{Change, OutputPath};

/// All that can be seen of an engine, outputs as their hashes.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    outputs: BTreeMap<OutputPath, u128>,
    diagnostics: Vec<Diagnostic>,
}

impl Seen {
    /// Renders what is not fresh.
    pub fn of(engine: &mut Engine) -> Self {
        let outputs: Mutex<BTreeMap<OutputPath, u128>> = Mutex::default();
        engine.render_all(&|path, output| {
            let mut outputs = outputs.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            outputs.insert(path.clone(), output.hash);
        });
        let outputs = outputs.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        Seen { outputs, diagnostics: engine.diagnostics() }
    }

    /// What a fresh engine shows of these files.
    pub fn cold(settings: Settings, files: Vec<Change>) -> Self {
        let mut engine = Engine::new(Settings { keep_outputs: false, ..settings });
        engine.update(files);
        Seen::of(&mut engine)
    }

    /// Where `self`, the warm one, differs from the cold one, in words.
    pub fn difference(&self, cold: &Seen) -> Option<String> {
        for path in self.outputs.keys().chain(cold.outputs.keys()) {
            match (self.outputs.get(path), cold.outputs.get(path)) {
                (Some(warm), Some(cold)) if warm == cold => {}
                (Some(_), Some(_)) => return Some(format!("{} holds something else", path.url())),
                (Some(_), None) => return Some(format!("a build would not have {}", path.url())),
                (None, _) => return Some(format!("a build would have {}", path.url())),
            }
        }
        let only = |one: &Seen, two: &Seen| {
            let mut only = one.diagnostics.iter().filter(|diagnostic| !two.diagnostics.contains(diagnostic));
            only.next().map(|diagnostic| format!("{}: {}", diagnostic.at.file, diagnostic.message))
        };
        if let Some(words) = only(self, cold) {
            return Some(format!("a build would not say `{words}`"));
        }
        only(cold, self).map(|words| format!("a build would say `{words}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Content, SourcePath};

    #[test]
    fn a_difference_is_named() {
        let settings = Settings::on(jiff::civil::date(2026, 1, 1));
        let file = |path: &str, text: &str| Change {
            path: SourcePath::new(path).unwrap(),
            content: Some(Content::Bytes(text.as_bytes().to_vec().into())),
        };
        let seen = |files: Vec<Change>| Seen::cold(settings.clone(), files);
        let config = || file("site.yaml", "title: T\nbase_url: https://example.org\n");
        let page = |text: &str| file("content/a.md", &format!("---\ntitle: A\nsummary: A.\n---\n\n{text}\n"));
        let one = seen(vec![config(), page("One.")]);
        assert_eq!(one.difference(&seen(vec![config(), page("One.")])), None);
        assert_eq!(one.difference(&seen(vec![config(), page("Two.")])).unwrap(), "/a/ holds something else");
        assert_eq!(one.difference(&seen(vec![config()])).unwrap(), "a build would not have /a/");
    }
}
