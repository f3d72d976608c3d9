//! Every component of the theme by the example of its own declaration, in the site's own look: a page of a site that has
//! the theme, the settings and the data of this one, and nothing else.

use std::fmt::Write;

use crate::engine::{Engine, Settings};
use crate::source::{Change, Content, OutputPath, SourcePath};

/// The page, as bytes of HTML whose addresses are right one folder below the site's top.
pub fn gallery(settings: Settings, mut files: Vec<Change>) -> Option<Vec<u8>> {
    files.retain(|file| {
        let path = file.path.as_str();
        !path.starts_with("content/") || path.starts_with("content/_data/")
    });
    let mut engine = Engine::new(settings);
    engine.update(files);
    let page = SourcePath::new("content/components.md")?;
    let text = text(&engine);
    engine.update(vec![Change { path: page, content: Some(Content::Bytes(text.into_bytes().into())) }]);
    Some(engine.output(&OutputPath::new("components/index.html")?)?.bytes.to_vec())
}

/// The page's source: examples, each with what one writes for it.
fn text(engine: &Engine) -> String {
    let mut text = String::from(
        "---\ntitle: Components\nsummary: Every component of the theme, with what to write for it.\n---\n\n",
    );
    for component in engine.theme().components().values().filter(|component| !component.example.is_empty()) {
        let (name, example) = (component.name.replace('_', "-"), component.example.trim());
        // The fence must be longer than any in the example.
        let _ =
            write!(text, "## {name}\n\n{}\n\n{example}\n\n``````markdown\n{example}\n``````\n\n", component.summary);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_component_with_an_example_is_shown() {
        let settings = Settings::on(jiff::civil::date(2026, 1, 1));
        let mut engine = Engine::new(settings.clone());
        engine.update(Vec::new());
        let page = String::from_utf8(gallery(settings, engine.known_files()).unwrap()).unwrap();
        let components = engine.theme().components().values().filter(|component| !component.example.is_empty());
        let mut count = 0;
        for component in components {
            assert!(page.contains(&format!("id=\"{}\"", component.name.replace('_', "-"))), "{}", component.name);
            count += 1;
        }
        assert!(count > 5);
        assert!(page.contains("href=\"../assets/"));
    }
}
