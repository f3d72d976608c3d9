//! A theme's words, `i18n/en.yaml`: what templates say in the language of the site. Words of another language fall back to
//! English ones, those of a theme to its base theme's.

use crate::diagnostic::Diagnostic;
use crate::source::Sources;
use crate::yaml::shape::Shape;
use crate::yaml::{self, Value};

static WORDS: Shape = Shape::Any;

/// The words in `language` of `folders` (`themes/haven/i18n`), the most basic theme first.
pub fn load(sources: &Sources, folders: &[String], language: &str, diagnostics: &mut Vec<Diagnostic>) -> Value {
    let mut all = Value::Mapping(serde_yaml::Mapping::new());
    let mut names = vec!["en"];
    for name in [language.split('-').next().unwrap_or("en"), language] {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        for folder in folders {
            let Some(path) = crate::source::SourcePath::new(&format!("{folder}/{name}.yaml")) else { continue };
            let Some(source) = sources.get(&path) else { continue };
            let (words, found) = yaml::read(&path, source.text(), 0, Shape::Map(&WORDS));
            diagnostics.extend(found);
            merge(&mut all, words);
        }
    }
    all
}

fn merge(base: &mut Value, over: Value) {
    match (base, over) {
        (Value::Mapping(base), Value::Mapping(over)) => {
            for (key, value) in over {
                match base.get_mut(&key) {
                    Some(known) => merge(known, value),
                    None => {
                        base.insert(key, value);
                    }
                }
            }
        }
        (base, over) => *base = over,
    }
}
