//! A value against a shape: what fits is kept, the rest is taken out and reported by the name of its place.

use serde_yaml::{Mapping, Value};

use super::load::{Path, key_name};
use super::shape::{Record, Shape};
use super::{advice, date};
use crate::diagnostic::{At, Code, Diagnostic, Spot};
use crate::source::SourcePath;

crate::codes! {
    /// # A key that haven does not know
    ///
    /// Front matter, data files and `site.yaml` take a fixed set of keys, so that a slip of the finger does not quietly
    /// switch something off. Most often the key is misspelt, or it belongs one level deeper:
    ///
    /// ```yaml
    /// path:
    ///   name: start-here
    ///   order: 3
    /// ```
    ///
    /// Keys of your own go below `extra:` in the front matter of a page; haven hands them to the theme unread.
    UNKNOWN_KEY: Error = "unknown-key";

    /// # A value of the wrong kind
    ///
    /// Each key takes one kind of value: text, a date, a whole number, `true` or `false`, one of a few words, a list, or
    /// further keys. haven leaves the value out until it fits.
    ///
    /// YAML reads `1984` as a number and `true` as a truth value. When such a thing is meant as text, put it in quotes:
    ///
    /// ```yaml
    /// title: "1984"
    /// ```
    WRONG_TYPE: Error = "wrong-type";

    /// # A date that is not a day of the calendar
    ///
    /// Dates are written as year-month-day, `2026-11-24`, because `5/6/2026` is two different days in two different
    /// countries. The day has to exist: 30 February is refused.
    BAD_DATE: Error = "bad-date";

    /// # A word that the key does not take
    ///
    /// Some keys take one word of a short list, such as `status: draft`. The message lists the words. Capital letters
    /// count: `Draft` is not `draft`.
    NOT_ONE_OF: Error = "not-one-of";

    /// # A key that has to be there
    ///
    /// Some keys are needed for the rest to make sense: a page has a title, a help line has a contact. A key without a
    /// value counts as missing.
    ///
    /// A value that begins with `#` is a comment to YAML, so `title: #1 reason` has no value. Put it in quotes:
    /// `title: "#1 reason"`.
    MISSING_KEY: Error = "missing-key";
}

/// The part of `value` that fits `shape`; what does not goes to `diagnostics`.
pub(super) fn fit(file: &SourcePath, value: Value, shape: Shape, diagnostics: &mut Vec<Diagnostic>) -> Option<Value> {
    Fitting { file, diagnostics }.fit(value, &shape, &Path::Root)
}

struct Fitting<'a> {
    file: &'a SourcePath,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Fitting<'_> {
    fn fit(&mut self, value: Value, shape: &Shape, path: &Path) -> Option<Value> {
        match (shape, value) {
            (Shape::Text, value @ Value::String(_)) => Some(value),
            (Shape::Bool, value @ Value::Bool(_)) => Some(value),
            (Shape::Integer, Value::Number(number)) if is_small_integer(&number) => Some(Value::Number(number)),
            (Shape::Date, Value::String(text)) if date::day(&text).is_some() => Some(Value::String(text)),
            (Shape::Date, Value::String(text)) => {
                self.bad_date(path, &text);
                None
            }
            (Shape::Date, Value::Number(number)) => {
                self.bad_date(path, &number.to_string());
                None
            }
            (Shape::OneOf(words), Value::String(text)) if words.contains(&text.as_str()) => Some(Value::String(text)),
            (Shape::OneOf(words), Value::String(text)) => {
                let message = format!("{} cannot be `{}`", advice::subject(path), advice::short(&text));
                self.report(&NOT_ONE_OF, Spot::Value(path.to_key_path()), message, Some(advice::words(&text, words)));
                None
            }
            (Shape::List(item), Value::Sequence(items)) => Some(self.list(items, item, path)),
            (Shape::List(Shape::Record(record)), Value::Mapping(rows)) if advice::needless_key(path, record, &rows) => {
                self.wrong_type(path, &Value::Mapping(rows), shape);
                None
            }
            (Shape::List(_), Value::Null) => None,
            (Shape::List(item), value) => self.fit(value, item, path).map(|value| Value::Sequence(vec![value])),
            (Shape::Record(record), Value::Mapping(mapping)) => Some(self.record(mapping, record, path)),
            (Shape::Map(shape), Value::Mapping(mapping)) => Some(Value::Mapping(self.map(mapping, shape, path))),
            (Shape::Any, value) => self.anything(value, path),
            (shape, value) => {
                self.wrong_type(path, &value, shape);
                None
            }
        }
    }

    fn record(&mut self, mapping: Mapping, record: &'static Record, path: &Path) -> Value {
        let mut fitted = Mapping::with_capacity(mapping.len());
        debug_assert!(record.fields.len() <= 64, "`present` has a bit for each field");
        let mut present = 0u64;
        for (key, value) in mapping {
            // Not `as_str`: that looks through a tag.
            let index = match &key {
                Value::String(key) => record.fields.iter().position(|field| field.name == key),
                _ => None,
            };
            let Some(index) = index else {
                self.unknown_key(&key, record, path);
                continue;
            };
            let field = &record.fields[index];
            let at = Path::Name(path, field.name);
            present |= 1 << index;
            if matches!(value, Value::Null) && !matches!(field.shape, Shape::Any) {
                if field.required {
                    let message = format!("`{}` has no value", field.name);
                    self.report(&MISSING_KEY, Spot::Value(at.to_key_path()), message, Some(advice::empty(field)));
                }
                continue;
            }
            if let Some(value) = self.fit(value, &field.shape, &at) {
                fitted.insert(key, value);
            }
        }
        for (index, field) in record.fields.iter().enumerate() {
            if field.required && present & (1 << index) == 0 {
                let message = format!("this {} has no `{}`", record.name, field.name);
                self.report(&MISSING_KEY, Spot::Value(path.to_key_path()), message, Some(advice::add(field)));
            }
        }
        Value::Mapping(fitted)
    }

    /// A row of a list that is no record at all stays as an empty one, so that the rows behind it keep their numbers and
    /// a later stage points at the right one.
    fn list(&mut self, items: Vec<Value>, shape: &Shape, path: &Path) -> Value {
        let mut fitted = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let at = Path::Item(path, index as u32);
            match (self.fit(item, shape, &at), shape) {
                (Some(item), _) => fitted.push(item),
                (None, Shape::Record(_)) => fitted.push(Value::Mapping(Mapping::new())),
                (None, _) => {}
            }
        }
        Value::Sequence(fitted)
    }

    fn map(&mut self, mapping: Mapping, shape: &Shape, path: &Path) -> Mapping {
        let mut fitted = Mapping::with_capacity(mapping.len());
        for (key, value) in mapping {
            let name = key_name(&key);
            if matches!(key, Value::Sequence(_) | Value::Mapping(_)) {
                let message = format!("{} has a key that is not a word", advice::subject(path));
                self.report(&WRONG_TYPE, Spot::Value(path.to_key_path()), message, None);
                continue;
            }
            if matches!(value, Value::Null) && !matches!(shape, Shape::Any) {
                continue;
            }
            if let Some(value) = self.fit(value, shape, &Path::Name(path, &name)) {
                fitted.insert(Value::String(name), value);
            }
        }
        fitted
    }

    /// Anything but a tag (`!name value`), which nothing behind this module could read.
    fn anything(&mut self, value: Value, path: &Path) -> Option<Value> {
        match value {
            Value::Sequence(items) => Some(self.list(items, &Shape::Any, path)),
            Value::Mapping(mapping) => Some(Value::Mapping(self.map(mapping, &Shape::Any, path))),
            Value::Tagged(_) => {
                self.wrong_type(path, &value, &Shape::Any);
                None
            }
            value => Some(value),
        }
    }

    fn unknown_key(&mut self, key: &Value, record: &'static Record, path: &Path) {
        let name = key_name(key);
        let message = match name.as_str() {
            "" => format!("this {} has a key that is not a word", record.name),
            name => format!("`{}` is not a key of this {}", advice::short(name), record.name),
        };
        let spot = Spot::Key(Path::Name(path, &name).to_key_path());
        self.report(&UNKNOWN_KEY, spot, message, advice::key(&name, record));
    }

    fn bad_date(&mut self, path: &Path, text: &str) {
        let message = format!("{} is not a date: `{}`", advice::subject(path), advice::short(text));
        self.report(&BAD_DATE, Spot::Value(path.to_key_path()), message, Some(date::advice(text)));
    }

    fn wrong_type(&mut self, path: &Path, found: &Value, expected: &Shape) {
        let (message, help) = advice::wrong_type(path, found, expected);
        self.report(&WRONG_TYPE, Spot::Value(path.to_key_path()), message, help);
    }

    fn report(&mut self, code: &'static Code, spot: Spot, message: String, help: Option<String>) {
        let diagnostic = Diagnostic::new(code, At::new(self.file, spot), message);
        self.diagnostics.push(Diagnostic { help, ..diagnostic });
    }
}

/// Whole numbers are limited to 32 bits with sign, so that any integer type an owner of a shape decodes into can hold
/// what passed.
fn is_small_integer(number: &serde_yaml::Number) -> bool {
    number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
}
