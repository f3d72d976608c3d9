//! The fields of the variable `page`, one table like that of the variables. Only those that the theme's templates name are
//! made: a page has thirty, and a plain theme shows five of them.

use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::values::{Values, texts};
use crate::site::views::Meta;

/// A field of `page`.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub name: &'static str,
    make: fn(&Shown<'_>) -> Value,
}

/// The page that the fields are those of.
pub(super) struct Shown<'a> {
    pub meta: &'a Meta,
    /// How many words its text has.
    pub words: u32,
    pub values: &'a Values,
}

impl Shown<'_> {
    /// `page` with these fields.
    pub fn value(&self, fields: &[Field]) -> Value {
        Value::from(BTreeMap::from_iter(fields.iter().map(|field| (field.name, (field.make)(self)))))
    }

    /// 200 words a minute: plain health prose read with care (Brysbaert 2019 has 238 for any prose).
    fn minutes(&self) -> u32 {
        self.words.div_ceil(200).max(1)
    }
}

/// Every field.
pub(super) static FIELDS: &[Field] = &[
    field("audience", |page| page.values.all(&page.meta.audience)),
    field("authors", |page| Value::from_serializable(&page.meta.authors)),
    field("evidence", |page| Value::from_serializable(&page.meta.evidence)),
    field("extra", |page| Value::from_serializable(&page.meta.extra)),
    field("folder", |page| page.meta.folder.as_str().into()),
    field("image", |page| Value::from_serializable(&page.meta.image)),
    field("interests", |page| page.meta.interests.as_str().into()),
    field("kind", |page| Value::from_serializable(&page.meta.role)),
    field("language", |page| page.meta.language.as_str().into()),
    field("layout", |page| page.meta.layout.as_deref().into()),
    field("minutes", |page| page.minutes().into()),
    field("order", |page| page.meta.order.into()),
    field("path_name", |page| page.meta.path_name.as_deref().into()),
    field("permalink", |page| page.meta.permalink.as_str().into()),
    field("published", |page| page.values.day(page.meta.published)),
    field("review_due", |page| page.values.day(page.meta.review_due)),
    field("reviewed_by", |page| Value::from_serializable(&page.meta.reviewed_by)),
    field("reviewed_on", |page| page.values.day(page.meta.reviewed_on)),
    field("safety", |page| Value::from_serializable(&page.meta.safety)),
    field("source", |page| page.meta.source.as_str().into()),
    field("status", |page| Value::from_serializable(&page.meta.status)),
    field("summary", |page| page.meta.summary.as_str().into()),
    field("synonyms", |page| texts(&page.meta.synonyms)),
    field("title", |page| page.meta.title.as_str().into()),
    field("topics", |page| page.values.all(&page.meta.topics)),
    field("type", |page| page.meta.kind.as_str().into()),
    field("unlisted", |page| page.meta.unlisted.into()),
    field("update_note", |page| page.meta.update_note.as_str().into()),
    field("updated", |page| page.values.day(page.meta.updated)),
    field("url", |page| page.meta.url.as_str().into()),
    field("words", |page| page.words.into()),
];

const fn field(name: &'static str, make: fn(&Shown<'_>) -> Value) -> Field {
    Field { name, make }
}

/// The fields of `page` that these templates name. All of them where a template takes `page` as a whole: hands it on, goes
/// through it or asks for a field whose name it has only then.
pub(super) fn demanded<'t>(mut templates: impl Iterator<Item = &'t str>) -> Vec<Field> {
    let mut names = BTreeSet::new();
    let is_by_name = templates.all(|text| tags(text).all(|tag| add_fields(tag, &mut names)));
    FIELDS.iter().filter(|field| !is_by_name || names.contains(field.name)).copied().collect()
}

/// What stands in the tags of a template, from `{{` or `{%` to the first end, which may stand in a text.
fn tags(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find('{')?..];
            let (end, is_tag) = match rest.as_bytes().get(1)? {
                b'{' => ("}}", true),
                b'%' => ("%}", true),
                b'#' => ("#}", false),
                _ => {
                    rest = &rest[1..];
                    continue;
                }
            };
            let length = rest[2..].find(end).map_or(rest.len(), |at| 2 + at + end.len());
            let (tag, after) = rest.split_at(length);
            rest = after;
            if is_tag {
                return Some(tag);
            }
        }
    })
}

/// Adds the fields of `page` that a tag names; `false` when it takes `page` in another way. Texts in quotes are looked at too,
/// for where they end is not always plain.
fn add_fields<'t>(tag: &'t str, names: &mut BTreeSet<&'t str>) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let word = |text: &'t str| &text[..text.find(|letter| !is_letter(letter)).unwrap_or(text.len())];
    // An open text is one that holds the end of the tag, or an apostrophe: what the template says is not plain from here.
    if ['"', '\'', '`'].iter().any(|quote| tag.matches(*quote).count() % 2 == 1) {
        return false;
    }
    tag.match_indices("page").all(|(at, page)| {
        let (before, after) = (&tag[..at], &tag[at + page.len()..]);
        let is_word = !before.ends_with(is_letter) && !after.starts_with(is_letter);
        // `list.page` is a field, and a text that begins with the word is no variable.
        if !is_word || before.trim_end().ends_with(['.', '"', '\'', '`']) {
            return true;
        }
        after.strip_prefix('.').is_some_and(|field| {
            names.insert(word(field));
            !word(field).is_empty()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(template: &str) -> Option<Vec<&'static str>> {
        let fields = demanded([template, ""].into_iter());
        (fields.len() < FIELDS.len()).then(|| fields.iter().map(|field| field.name).collect())
    }

    #[test]
    fn fields_are_named_one_by_one() {
        for (template, expected) in [
            ("no tag: page, {page}, {# a page #}", &[][..]),
            ("{{-page.title}} of a page {%- if page.updated.iso and list.page > 1 -%}", &["title", "updated"]),
            ("{% extends \"page.html\" %}{% if kind == \"page\" %}{{ the_page.url }}{{ pages.words }}", &[]),
            ("{{ site.x ~ page.summary | upper }}{% set a = [page.nope, 1/page.words] %}", &["summary", "words"]),
        ] {
            assert_eq!(names(template).as_deref(), Some(expected), "{template}");
        }
    }

    #[test]
    fn whoever_takes_the_whole_page_gets_it() {
        for template in [
            "{{ page }}",
            "{% for key, value in page %}",
            "{% for page in list.items %}",
            "{{ page[name] }}",
            "{% set a = page %}",
            "{{ card(page=page) }}",
            "{{ page?.title }}",
            "{{ page | get(key=\"title\") }}",
            "{{ page . title }}",
            "{{ \"}}\" ~ page.title }}",
            "{% set a = '%}' ~ page.title %}",
            "{{ page.",
        ] {
            assert_eq!(names(template), None, "{template}");
        }
    }
}
