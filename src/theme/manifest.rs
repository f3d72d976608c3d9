//! `theme.yaml`: what a theme is called, what it extends, which options a site may set and which lists it asks for.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::config::{self, Config};
use crate::diagnostic::{At, Diagnostic, Key, Spot, did_you_mean};
use crate::document::place;
use crate::site::link::Query;
use crate::site::named::NamedAddress;
use crate::source::SourcePath;
use crate::yaml::shape::{Record, Shape, optional, required};
use crate::yaml::{self, Value};

crate::codes! {
    /// # An option that the theme does not have
    ///
    /// `options:` in `site.yaml` holds settings of the theme. The theme's `theme.yaml` lists those it knows.
    UNKNOWN_OPTION: Error = "unknown-option";

    /// # A theme option of the wrong kind
    ///
    /// Each option of a theme has a type: text, address (`/about/`), country (`GB`), colour (`#2a6f6b`), bool (`true` or
    /// `false`), integer, image (a file below `content/`) or list. The default is used until the value fits.
    BAD_OPTION: Error = "bad-option";
}

/// A theme's own description.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is documented once, in SHAPE")]
pub struct Manifest {
    pub name: String,
    pub version: String,
    pub description: String,
    pub extends: Option<String>,
    pub options: BTreeMap<String, OptionType>,
    pub queries: BTreeMap<String, QueryText>,
    pub contrast: Contrast,
}

/// Which colours stand on which.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is documented once, in CONTRAST")]
pub struct Contrast {
    pub tokens: Vec<String>,
    pub pairs: Vec<PairsText>,
}

/// Colours that stand on others, as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is documented once, in PAIRS")]
pub struct PairsText {
    pub colours: Vec<String>,
    pub on: Vec<String>,
    #[serde(rename = "as")]
    pub kind: String,
}

/// An option that a site may set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is documented once, in OPTION")]
pub struct OptionType {
    #[serde(rename = "type")]
    pub kind: String,
    pub needed: bool,
    pub leads_to: Option<String>,
    pub default: Option<Value>,
    pub doc: String,
    pub values: Vec<String>,
}

/// A query as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is documented once, in QUERY")]
pub struct QueryText {
    #[serde(rename = "in")]
    pub folder: String,
    pub sort: String,
    pub take: Option<u32>,
}

impl From<&QueryText> for Query {
    fn from(text: &QueryText) -> Self {
        Query { folder: text.folder.clone(), sort: text.sort.clone(), take: text.take.unwrap_or(5) as usize }
    }
}

static TEXT: Shape = Shape::Text;
static OPTION: Shape = Shape::Record(&Record {
    name: "theme option",
    fields: &[
        required(
            "type",
            Shape::OneOf(&["text", "address", "country", "colour", "bool", "integer", "image", "list"]),
            "What it holds.",
        ),
        optional(
            "needed",
            Shape::Bool,
            "For an address: the default must lead somewhere too, for every page links to it.",
        ),
        optional("leads_to", Shape::Address, "For a bool: the address that the theme links to where it is true."),
        optional("default", Shape::Any, "What holds when the site does not set it."),
        optional("doc", Shape::Text, "What it does."),
        optional("values", Shape::List(&TEXT), "The words that are allowed, for a text."),
    ],
});
static QUERY: Shape = Shape::Record(&Record {
    name: "query",
    fields: &[
        optional("in", Shape::Text, "The section whose pages are taken, with those of its subsections. Default: all."),
        optional(
            "sort",
            Shape::OneOf(&["updated", "-updated", "published", "-published", "title", "weight"]),
            "The order; days newest first.",
        ),
        optional("take", Shape::Integer, "How many pages. Default: 5."),
    ],
});
static PAIRS: Shape = Shape::Record(&Record {
    name: "pairs of colours",
    fields: &[
        required("colours", Shape::List(&TEXT), "Custom properties in front, without `--`."),
        required("on", Shape::List(&TEXT), "Those behind them; each in front may stand on each."),
        required("as", Shape::OneOf(&["text", "large", "mark"]), "Text (4.5 to 1), large text or a mark (3 to 1)."),
    ],
});
static CONTRAST: Record = Record {
    name: "contrast",
    fields: &[
        optional("tokens", Shape::List(&TEXT), "Style sheets that set colours on `:root`, the weakest first."),
        optional("pairs", Shape::List(&PAIRS), "Which colours stand on which."),
    ],
};

/// The keys of `theme.yaml`.
pub static SHAPE: Record = Record {
    name: "theme",
    fields: &[
        required("name", Shape::Text, "The theme's name."),
        optional("version", Shape::Text, "Its version."),
        optional("description", Shape::Text, "What it is, in a sentence."),
        optional("extends", Shape::Text, "The theme whose templates, assets and words it builds on."),
        optional("options", Shape::Map(&OPTION), "What a site may set."),
        optional("queries", Shape::Map(&QUERY), "Lists of pages that templates use as variables."),
        optional("contrast", Shape::Record(&CONTRAST), "Which colours stand on which, so that haven can check them."),
    ],
};

/// Reads a manifest.
pub fn parse(file: &SourcePath, text: &str) -> (Manifest, Vec<Diagnostic>) {
    let (value, diagnostics) = yaml::read(file, text, 0, Shape::Record(&SHAPE));
    (yaml::decode(value), diagnostics)
}

/// The options in effect: the site's where they fit, else the defaults. Every declared option is there.
pub fn options(declared: &BTreeMap<String, OptionType>, config: &Config) -> (BTreeMap<String, Value>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let at = |name: &str, spot: fn(Vec<Key>) -> Spot| {
        At::new(&config::path(), spot(vec![Key::Name("options".into()), Key::Name(name.to_owned())]))
    };
    for name in config.options.keys().filter(|name| !declared.contains_key(*name)) {
        let mut unknown =
            Diagnostic::new(&UNKNOWN_OPTION, at(name, Spot::Key), format!("the theme has no option `{name}`"));
        unknown.help = did_you_mean(name, declared.keys().map(String::as_str))
            .or_else(|| Some(format!("Its options are {}.", list(declared.keys()))));
        diagnostics.push(unknown);
    }
    let mut options = BTreeMap::new();
    for (name, option) in declared {
        let default = || option.default.clone().unwrap_or(Value::Null);
        let value = match config.options.get(name) {
            None => default(),
            // `brand: #2a6f6b` is a comment to YAML, and the colour would be lost without a word.
            Some(Value::Null) if option.kind == "colour" => {
                let message = format!("the option `{name}` has no value");
                let help = "Write a colour in quotes, `\"#2a6f6b\"`: YAML reads `#` as a comment.";
                diagnostics.push(Diagnostic::new(&BAD_OPTION, at(name, Spot::Value), message).help(help));
                default()
            }
            Some(Value::Null) => default(),
            Some(given) => fitting(option, given).unwrap_or_else(|expected| {
                let message = format!("the option `{name}` is not {expected}");
                diagnostics.push(Diagnostic::new(&BAD_OPTION, at(name, Spot::Value), message).help(
                    match &*option.doc {
                        "" => format!("Write {expected}."),
                        doc => format!("Write {expected}. {doc}"),
                    },
                ));
                default()
            }),
        };
        options.insert(name.clone(), value);
    }
    (options, diagnostics)
}

/// The colours among the options in effect, by the names of their options.
pub fn colours(declared: &BTreeMap<String, OptionType>, options: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
    let colours = options.iter().filter(|(name, _)| declared.get(*name).is_some_and(|option| option.kind == "colour"));
    colours.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

impl super::Theme {
    /// The options in effect that must lead somewhere.
    pub fn named_addresses(&self) -> &[NamedAddress] {
        &self.named
    }
}

/// The options in effect that name an address or a file. What a theme can do without may have a default that leads nowhere.
pub fn named(
    declared: &BTreeMap<String, OptionType>,
    options: &BTreeMap<String, Value>,
    config: &Config,
) -> Vec<NamedAddress> {
    let named = declared.iter().filter_map(|(name, option)| {
        let value = options.get(name)?;
        let address = match option.kind.as_str() {
            "address" | "image" => value.as_str()?,
            "bool" if value.as_bool() == Some(true) => option.leads_to.as_deref()?,
            _ => return None,
        };
        let is_set = config.options.get(name).is_some_and(|given| !given.is_null());
        let is_checked = !address.is_empty() && (is_set || option.needed);
        is_checked.then(|| NamedAddress { option: name.clone(), address: address.to_owned(), is_set })
    });
    named.collect()
}

/// The value in the form that templates get, or what was expected.
fn fitting(option: &OptionType, given: &Value) -> Result<Value, String> {
    let fits = match option.kind.as_str() {
        "bool" => given.is_bool(),
        "integer" => given.is_i64(),
        "list" => given.is_sequence(),
        "colour" => given.as_str().is_some_and(is_colour),
        "image" => {
            let file = given.as_str().and_then(|file| SourcePath::new(&format!("{}/{file}", place::CONTENT)));
            let url = file.and_then(|file| place::file_url(&file));
            return url.map(|url| Value::String(url.to_string())).ok_or_else(|| "a file below `content/`".to_owned());
        }
        "country" => given.as_str().is_some_and(|code| code.is_empty() || yaml::country(code).is_ok()),
        _ if !option.values.is_empty() => given.as_str().is_some_and(|text| option.values.iter().any(|v| v == text)),
        _ => given.is_string(),
    };
    let expected = || match option.kind.as_str() {
        "bool" => "`true` or `false`".to_owned(),
        "integer" => "a whole number".to_owned(),
        "list" => "a list".to_owned(),
        "address" => "an address such as `/about/`".to_owned(),
        "country" => "the two letters of a country such as `GB` (not `UK`)".to_owned(),
        "colour" => "a colour such as `#2a6f6b` (in quotes, because YAML reads `#` as a comment)".to_owned(),
        _ if !option.values.is_empty() => format!("one of {}", list(option.values.iter())),
        _ => "a text".to_owned(),
    };
    if fits { Ok(given.clone()) } else { Err(expected()) }
}

/// `#rgb` or `#rrggbb`.
fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
