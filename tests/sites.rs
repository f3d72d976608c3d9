//! Sites as values: a folder of files, an engine that was fed with it, and all that can be seen of an engine.

use std::collections::BTreeMap;
use std::sync::Mutex;

use haven::diagnostic::excerpt::Excerpt;
use haven::engine::{Engine, Settings};
use haven::source::{Change, Content, OutputPath, SourcePath};

/// The files of a site, with their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder(pub BTreeMap<String, Vec<u8>>);

impl Folder {
    /// A site that says what it is called and uses the test theme.
    pub fn tiny() -> Self {
        let mut folder = Folder::default();
        folder.put("site.yaml", "title: Tiny\nbase_url: https://tiny.example\ntheme: tiny\n");
        for (path, text) in TINY_THEME {
            folder.put(&format!("themes/tiny/{path}"), text);
        }
        folder
    }

    /// A site in the built-in theme.
    pub fn haven() -> Self {
        let mut folder = Folder::default();
        folder.put("site.yaml", "title: Haven\nbase_url: https://haven.example\noptions: { urgent_url: \"\" }\n");
        folder
    }

    /// With these files too.
    pub fn with(mut self, files: &[(&str, &str)]) -> Self {
        files.iter().for_each(|(path, text)| self.put(path, text));
        self
    }

    pub fn put(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        self.0.insert(path.to_owned(), bytes.as_ref().to_vec());
    }

    /// What must be told to an engine that knows `old`.
    pub fn changes_since(&self, old: &Folder) -> Vec<Change> {
        let gone = old.0.keys().filter(|path| !self.0.contains_key(*path)).map(|path| change(path, None));
        let here = self.0.iter().filter(|(path, bytes)| old.0.get(*path) != Some(bytes));
        gone.chain(here.map(|(path, bytes)| change(path, Some(bytes)))).collect()
    }

    /// An engine that has never known anything else.
    pub fn engine(&self, settings: &Settings) -> Engine {
        let mut engine = Engine::new(settings.clone());
        engine.update(self.changes_since(&Folder::default()));
        engine
    }

    /// What such an engine shows.
    pub fn seen(&self) -> Seen {
        Seen::of(&mut self.engine(&settings()))
    }
}

pub fn change(path: &str, bytes: Option<&Vec<u8>>) -> Change {
    let content = bytes.map(|bytes| Content::Bytes(bytes.clone().into()));
    Change { path: SourcePath::new(path).unwrap(), content }
}

pub fn output_path(path: &str) -> OutputPath {
    OutputPath::new(path).unwrap()
}

pub fn settings() -> Settings {
    Settings::on(jiff::civil::date(2026, 6, 15))
}

/// All that can be seen of an engine.
#[derive(PartialEq, Eq)]
pub struct Seen {
    pub outputs: BTreeMap<String, Vec<u8>>,
    pub excerpts: Vec<Excerpt>,
}

impl Seen {
    pub fn of(engine: &mut Engine) -> Self {
        let outputs = Mutex::default();
        engine.render_all(&|path, output| {
            let mut outputs: std::sync::MutexGuard<'_, BTreeMap<_, _>> = outputs.lock().unwrap();
            let earlier = outputs.insert(path.to_string(), output.bytes.to_vec());
            assert!(earlier.is_none(), "{path} was handed over twice");
        });
        Seen { outputs: outputs.into_inner().unwrap(), excerpts: engine.excerpts() }
    }

    /// An output as text.
    pub fn text(&self, output: &str) -> &str {
        let bytes = self.outputs.get(output).unwrap_or_else(|| panic!("no {output} among {:?}", self.outputs.keys()));
        std::str::from_utf8(bytes).unwrap()
    }

    /// The diagnostics as `path:line:column code message`.
    pub fn said(&self) -> Vec<String> {
        let place = |excerpt: &Excerpt| match excerpt.start {
            Some(start) => format!("{}:{}:{}", excerpt.path, start.line, start.column),
            None => excerpt.path.to_string(),
        };
        self.excerpts.iter().map(|one| format!("{} {} {}", place(one), one.code.name, one.message)).collect()
    }

    /// Where two engines differ, in words; `None` when they do not.
    pub fn difference(&self, other: &Seen) -> Option<String> {
        let paths = self.outputs.keys().chain(other.outputs.keys());
        for path in paths {
            let shown = |seen: &Seen| seen.outputs.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            let (one, two) = (shown(self), shown(other));
            if one != two {
                let (one, two) = (one.unwrap_or("(absent)".into()), two.unwrap_or("(absent)".into()));
                let line = one.lines().zip(two.lines()).find(|(one, two)| one != two);
                let short = |text: &str| text.chars().take(2_000).collect::<String>();
                return Some(format!("{path} differs: {line:#?}\n--- one\n{}\n--- two\n{}", short(&one), short(&two)));
            }
        }
        (self.excerpts != other.excerpts).then(|| {
            let only = |one: &Seen, two: &Seen| -> Vec<Excerpt> {
                one.excerpts.iter().filter(|excerpt| !two.excerpts.contains(excerpt)).cloned().collect()
            };
            format!("diagnostics differ\n--- one\n{:#?}\n--- two\n{:#?}", only(self, other), only(other, self))
        })
    }
}

macro_rules! theme_files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("tiny/", $path)))),*]
    };
}

/// A theme that shows every variable and is quick to load.
pub const TINY_THEME: &[(&str, &str)] = theme_files![
    "theme.yaml",
    "i18n/en.yaml",
    "assets/css/tiny.css",
    "assets/dot.svg",
    "templates/base.html",
    "templates/booklet.html",
    "templates/page.html",
    "templates/section.html",
    "templates/home.html",
    "templates/taxonomy.html",
    "templates/term.html",
    "templates/not_found.html",
    "templates/urgent.html",
    "templates/foot.html",
    "templates/components/note.html",
    "templates/components/mark.html",
    "templates/components/rows.html",
    "templates/components/term.html",
    "templates/components/cite.html",
    "templates/components/alert.html",
];
