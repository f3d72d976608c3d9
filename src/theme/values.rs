//! Site values as template values. Shared values (cards, menus, rows) are turned into Tera's form once for each
//! fingerprint, however many outputs show them.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tera::Value;

use crate::site::views::Known;

/// Template values by the kind and the fingerprint of what they were made from. A pure cache: forgetting costs time only.
/// The kind counts, because values of two kinds may have one fingerprint: no neighbours are hashed like empty menus.
#[derive(Default)]
pub struct Values {
    shards: [Mutex<HashMap<(TypeId, u128), Value>>; 16],
}

/// How many values a shard keeps before it starts anew; at 10,000 pages all of them together use some 30 MB.
const SHARD_LIMIT: usize = 4096;

impl Values {
    /// The template value of `known`.
    pub fn of<T: Serialize + 'static>(&self, known: &Known<T>) -> Value {
        self.get_or_make::<T>(known.hash, || Value::from_serializable(&*known.value))
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
