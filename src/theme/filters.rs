//! Filters of templates that differ from Tera's own, because an output must be the same on every run. They depend on their
//! arguments alone.

use tera::value::Key;
use tera::{Kwargs, Map, State, TeraResult, Value};

/// Groups of the list by the value of `attribute`, in the order of their first items; items without a value are left out.
/// Tera hands its groups over in a random order.
pub fn group_by(items: &[Value], arguments: Kwargs, _: &State) -> TeraResult<Map> {
    let attribute = arguments.must_get::<&str>("attribute")?;
    let mut groups: Vec<(Key<'static>, Vec<Value>)> = Vec::new();
    for item in items {
        let Some(value) = item.get_from_path(attribute) else {
            return Err(tera::Error::message(format!("an item of the list has no `{attribute}`")));
        };
        if value.is_none() {
            continue;
        }
        let key = key(value)?;
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(item.clone()),
            None => groups.push((key, vec![item.clone()])),
        }
    }
    Ok(groups.into_iter().map(|(key, group)| (key, group.into())).collect())
}

fn key(value: &Value) -> TeraResult<Key<'static>> {
    let text = value.as_str().map(|text| Key::from(text.to_owned()));
    let found = text.or(value.as_bool().map(Key::Bool)).or(value.as_i64().map(Key::I64));
    found.ok_or_else(|| tera::Error::message(format!("a list cannot be grouped by {value}")))
}
