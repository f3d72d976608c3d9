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

/// The text with `to` in the place of the first `from`.
pub fn replace_first(text: &str, arguments: Kwargs, _: &State) -> TeraResult<String> {
    Ok(text.replacen(arguments.must_get::<&str>("from")?, arguments.must_get("to")?, 1))
}

/// The HTML of a page as a part of another: every id, and what refers to one, gets `prefix` in front, and every heading
/// goes one level down. Only for what haven made itself: attributes stand in double quotes.
pub fn as_part(html: &str, arguments: Kwargs, _: &State) -> TeraResult<String> {
    Ok(part(html, arguments.must_get("prefix")?))
}

fn part(html: &str, prefix: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (text, tag) = rest.split_at(open);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        out.push_str(text);
        push_tag(&tag[..end], prefix, &mut out);
        rest = &tag[end..];
    }
    out.push_str(rest);
    out
}

/// Attributes that hold ids, several parted by spaces.
const HOLD_IDS: [&str; 6] =
    [" id=\"", " href=\"#", " for=\"", " aria-labelledby=\"", " aria-describedby=\"", " aria-controls=\""];

fn push_tag(tag: &str, prefix: &str, out: &mut String) {
    let start = out.len();
    let mut rest = tag;
    // Most tags have no attribute at all.
    while rest.contains('=')
        && let Some((at, name)) = HOLD_IDS.iter().filter_map(|name| Some((rest.find(name)?, name))).min()
    {
        let (before, after) = rest.split_at(at + name.len());
        out.push_str(before);
        let (ids, after) = after.split_at(after.find('"').unwrap_or(after.len()));
        let prefixed: Vec<String> = ids.split_ascii_whitespace().map(|id| format!("{prefix}{id}")).collect();
        out.push_str(&prefixed.join(" "));
        rest = after;
    }
    out.push_str(rest);
    let name = out[start..].trim_start_matches(['<', '/']);
    let level = name.strip_prefix('h').and_then(|rest| rest.chars().next()).filter(|level| ('1'..'6').contains(level));
    if let Some(level) = level {
        let digit = out.len() - name.len() + 1;
        let lower = char::from(level as u8 + 1);
        out.replace_range(digit..=digit, lower.encode_utf8(&mut [0; 4]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_ids_of_its_own_and_headings_below_the_whole() {
        for (html, expected) in [
            ("<h2 id=\"a\">A</h2> b &lt; c", "<h3 id=\"p-a\">A</h3> b &lt; c"),
            ("<h6>x</h6><hr><header>", "<h6>x</h6><hr><header>"),
            ("<a href=\"#a\" id=\"b\">x</a><a href=\"/a/#b\">", "<a href=\"#p-a\" id=\"p-b\">x</a><a href=\"/a/#b\">"),
            ("<p aria-labelledby=\"a b\"><a href=\"#\">", "<p aria-labelledby=\"p-a p-b\"><a href=\"#\">"),
            ("open <a id=\"x", "open <a id=\"p-x"),
        ] {
            assert_eq!(part(html, "p-"), expected);
        }
    }
}
