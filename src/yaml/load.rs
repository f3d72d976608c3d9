//! YAML text as a plain value, before any shape is asked of it. Unlike the library's own `Value` reader this one keeps
//! going at a key that is there twice, resolves `<<` from the inside out, and stops aliases from multiplying a small
//! file into gigabytes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_yaml::mapping::Entry;
use serde_yaml::value::{Tag, TaggedValue};
use serde_yaml::{Error, Mapping, Value};

use super::plain;
use crate::diagnostic::{Key, KeyPath};

/// What a text holds.
pub(super) struct Loaded {
    pub value: Value,
    /// Keys that are there a second time in the same mapping; the last one counts.
    pub duplicates: Vec<KeyPath>,
}

/// Why a text gave no value.
pub(super) enum Failure {
    /// Aliases (`*name`) make it far larger than it is.
    Alias,
    /// Lists and keys are nested beyond any sense.
    TooDeep,
    /// The library's error.
    Yaml(Error),
}

/// Reads the one document in `text`; an empty text is null.
///
/// Depth is bounded by the library at 128 levels. A text needs at most two units of the budget for each of its bytes
/// when it uses no alias; twice that, and a margin for small files, is what aliases may add.
pub(super) fn load(text: &str) -> Result<Loaded, Failure> {
    match plain::read(text) {
        Some(value) => Ok(Loaded { value, duplicates: Vec::new() }),
        None => by_library(text),
    }
}

/// As `load`, for all of YAML.
pub(super) fn by_library(text: &str) -> Result<Loaded, Failure> {
    if !is_shallow(text) {
        return Err(Failure::TooDeep);
    }
    let state = State { budget: 4 * text.len() + 100_000, exhausted: false, duplicates: Vec::new() };
    let loader = Loader { state: RefCell::new(state) };
    let value = loader.at(&Path::Root).deserialize(serde_yaml::Deserializer::from_str(text));
    let state = loader.state.into_inner();
    match value {
        Ok(value) => Ok(Loaded { value, duplicates: state.duplicates }),
        Err(_) if state.exhausted => Err(Failure::Alias),
        Err(error) => match error.to_string() {
            words if words.starts_with("repetition limit") => Err(Failure::Alias),
            words if words.starts_with("recursion limit") => Err(Failure::TooDeep),
            _ => Err(Failure::Yaml(error)),
        },
    }
}

/// The library refuses more than 128 levels, but only after a scan whose time grows with the square of the depth of
/// `{` (10,000 of them: 0.4 s). Brackets in prose are closed again, so a thousand open ones are never meant.
fn is_shallow(text: &str) -> bool {
    let mut open = 0_i32;
    text.bytes().all(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = (open - 1).max(0),
            _ => {}
        }
        open < 1000
    })
}

/// The way from the root to a value while the text is walked; a `KeyPath` is made of it only when something is said.
pub(super) enum Path<'a> {
    Root,
    Name(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, u32),
}

impl Path<'_> {
    pub fn to_key_path(&self) -> KeyPath {
        match self {
            Path::Root => Vec::new(),
            Path::Name(parent, name) => {
                let mut path = parent.to_key_path();
                path.push(Key::Name((*name).to_owned()));
                path
            }
            Path::Item(parent, item) => {
                let mut path = parent.to_key_path();
                path.push(Key::Item(*item));
                path
            }
        }
    }
}

struct Loader {
    state: RefCell<State>,
}

struct State {
    budget: usize,
    exhausted: bool,
    duplicates: Vec<KeyPath>,
}

#[derive(Clone, Copy)]
struct Place<'a> {
    loader: &'a Loader,
    path: &'a Path<'a>,
}

impl Loader {
    fn at<'a>(&'a self, path: &'a Path<'a>) -> Place<'a> {
        Place { loader: self, path }
    }

    fn spend<E: serde::de::Error>(&self, units: usize) -> Result<(), E> {
        let mut state = self.state.borrow_mut();
        match state.budget.checked_sub(units + 1) {
            Some(rest) => {
                state.budget = rest;
                Ok(())
            }
            None => {
                state.exhausted = true;
                Err(E::custom("too many aliases"))
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        self.loader.spend(0)?;
        Ok(Value::Null)
    }

    /// A text without any value.
    fn visit_none<E: serde::de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_bool<E: serde::de::Error>(self, bool: bool) -> Result<Value, E> {
        self.loader.spend(0)?;
        Ok(Value::Bool(bool))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Value, E> {
        self.loader.spend(0)?;
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        self.loader.spend(0)?;
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        self.loader.spend(0)?;
        Ok(Value::Number(number.into()))
    }

    /// Digits beyond 64 bits are an account or phone number, never a quantity: they stay text.
    fn visit_u128<E: serde::de::Error>(self, number: u128) -> Result<Value, E> {
        self.visit_string(number.to_string())
    }

    fn visit_i128<E: serde::de::Error>(self, number: i128) -> Result<Value, E> {
        self.visit_string(number.to_string())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.loader.spend(text.len())?;
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Value, E> {
        self.loader.spend(text.len())?;
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.loader.spend(0)?;
        let mut sequence = Vec::new();
        loop {
            let path = Path::Item(self.path, sequence.len() as u32);
            match items.next_element_seed(self.loader.at(&path))? {
                Some(item) => sequence.push(item),
                None => return Ok(Value::Sequence(sequence)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.loader.spend(0)?;
        let mut mapping = Mapping::new();
        let mut merges = Vec::new();
        while let Some(key) = entries.next_key_seed(self)? {
            let name = key_name(&key);
            let value = entries.next_value_seed(self.loader.at(&Path::Name(self.path, &name)))?;
            if name == "<<" && can_merge(&value) {
                merges.push(value);
                continue;
            }
            drop(name);
            match mapping.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    let path = Path::Name(self.path, &key_name(entry.key())).to_key_path();
                    self.loader.state.borrow_mut().duplicates.push(path);
                    entry.insert(value);
                }
            }
        }
        for merge in merges {
            merge_into(&mut mapping, merge);
        }
        Ok(Value::Mapping(mapping))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (tag, content) = tagged.variant::<String>()?;
        let value = content.newtype_variant_seed(self)?;
        if tag.is_empty() {
            return Ok(value);
        }
        Ok(Value::Tagged(Box::new(TaggedValue { tag: Tag::new(tag), value })))
    }
}

/// A key as a person wrote it, nearly: `2026`, `true`, `title`; empty for a list or mapping used as a key.
pub(super) fn key_name(key: &Value) -> Cow<'_, str> {
    match key {
        Value::String(name) => Cow::Borrowed(name),
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::Bool(bool) => Cow::Owned(bool.to_string()),
        Value::Null => Cow::Borrowed("null"),
        Value::Tagged(tagged) => key_name(&tagged.value),
        Value::Sequence(_) | Value::Mapping(_) => Cow::Borrowed(""),
    }
}

fn can_merge(value: &Value) -> bool {
    match value {
        Value::Mapping(_) => true,
        Value::Sequence(items) => items.iter().all(|item| matches!(item, Value::Mapping(_))),
        _ => false,
    }
}

/// Adds what `merge` holds and `mapping` does not, as YAML's merge key asks.
fn merge_into(mapping: &mut Mapping, merge: Value) {
    match merge {
        Value::Mapping(merge) => {
            for (key, value) in merge {
                mapping.entry(key).or_insert(value);
            }
        }
        Value::Sequence(items) => {
            for item in items {
                merge_into(mapping, item);
            }
        }
        _ => {}
    }
}
