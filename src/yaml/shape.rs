//! The shape that a YAML value must have: one table, from which the checks, the messages, the JSON Schema for editors and
//! the manual's field lists all come.

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Text. A number or date is refused with the advice to quote it, so that `0477…` never loses its zero.
    Text,
    /// An address: a whole one, `https://…`, or one of this site, `/about/`.
    Address,
    /// A country or a part of one by its code of ISO 3166, `GB` or `GB-SCT`; `ZZ` is everywhere.
    Country,
    /// A calendar day, `2026-11-24`.
    Date,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// One of a few words.
    OneOf(&'static [&'static str]),
    /// A list. A single value that is not a list is taken as a list of one.
    List(&'static Shape),
    /// A mapping with known keys.
    Record(&'static Record),
    /// A mapping with free keys and values of one shape.
    Map(&'static Shape),
    /// Anything.
    Any,
}

/// A mapping with known keys.
#[derive(Debug)]
pub struct Record {
    /// What the record is, for messages: `front matter`, `help line`.
    pub name: &'static str,
    /// Its keys.
    pub fields: &'static [Field],
}

/// One key of a record.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What its value may be. A value of `null` counts as missing.
    pub shape: Shape,
    /// Whether the record is incomplete without it.
    pub required: bool,
    /// One sentence for the manual and the editor.
    pub doc: &'static str,
}

impl Record {
    /// The field called `name`.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A field that may be left out.
pub const fn optional(name: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { name, shape, required: false, doc }
}

/// A field that must be there.
pub const fn required(name: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { name, shape, required: true, doc }
}
