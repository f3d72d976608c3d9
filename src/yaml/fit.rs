//! A value against a shape: what fits is kept, the rest is taken out and reported by the name of its place.

use serde_yaml::{Mapping, Value};

use super::country::country;
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

    /// # An address that cannot be followed
    ///
    /// Readers follow this address, so it is a whole one with its beginning, `https://www.example.org/contact`, or one of
    /// this site, from its first slash on: `/about/`. haven leaves out anything else.
    BAD_ADDRESS: Error = "bad-address";

    /// # A country code that does not exist
    ///
    /// Countries are written as their two letters of ISO 3166, in capitals: `GB` (not `UK`), `IE`, `US`. A part of a
    /// country follows after a hyphen, `GB-SCT`; `ZZ` is everywhere. A row with another code would never be shown to anybody.
    BAD_COUNTRY: Error = "bad-country";

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

/// Takes out of `value` what does not fit `shape` and reports it; `false` when nothing of it fits. Works in place: for a
/// front matter of 22 keys that takes 0.8 µs, where building the value anew took 4.
pub(super) fn fit(file: &SourcePath, value: &mut Value, shape: Shape, diagnostics: &mut Vec<Diagnostic>) -> bool {
    Fitting { file, diagnostics }.fits(value, &shape, &Path::Root)
}

struct Fitting<'a> {
    file: &'a SourcePath,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Fitting<'_> {
    /// Whether what is left of `value` can stay.
    fn fits(&mut self, value: &mut Value, shape: &Shape, path: &Path) -> bool {
        match (shape, &mut *value) {
            (Shape::Text, Value::String(_)) | (Shape::Bool, Value::Bool(_)) => true,
            (Shape::Address, Value::String(text)) => is_address(text) || self.bad_address(path, text),
            (Shape::Country, Value::String(code)) => match country(code) {
                Ok(()) => true,
                Err(help) => self.bad_country(path, code, help),
            },
            (Shape::Integer, Value::Number(number)) if is_small_integer(number) => true,
            (Shape::Date, Value::String(text)) => date::day(text).is_some() || self.bad_date(path, text),
            (Shape::Date, Value::Number(number)) => self.bad_date(path, &number.to_string()),
            (Shape::OneOf(words), Value::String(text)) => {
                words.contains(&text.as_str()) || self.not_one_of(path, text, words)
            }
            (Shape::List(item), Value::Sequence(items)) => {
                self.list(items, item, path);
                true
            }
            (Shape::List(_), Value::Null) => false,
            (Shape::List(Shape::Record(record)), Value::Mapping(rows)) if advice::needless_key(path, record, rows) => {
                self.wrong_type(path, value, shape)
            }
            (Shape::List(item), _) => {
                let fits = self.fits(value, item, path);
                *value = Value::Sequence(vec![std::mem::take(value)]);
                fits
            }
            (Shape::Record(record), Value::Mapping(mapping)) => {
                self.record(mapping, record, path);
                true
            }
            (Shape::Map(shape), Value::Mapping(mapping)) => {
                self.map(mapping, shape, path);
                true
            }
            (Shape::Any, _) => self.is_plain(value, path),
            _ => self.wrong_type(path, value, shape),
        }
    }

    fn record(&mut self, mapping: &mut Mapping, record: &'static Record, path: &Path) {
        debug_assert!(record.fields.len() <= 64, "`present` has a bit for each field");
        let mut present = 0u64;
        mapping.retain(|key, value| {
            // Not `as_str`: that looks through a tag.
            let index = match key {
                Value::String(key) => record.fields.iter().position(|field| field.name == key),
                _ => None,
            };
            let Some(index) = index else { return self.unknown_key(key, record, path) };
            present |= 1 << index;
            let field = &record.fields[index];
            let at = Path::Name(path, field.name);
            if !matches!(value, Value::Null) || matches!(field.shape, Shape::Any) {
                return self.fits(value, &field.shape, &at);
            }
            if field.required {
                let message = format!("`{}` has no value", field.name);
                self.report(&MISSING_KEY, Spot::Value(at.to_key_path()), message, Some(advice::empty(field)));
            }
            false
        });
        for (index, field) in record.fields.iter().enumerate() {
            if field.required && present & (1 << index) == 0 {
                let message = format!("this {} has no `{}`", record.name, field.name);
                self.report(&MISSING_KEY, Spot::Value(path.to_key_path()), message, Some(advice::add(field)));
            }
        }
    }

    /// A row of a list that is no record at all stays as an empty one, so that the rows after it keep their numbers and
    /// a later stage points at the right one.
    fn list(&mut self, items: &mut Vec<Value>, shape: &Shape, path: &Path) {
        let mut index = 0;
        items.retain_mut(|item| {
            let at = Path::Item(path, index);
            index += 1;
            let fits = self.fits(item, shape, &at);
            if !fits && matches!(shape, Shape::Record(_)) {
                *item = Value::Mapping(Mapping::new());
                return true;
            }
            fits
        });
    }

    fn map(&mut self, mapping: &mut Mapping, shape: &Shape, path: &Path) {
        mapping.retain(|key, value| match key {
            Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => {
                let message = format!("{} has a key that is not a word", advice::subject(path));
                self.report(&WRONG_TYPE, Spot::Value(path.to_key_path()), message, None)
            }
            _ if matches!(value, Value::Null) && !matches!(shape, Shape::Any) => false,
            key => self.fits(value, shape, &Path::Name(path, &key_name(key))),
        });
        if mapping.keys().any(|key| !matches!(key, Value::String(_))) {
            let entries = std::mem::take(mapping).into_iter();
            *mapping = entries.map(|(key, value)| (Value::String(key_name(&key).into_owned()), value)).collect();
        }
    }

    /// Whether `value` is anything but a tag (`!name value`), which nothing after this module could read.
    fn is_plain(&mut self, value: &mut Value, path: &Path) -> bool {
        match value {
            Value::Sequence(items) => self.list(items, &Shape::Any, path),
            Value::Mapping(mapping) => self.map(mapping, &Shape::Any, path),
            Value::Tagged(_) => return self.wrong_type(path, value, &Shape::Any),
            _ => {}
        }
        true
    }

    fn unknown_key(&mut self, key: &Value, record: &'static Record, path: &Path) -> bool {
        let name = key_name(key);
        let message = match &*name {
            "" => format!("this {} has a key that is not a word", record.name),
            name => format!("`{}` is not a key of this {}", advice::short(name), record.name),
        };
        let spot = Spot::Key(Path::Name(path, &name).to_key_path());
        self.report(&UNKNOWN_KEY, spot, message, advice::key(&name, record))
    }

    fn bad_date(&mut self, path: &Path, text: &str) -> bool {
        let message = format!("{} is not a date: `{}`", advice::subject(path), advice::short(text));
        self.report(&BAD_DATE, Spot::Value(path.to_key_path()), message, Some(date::advice(text)))
    }

    fn bad_address(&mut self, path: &Path, text: &str) -> bool {
        let message = format!("{} is not an address: `{}`", advice::subject(path), advice::short(text));
        self.report(&BAD_ADDRESS, Spot::Value(path.to_key_path()), message, Some(advice::address(text)))
    }

    fn bad_country(&mut self, path: &Path, code: &str, help: String) -> bool {
        let message = format!("{} is not the code of a country: `{}`", advice::subject(path), advice::short(code));
        self.report(&BAD_COUNTRY, Spot::Value(path.to_key_path()), message, Some(help))
    }

    fn not_one_of(&mut self, path: &Path, text: &str, words: &[&str]) -> bool {
        let message = format!("{} cannot be `{}`", advice::subject(path), advice::short(text));
        self.report(&NOT_ONE_OF, Spot::Value(path.to_key_path()), message, Some(advice::words(text, words)))
    }

    fn wrong_type(&mut self, path: &Path, found: &Value, expected: &Shape) -> bool {
        let (message, help) = advice::wrong_type(path, found, expected);
        self.report(&WRONG_TYPE, Spot::Value(path.to_key_path()), message, help)
    }

    /// Always `false`: what is reported does not stay.
    fn report(&mut self, code: &'static Code, spot: Spot, message: String, help: Option<String>) -> bool {
        let diagnostic = Diagnostic::new(code, At::new(self.file, spot), message);
        self.diagnostics.push(Diagnostic { help, ..diagnostic });
        false
    }
}

/// Whether a text is an address that a reader's browser can follow: no script in disguise, no word without a scheme.
pub fn is_address(text: &str) -> bool {
    let has_host = |rest: &str| rest.starts_with(|first: char| first.is_alphanumeric() || first == '[');
    let is_whole = ["https://", "http://"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(has_host));
    let is_own = text.starts_with('/') && !text.starts_with("//");
    (is_whole || is_own) && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

/// Whole numbers are limited to 32 bits with sign, so that any integer type an owner of a shape decodes into can hold
/// what passed.
fn is_small_integer(number: &serde_yaml::Number) -> bool {
    number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
}
