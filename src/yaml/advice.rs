//! The words of `fit`: how a place, a kind of value and a way out are called for someone who does not write programs.

use serde_yaml::{Mapping, Value};

use super::load::{Path, key_name};
use super::shape::{Field, Record, Shape};
use crate::diagnostic::{did_you_mean, nearest};

/// How a place is called at the start of a sentence: `` `title` ``, ``item 2 of `topics` ``, `this file`.
pub(super) fn subject(path: &Path) -> String {
    match path {
        Path::Root => "this file".to_owned(),
        Path::Name(_, name) => format!("`{}`", short(name)),
        Path::Item(Path::Root, item) => format!("row {}", item + 1),
        Path::Item(parent, item) => format!("item {} of {}", item + 1, subject(parent)),
    }
}

/// The text on one line and no longer than a person reads in a message.
pub(super) fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// Message and help for a value of the wrong kind.
pub(super) fn wrong_type(path: &Path, found: &Value, expected: &Shape) -> (String, Option<String>) {
    let subject = match (path, expected) {
        (Path::Root, Shape::Record(record)) => format!("this {}", record.name),
        _ => subject(path),
    };
    let message = match (found, expected) {
        (Value::Tagged(_), _) => {
            format!("{subject} begins with an exclamation mark, which YAML takes as a sign of its own")
        }
        (Value::Null, _) => format!("{subject} is empty, but it should be {}", kind(expected)),
        (Value::Number(number), Shape::Integer) if number.is_f64() => {
            format!("{subject} is {number}, but it should be a whole number")
        }
        (Value::Number(_), Shape::Integer) => format!("{subject} is a number far too large"),
        _ => format!("{subject} is {}, but it should be {}", found_kind(found), kind(expected)),
    };
    (message, wrong_type_help(path, found, expected))
}

fn wrong_type_help(path: &Path, found: &Value, expected: &Shape) -> Option<String> {
    let name = match path {
        Path::Name(_, name) => format!("{name}: "),
        Path::Item(..) => "- ".to_owned(),
        Path::Root => String::new(),
    };
    let help = match (expected, found) {
        (_, Value::Tagged(_)) => "If it is text, put it in quotes: `\"!…\"`.".to_owned(),
        (Shape::Text | Shape::OneOf(_), Value::Number(number)) if !number.is_f64() => {
            format!("Put it in quotes: `{name}\"{number}\"`.")
        }
        (Shape::Text | Shape::OneOf(_), Value::Bool(bool)) => format!("Put it in quotes: `{name}\"{bool}\"`."),
        (Shape::Text | Shape::OneOf(_), Value::Number(_)) => "Put it in quotes: `\"…\"`.".to_owned(),
        (Shape::Text, Value::Mapping(mapping)) => colon_help(mapping)?,
        (Shape::Text, Value::Sequence(items)) => match items.as_slice() {
            [one] if one.is_string() => {
                "Take the brackets or the dash away, or put all of it in quotes: `\"[…]\"`.".to_owned()
            }
            _ => "Only one value fits here. If the square brackets are part of the text, put all of it in quotes."
                .to_owned(),
        },
        (Shape::Bool, Value::String(text)) => match text.to_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => format!("Write `{name}true`, without quotes."),
            "no" | "off" | "n" | "false" => format!("Write `{name}false`, without quotes."),
            _ => "Write `true` or `false`, without quotes.".to_owned(),
        },
        (Shape::Integer, Value::String(text)) if text.trim().parse::<i32>().is_ok() => {
            format!("Take the quotes away: `{name}{}`.", text.trim().parse::<i32>().unwrap_or_default())
        }
        (Shape::Record(_), _) if matches!(path, Path::Root) => "Write one `key: value` to a line.".to_owned(),
        (Shape::Record(record), _) => {
            format!("Its keys go on lines of their own below it, indented by two spaces: {}.", names(record))
        }
        (Shape::Integer, Value::String(_)) => "Write it in digits, such as `3`.".to_owned(),
        (Shape::Map(_), _) => "Write `name: value` on lines of their own below it, indented by two spaces.".to_owned(),
        (Shape::List(Shape::Record(_)), Value::Mapping(_)) => {
            "Take the first line away and let each row begin with `- ` at the left edge.".to_owned()
        }
        _ => return None,
    };
    Some(help)
}

/// `- Note: something` reads as a key with a value, and is nearly always meant as text.
fn colon_help(mapping: &Mapping) -> Option<String> {
    let (key, value) = mapping.iter().next()?;
    match (mapping.len(), value.as_str()) {
        (1, Some(value)) => {
            let text = short(&format!("{}: {value}", key_name(key))).replace('"', "'");
            Some(format!(
                "A colon and a space make a key of what stands before them. Put all of it in quotes: `\"{text}\"`."
            ))
        }
        _ => Some("Write one text here. If curly brackets are part of it, put all of it in quotes.".to_owned()),
    }
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text => "text",
        Shape::Country => "the code of a country such as `GB`",
        Shape::Address => "an address such as `https://www.example.org`",
        Shape::Date => "a date such as `2026-11-24`",
        Shape::Bool => "`true` or `false`",
        Shape::Integer => "a whole number",
        Shape::OneOf(_) => "a word",
        Shape::List(_) => "a list",
        Shape::Record(_) | Shape::Map(_) => "a set of keys with values",
        Shape::Any => "a plain value",
    }
}

fn found_kind(value: &Value) -> String {
    match value {
        Value::Null => "empty".to_owned(),
        Value::Bool(bool) => format!("`{bool}`"),
        Value::Number(_) => "a number".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Sequence(_) => "a list".to_owned(),
        Value::Mapping(_) | Value::Tagged(_) => "a set of keys".to_owned(),
    }
}

/// Help for a word that is not among `words`.
pub(super) fn words(written: &str, words: &[&str]) -> String {
    let parts: Vec<&str> = written.split(',').map(str::trim).collect();
    if parts.len() > 1 && parts.iter().all(|part| words.contains(part)) {
        return format!("Write several as a list: `[{}]`.", parts.join(", "));
    }
    let known = format!("It can be {}.", either(words));
    match did_you_mean(written, words.iter().copied()) {
        Some(meant) => format!("{meant} {known}"),
        None => known,
    }
}

/// Help for a text that is no address.
pub(super) fn address(written: &str) -> String {
    let bare = written.trim();
    let is_host = bare.split('/').next().is_some_and(|host| host.contains('.') && !host.contains([' ', ':', '@']));
    match is_host {
        true => format!("Write it with its beginning: `https://{}`.", short(bare)),
        false => "Write a whole address, `https://www.example.org`, or one of this site, `/about/`.".to_owned(),
    }
}

/// Help for a key that `record` does not have.
pub(super) fn key(written: &str, record: &Record) -> Option<String> {
    if let Some(meant) = did_you_mean(written, record.fields.iter().map(|field| field.name)) {
        return Some(meant);
    }
    // `{ suggest: learn, or practise }`: no key of ours has a space, and a sentence after a comma has one.
    if written.trim().contains(' ') {
        return Some("A comma between braces ends a value. Put a text that holds one in quotes.".to_owned());
    }
    for field in record.fields {
        let (Shape::Record(inner) | Shape::List(&Shape::Record(inner))) = field.shape else { continue };
        if let [meant, ..] = nearest(written, inner.fields.iter().map(|field| field.name)).as_slice() {
            return Some(format!(
                "`{meant}` is a key of `{}:`; write it on a line below that, indented by two spaces.",
                field.name
            ));
        }
    }
    match record.field("extra") {
        Some(_) => Some("Keys of your own go below `extra:`, indented by two spaces.".to_owned()),
        None if record.fields.len() <= 12 => Some(format!("The keys are {}.", names(record))),
        None => None,
    }
}

/// Help for a key that is not there.
pub(super) fn add(field: &Field) -> String {
    format!("Add a line `{}: …`. {}", field.name, field.doc)
}

/// Help for a key without a value.
pub(super) fn empty(field: &Field) -> String {
    format!("Write its value after the colon. {}", field.doc)
}

/// Whether the whole of a data file sits below one key that it does not need: `people:` above the rows.
pub(super) fn needless_key(path: &Path, record: &Record, mapping: &Mapping) -> bool {
    let Some((key, value)) = mapping.iter().next() else { return false };
    let is_unknown = key.as_str().is_some_and(|key| record.field(key).is_none());
    matches!(path, Path::Root) && mapping.len() == 1 && value.is_sequence() && is_unknown
}

fn names(record: &Record) -> String {
    let names: Vec<&str> = record.fields.iter().map(|field| field.name).collect();
    listed(&names, "and")
}

fn either(words: &[&str]) -> String {
    listed(words, "or")
}

fn listed(words: &[&str], last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [start @ .., end] => format!("{} {last} {end}", start.join(", ")),
    }
}
