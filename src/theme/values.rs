//! Site values as template values. Shared values (cards, terms, menus, rows) are turned into Tera's form once for each
//! fingerprint, however many outputs show them: a card of 10,000 stands on eight lists, and making each list's cards anew
//! was a third of a build.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tera::Value;

use crate::site::views::*;
use crate::source::fingerprint;

/// What templates can be given.
pub trait Show: 'static {
    /// Its template value. What it is made of comes from `values`.
    fn show(&self, values: &Values) -> Value;
}

/// Those that are made of texts and numbers of their own.
macro_rules! shown_as_they_are {
    ($($kind:ty),*) => {$(
        impl Show for $kind {
            fn show(&self, _: &Values) -> Value {
                Value::from_serializable(self)
            }
        }
    )*};
}

shown_as_they_are!(
    crate::yaml::Value,
    Crumb,
    NumberedSource,
    ReadingPath,
    SectionView,
    SiteView,
    TaxonomyView,
    TermLink
);

impl Show for Card {
    fn show(&self, values: &Values) -> Value {
        fields([
            ("audience", texts(&self.audience)),
            ("order", self.order.into()),
            ("published", values.day(self.published)),
            ("summary", self.summary.as_str().into()),
            ("title", self.title.as_str().into()),
            ("topics", values.all(&self.topics)),
            ("type", self.kind.as_str().into()),
            ("updated", values.day(self.updated)),
            ("url", self.url.as_str().into()),
        ])
    }
}

impl Show for ListPage {
    fn show(&self, values: &Values) -> Value {
        with_fields(Value::from_serializable(self), [("items", values.all(&self.items))])
    }
}

impl Show for SectionCards {
    fn show(&self, values: &Values) -> Value {
        with_fields(Value::from_serializable(self), [("pages", values.all(&self.pages))])
    }
}

impl<T: Show> Show for Vec<T> {
    fn show(&self, values: &Values) -> Value {
        Value::from(self.iter().map(|item| item.show(values)).collect::<Vec<_>>())
    }
}

impl<T: Show> Show for Known<T> {
    fn show(&self, values: &Values) -> Value {
        values.of(self)
    }
}

/// Template values by the kind and the fingerprint of what they were made from. A pure cache: forgetting costs time only.
/// The kind counts, because values of two kinds may have one fingerprint: no neighbours are hashed like empty menus.
#[derive(Default)]
pub struct Values {
    shards: [Mutex<FxHashMap<(TypeId, u128), Value>>; 16],
}

/// How many values a shard keeps before it starts anew: enough for the cards of 200,000 pages, some 1.3 kB each.
const SHARD_LIMIT: usize = 16_384;

impl Values {
    /// The template value of `known`.
    pub fn of<T: Show>(&self, known: &Known<T>) -> Value {
        self.get_or_make::<T>(known.hash, || known.value.show(self))
    }

    /// The template values of `known`, as a list.
    pub fn all<T: Show>(&self, known: &[Known<T>]) -> Value {
        Value::from(known.iter().map(|known| self.of(known)).collect::<Vec<_>>())
    }

    /// The template value of a day. A site has few: one value for each is 7 MB less for 10,000 cards.
    pub fn day(&self, day: Option<Day>) -> Value {
        let Some(day) = day else { return Value::none() };
        self.get_or_make::<Day>(fingerprint::of(&day), || {
            fields([("iso", day.iso().into()), ("text", day.text().into())])
        })
    }

    /// The template value that belongs to a kind and a fingerprint.
    pub fn get_or_make<T: 'static>(&self, hash: u128, make: impl FnOnce() -> Value) -> Value {
        let key = (TypeId::of::<T>(), hash);
        let shard = &self.shards[(hash as usize) & 15];
        if let Some(value) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return value.clone();
        }
        let value = make();
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if shard.len() >= SHARD_LIMIT {
            shard.clear();
        }
        shard.insert(key, value.clone());
        value
    }
}

/// HTML that templates print as it is.
pub fn safe(html: &str) -> Value {
    Value::safe_string(html)
}

/// The value of something missing.
pub fn none() -> Value {
    Value::none()
}

/// A field's text.
pub fn text(value: &Value, field: &str) -> Option<String> {
    value.get_from_path(field)?.as_str().map(str::to_owned)
}

/// A value's text, or nothing.
pub fn plain(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A map of these fields. Written out where many are made: through serde, with fields added to the map afterwards, the
/// `page` of each output was 8 % of a build.
pub fn fields<const N: usize>(fields: [(&'static str, Value); N]) -> Value {
    // Not as Tera's own map, of which `Value::from` makes another.
    Value::from(BTreeMap::from(fields))
}

/// A list of texts.
pub fn texts(texts: &[String]) -> Value {
    Value::from(texts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A map with more fields.
pub fn with_fields<const N: usize>(value: Value, fields: [(&'static str, Value); N]) -> Value {
    let mut map = value.into_map().unwrap_or_default();
    for (name, field) in fields {
        map.insert(name.into(), field);
    }
    Value::from(map)
}
