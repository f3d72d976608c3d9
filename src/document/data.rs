//! Data files: `content/_data/*.yaml`, lists of typed rows. One table says what a row of each kind may hold; readers of a
//! row ask for fields by name and get what the table promises.

use std::collections::BTreeMap;

use crate::diagnostic::{At, Diagnostic, Key, Spot, did_you_mean};
use crate::source::SourcePath;
use crate::yaml::shape::{Field, Record, Shape, optional, required};
use crate::yaml::{self, Value};

crate::codes! {
    /// # Two rows have the same id
    ///
    /// Pages name a row of a data file by its id (the key of a source, the id of a person or a term), so an id can
    /// belong to one row only. The second row is left out.
    ///
    /// Give one of them another id, or merge the two.
    DUPLICATE_ID: Error = "duplicate-id";

    /// # A data file that haven does not know
    ///
    /// haven reads `people`, `sources`, `glossary`, `helplines`, `directory`, `costs` and `organisation`, and the files
    /// of `lexicons/`. A file with another name is not used by anything.
    ///
    /// Rename the file, or keep your own data in the `extra` keys of `site.yaml`.
    UNKNOWN_DATA_FILE: Warning = "unknown-data-file";
}

/// The kinds of data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is a file's name; its record in `record` says what it holds")]
pub enum DataKind {
    People,
    Sources,
    Glossary,
    Helplines,
    Directory,
    Costs,
    Organisation,
    Lexicon,
}

impl DataKind {
    /// Every kind, in the order of the manual.
    pub const ALL: [DataKind; 8] = [
        DataKind::People,
        DataKind::Sources,
        DataKind::Glossary,
        DataKind::Helplines,
        DataKind::Directory,
        DataKind::Costs,
        DataKind::Organisation,
        DataKind::Lexicon,
    ];

    /// The file's name without its extension; for lexicons, the folder's.
    pub fn name(self) -> &'static str {
        match self {
            DataKind::People => "people",
            DataKind::Sources => "sources",
            DataKind::Glossary => "glossary",
            DataKind::Helplines => "helplines",
            DataKind::Directory => "directory",
            DataKind::Costs => "costs",
            DataKind::Organisation => "organisation",
            DataKind::Lexicon => "lexicons",
        }
    }

    /// The kind of the file at `path`; `None` when it is no data file or has an unknown name.
    pub fn of(path: &SourcePath) -> Option<Self> {
        let rest = path.below(FOLDER)?;
        if rest.starts_with("lexicons/") {
            return Some(DataKind::Lexicon);
        }
        let stem = rest.strip_suffix(".yaml").or(rest.strip_suffix(".yml"))?;
        DataKind::ALL.into_iter().find(|kind| kind.name() == stem && *kind != DataKind::Lexicon)
    }

    /// The field that names a row, where rows have names.
    pub fn id_field(self) -> Option<&'static str> {
        match self {
            DataKind::Sources => Some("key"),
            DataKind::People | DataKind::Glossary | DataKind::Directory | DataKind::Costs => Some("id"),
            DataKind::Helplines | DataKind::Organisation | DataKind::Lexicon => None,
        }
    }

    /// What a row may hold.
    pub fn record(self) -> &'static Record {
        match self {
            DataKind::People => &PERSON,
            DataKind::Sources => &SOURCE,
            DataKind::Glossary => &TERM,
            DataKind::Helplines => &HELPLINE,
            DataKind::Directory => &ENTRY,
            DataKind::Costs => &COST,
            DataKind::Organisation => &ORGANISATION,
            DataKind::Lexicon => &PHRASE,
        }
    }
}

/// Where data files live.
pub const FOLDER: &str = "content/_data";

/// A data file, read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DataFile {
    /// What it holds.
    pub kind: DataKind,
    /// Its rows, each fitting `kind.record()`; one row for an organisation.
    pub rows: Vec<Row>,
}

/// One row of a data file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Which item of the file's list it is, from 0.
    pub item: u32,
    /// Its fields, a YAML mapping.
    pub value: Value,
}

impl Row {
    /// A field's text; `""` when it is missing.
    pub fn text(&self, field: &str) -> &str {
        yaml::text(&self.value, field)
    }
}

/// Reads a data file. `None` for a file of `_data/` that haven does not know, with a warning.
pub fn parse(file: &SourcePath, text: &str) -> (Option<DataFile>, Vec<Diagnostic>) {
    let Some(kind) = DataKind::of(file) else {
        let known = DataKind::ALL.map(DataKind::name);
        let mut diagnostic = Diagnostic::new(
            &UNKNOWN_DATA_FILE,
            At::file(file),
            format!("nothing uses the data file `{}`", file.file_name()),
        );
        diagnostic.help = did_you_mean(file.stem(), known)
            .or_else(|| Some(format!("The data files that haven knows are {}.", known.join(", "))));
        return (None, vec![diagnostic]);
    };
    let shape = row_shape(kind);
    let (value, mut diagnostics) = yaml::read(file, text.trim_start_matches('\u{feff}'), 0, shape);
    let rows = match value {
        Value::Sequence(rows) => rows,
        Value::Mapping(row) if !row.is_empty() => vec![Value::Mapping(row)],
        _ => Vec::new(),
    };
    let rows = rows.into_iter().enumerate().map(|(item, value)| Row { item: item as u32, value });
    let rows = match kind.id_field() {
        Some(field) => unique(file, field, rows, &mut diagnostics),
        None => rows.collect(),
    };
    // Nobody names these rows, so one without what makes it one is not shown at all; it was reported.
    let is_shown_whole = matches!(kind, DataKind::Helplines | DataKind::Directory | DataKind::Costs);
    let is_whole = |row: &Row| {
        let mut needed = kind.record().fields.iter().filter(|field| field.required);
        needed.all(|field| row.value.get(field.name).is_some_and(|value| !value.is_null()))
    };
    let rows = if is_shown_whole { rows.into_iter().filter(is_whole).collect() } else { rows };
    (Some(DataFile { kind, rows }), diagnostics)
}

fn row_shape(kind: DataKind) -> Shape {
    macro_rules! list_of {
        ($record:ident) => {{
            static ROW: Shape = Shape::Record(&$record);
            Shape::List(&ROW)
        }};
    }
    match kind {
        DataKind::People => list_of!(PERSON),
        DataKind::Sources => list_of!(SOURCE),
        DataKind::Glossary => list_of!(TERM),
        DataKind::Helplines => list_of!(HELPLINE),
        DataKind::Directory => list_of!(ENTRY),
        DataKind::Costs => list_of!(COST),
        DataKind::Lexicon => list_of!(PHRASE),
        DataKind::Organisation => Shape::Record(&ORGANISATION),
    }
}

/// The rows with an id that no earlier row has. Rows without an id were reported as incomplete and are left out too.
fn unique(
    file: &SourcePath,
    field: &str,
    rows: impl Iterator<Item = Row>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Row> {
    let at = |item| At::new(file, Spot::Value(vec![Key::Item(item), Key::Name(field.to_owned())]));
    let mut first: BTreeMap<String, u32> = BTreeMap::new();
    let mut kept = Vec::new();
    for row in rows {
        let id = row.text(field).to_owned();
        if id.is_empty() {
            continue;
        }
        if let Some(earlier) = first.get(&id) {
            diagnostics.push(
                Diagnostic::new(&DUPLICATE_ID, at(row.item), format!("two rows have the {field} `{id}`"))
                    .label("the same again")
                    .related(at(*earlier), "first here")
                    .help("Give one of them another name, or merge the two."),
            );
            continue;
        }
        first.insert(id, row.item);
        kept.push(row);
    }
    kept
}

static TEXT: Shape = Shape::Text;
static ADDRESS: Shape = Shape::Address;
static COUNTRY: Shape = Shape::Country;
const STATUS: Field = optional(
    "status",
    Shape::OneOf(&["verified", "part-verified", "unverified"]),
    "How far the row has been checked against its source.",
);
const VERIFIED_ON: Field = optional("verified_on", Shape::Date, "The day on which the row was last checked.");

static PERSON: Record = Record {
    name: "person",
    fields: &[
        required("id", Shape::Text, "The name that front matter uses."),
        required("name", Shape::Text, "The name that readers see."),
        required("role", Shape::Text, "What the person does here."),
        optional("credentials", Shape::Text, "Qualifications, as they would be written after the name."),
        optional(
            "register",
            Shape::Record(&Record {
                name: "register",
                fields: &[
                    required("name", Shape::Text, "The register."),
                    optional("number", Shape::Text, "The person's number on it."),
                    optional("url", Shape::Address, "Where the entry can be looked up."),
                ],
            }),
            "The professional register that the person is on.",
        ),
        optional("bio", Shape::Text, "A few sentences."),
        optional("url", Shape::Address, "A page about the person."),
        optional("sample", Shape::Bool, "An invented person: labelled so wherever they appear."),
        optional("interests", Shape::Text, "Conflicts of interest."),
        optional("public_email", Shape::Text, "An address that may be shown."),
    ],
};

static SOURCE: Record = Record {
    name: "source",
    fields: &[
        required("key", Shape::Text, "The name that pages cite."),
        required("citation", Shape::Text, "The full reference."),
        optional("supports", Shape::Text, "What it shows, in a sentence."),
        optional("doi", Shape::Text, "Its DOI, without https://doi.org/."),
        optional("url", Shape::Address, "Where it can be read."),
        optional("year", Shape::Integer, "The year of publication."),
        STATUS,
        optional("seen_in", Shape::Text, "Where the facts about it were seen."),
        VERIFIED_ON,
    ],
};

static TERM: Record = Record {
    name: "glossary term",
    fields: &[
        required("id", Shape::Text, "The name that pages use."),
        required("term", Shape::Text, "The term."),
        required("definition", Shape::Text, "Its meaning in plain words."),
        optional("also", Shape::List(&TEXT), "Other words for it that readers use."),
        optional("see", Shape::List(&TEXT), "Ids of related terms."),
        optional("plain", Shape::Text, "A gloss of a few words."),
    ],
};

static HELPLINE: Record = Record {
    name: "help line",
    fields: &[
        required("region", Shape::Country, "A country (ISO 3166: GB), a part of one (GB-ENG), or ZZ for everywhere."),
        required("name", Shape::Text, "The service."),
        optional(
            "purpose",
            Shape::OneOf(&["emergency", "crisis", "listening", "health", "abuse", "finder"]),
            "What it is for.",
        ),
        required("channel", Shape::OneOf(&["call", "text", "chat", "video", "web"]), "How to reach it."),
        required("contact", Shape::Text, "The number or address, as readers see it. In quotes."),
        optional("sms_body", Shape::Text, "The word to send."),
        optional("hours", Shape::Text, "When it answers."),
        optional("cost", Shape::Text, "What it costs."),
        optional("languages", Shape::List(&TEXT), "Languages it answers in."),
        optional("deaf_access", Shape::Text, "How deaf people reach it."),
        optional("ages", Shape::Text, "Whom it is for."),
        optional("url", Shape::Address, "Its own page."),
        optional("source_url", Shape::Address, "Where the row was checked."),
        VERIFIED_ON,
        optional("verified_by", Shape::Text, "Who checked it."),
        optional("max_age_days", Shape::Integer, "After how many days the check is too old."),
        STATUS,
        optional("notes", Shape::Text, "Anything else a reader should know."),
    ],
};

static ENTRY: Record = Record {
    name: "directory entry",
    fields: &[
        required("id", Shape::Text, "The row's name."),
        required("name", Shape::Text, "The register or service."),
        required("country", Shape::Country, "A country (ISO 3166: GB), a part of one, or ZZ."),
        required(
            "type",
            Shape::OneOf(&["public", "register", "directory", "association"]),
            "What kind of entry it is.",
        ),
        optional("url", Shape::Address, "Its own page."),
        optional("proves", Shape::Text, "What being listed there proves."),
        optional("cost", Shape::Text, "What it costs to use."),
        optional("format", Shape::List(&TEXT), "In person, online, by phone."),
        optional("notes", Shape::Text, "Anything else a reader should know."),
        VERIFIED_ON,
        STATUS,
    ],
};

static COST: Record = Record {
    name: "cost",
    fields: &[
        required("id", Shape::Text, "The row's name."),
        required("country", Shape::Country, "A country (ISO 3166: GB), a part of one, or ZZ."),
        required("item", Shape::Text, "What is paid for."),
        required("amount", Shape::Text, "What it costs, with its currency. In quotes."),
        optional("note", Shape::Text, "Conditions."),
        optional("url", Shape::Address, "Where the row was checked."),
        VERIFIED_ON,
        optional("expires_on", Shape::Date, "The day from which the row must not be shown."),
        STATUS,
    ],
};

static ORGANISATION: Record = Record {
    name: "organisation",
    fields: &[
        required("name", Shape::Text, "The publisher."),
        optional("short_name", Shape::Text, "A shorter name."),
        optional("tagline", Shape::Text, "A few words under the name."),
        optional("description", Shape::Text, "Who the publisher is."),
        optional("url", Shape::Address, "The publisher's own site."),
        optional("email", Shape::Text, "An address for readers."),
        optional("phone", Shape::Text, "A number for readers. In quotes."),
        optional("address", Shape::Text, "A postal address."),
        optional("logo", Shape::Text, "A picture below content/."),
        optional("funding", Shape::Text, "Who pays."),
        optional("interests", Shape::Text, "Conflicts of interest."),
        optional(
            "editorial_policy",
            Shape::Address,
            "The address of the page that says how pages are written and reviewed.",
        ),
        optional("feedback_email", Shape::Text, "An address for comments on pages."),
        optional("regions", Shape::List(&COUNTRY), "Countries whose readers the site is for."),
        optional("founded", Shape::Integer, "The year."),
        optional("same_as", Shape::List(&ADDRESS), "The publisher's pages elsewhere."),
    ],
};

static PHRASE: Record = Record {
    name: "phrase",
    fields: &[
        required("phrase", Shape::Text, "What to look for."),
        optional(
            "name",
            Shape::Text,
            "In `crisis.yaml`: the name, in capitals, by which other phrases mean this list.",
        ),
        optional("reason", Shape::Text, "Why."),
        optional("suggest", Shape::Text, "What to write instead."),
        optional("level", Shape::OneOf(&["warning", "error"]), "How bad it is on a page. Default: warning."),
    ],
};
