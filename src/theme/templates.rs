//! The only file that builds a Tera instance: templates of the site over those of the theme over those of its base theme.
//! A broken template is reported at its line and left out, with those that cannot live without it.

use std::collections::{BTreeMap, BTreeSet};

use tera::{ErrorKind, Tera};

use crate::diagnostic::{At, Diagnostic, Spot};
use crate::source::{SourcePath, Sources, fingerprint};

crate::codes! {
    /// # A template that cannot be read
    ///
    /// A template of the theme breaks the rules of the template language (Tera), or uses a filter, a component, a block or
    /// another template that does not exist. Pages that need it are shown without their layout until it is mended.
    TEMPLATE_SYNTAX: Error = "template-syntax";

    /// # A template that fails on a page
    ///
    /// The template can be read, but not be filled for this page: it uses a variable that does not exist, or a value of
    /// the wrong kind. `docs/theming.md` lists every variable. A value that may be missing is tested first:
    /// `{% if page.updated %}…{% endif %}`.
    TEMPLATE_RENDER: Error = "template-render";
}

/// Every template that can be used.
pub struct Templates {
    /// The engine.
    pub(super) tera: Tera,
    /// The file of each registered template.
    files: BTreeMap<String, SourcePath>,
    /// What each registered template uses, itself included, over all steps.
    closures: BTreeMap<String, BTreeSet<String>>,
    /// The fingerprint of each registered template's text.
    hashes: BTreeMap<String, u128>,
    /// Where each component is defined.
    components: BTreeMap<String, String>,
    /// The style sheets that templates name, in links and in the declarations of components.
    sheets: BTreeSet<String>,
}

/// A folder of templates and the prefix of their names: `""` for the site's own, `haven/` for a theme's.
pub struct Layer {
    /// `themes/haven/templates`
    pub folder: String,
    /// `haven/`
    pub prefix: String,
}

impl Templates {
    /// Loads the layers, the strongest first.
    pub fn load(sources: &Sources, layers: &[Layer], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut files = BTreeMap::new();
        for layer in layers {
            for (path, _) in sources.below(&format!("{}/", layer.folder)) {
                if path.extension() == "html" {
                    files.insert(
                        format!("{}{}", layer.prefix, path.below(&layer.folder).unwrap_or_default()),
                        path.clone(),
                    );
                }
            }
        }
        let mut texts: BTreeMap<&str, &str> = files
            .iter()
            .map(|(name, path): (&String, &SourcePath)| {
                (name.as_str(), sources.get(path).map_or("", |source| source.text()))
            })
            .collect();
        let prefixes: Vec<&str> =
            layers.iter().map(|layer| layer.prefix.as_str()).filter(|prefix| !prefix.is_empty()).collect();
        let tera = loop {
            let mut tera = empty(&prefixes);
            match tera.add_raw_templates(texts.iter()) {
                Ok(()) => break tera,
                Err(error) => {
                    let (broken, found) = explain_load(&error, &files);
                    diagnostics.extend(found);
                    let before = texts.len();
                    texts.retain(|name, _| !broken.contains(*name));
                    if texts.len() == before {
                        // An error that names no template: nothing can be kept.
                        break empty(&prefixes);
                    }
                }
            }
        };
        let components = component_files(&tera, &texts, &prefixes);
        let closures = closures(&texts, &components, &prefixes);
        let hashes =
            texts.iter().map(|(name, text)| ((*name).to_owned(), fingerprint::of_bytes(text.as_bytes()))).collect();
        let words = texts.values().flat_map(|text| text.split(['"', '\'']));
        let sheets = words.filter(|word| word.ends_with(".css")).map(str::to_owned).collect();
        Templates { tera, files, closures, hashes, components, sheets }
    }

    /// The registered name for a template's plain name, as Tera would resolve it.
    pub fn resolve(&self, name: &str, layers: &[Layer]) -> Option<String> {
        layers.iter().map(|layer| format!("{}{name}", layer.prefix)).find(|full| self.hashes.contains_key(full))
    }

    /// The fingerprint of a registered template and of all that it uses.
    pub fn closure_hash(&self, registered: &str) -> u128 {
        let used = self.closures.get(registered).into_iter().flatten();
        fingerprint::of(&used.map(|name| (name, self.hashes.get(name))).collect::<Vec<_>>())
    }

    /// The fingerprint of a component and of all that it uses.
    pub fn component_hash(&self, component: &str) -> u128 {
        self.components.get(component).map_or(0, |file| self.closure_hash(file))
    }

    /// The components that a registered template calls, over all steps.
    pub fn components_used(&self, registered: &str) -> impl Iterator<Item = &str> {
        let used = self.closures.get(registered);
        self.components
            .iter()
            .filter(move |(_, file)| used.is_some_and(|used| used.contains(*file)))
            .map(|(name, _)| name.as_str())
    }

    /// The file that defines a component.
    pub fn component_file(&self, component: &str) -> Option<&str> {
        self.components.get(component).map(String::as_str)
    }

    /// The text of every template.
    pub fn texts<'s>(&self, sources: &'s Sources) -> impl Iterator<Item = &'s str> {
        self.files.values().filter_map(|path| Some(sources.get(path)?.text()))
    }

    /// The style sheets that templates name.
    pub fn sheets(&self) -> &BTreeSet<String> {
        &self.sheets
    }

    /// The source of the file that defines a component.
    pub fn component_path(&self, component: &str) -> Option<&SourcePath> {
        self.files.get(self.component_file(component)?)
    }

    /// An error of rendering as a diagnostic, at the template's line. `fallback` is where to point when the error has none.
    pub fn explain_render(&self, error: &tera::Error, fallback: &At, page: &str) -> Diagnostic {
        if let ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) = error.kind()
            && let Some(path) = self.files.get(report.filename())
        {
            let span = report.span();
            let at = At::new(path, Spot::Line(span.start_line as u32, span.start_col as u32 + 1));
            let (message, help) = split_message(report.message());
            return Diagnostic::new(&TEMPLATE_RENDER, at, message)
                .help(help.unwrap_or_else(|| "`docs/theming.md` lists the variables and what each may lack.".into()))
                .label(format!("while showing {page}"));
        }
        let (message, help) = split_message(&error.to_string());
        let diagnostic =
            Diagnostic::new(&TEMPLATE_RENDER, fallback.clone(), message).label(format!("while showing {page}"));
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

fn empty(prefixes: &[&str]) -> Tera {
    let mut tera = Tera::new();
    tera.set_fallback_prefixes(prefixes.iter().map(|prefix| (*prefix).to_owned())).expect("no template is loaded yet");
    tera.register_filter("group_by", super::filters::group_by);
    tera.register_filter("as_part", super::filters::as_part);
    tera.register_filter("replace_first", super::filters::replace_first);
    tera
}

/// The templates that an error of loading speaks of, and what to say.
fn explain_load(error: &tera::Error, files: &BTreeMap<String, SourcePath>) -> (BTreeSet<String>, Vec<Diagnostic>) {
    let at = |name: &str, line: u32, column: u32| files.get(name).map(|path| At::new(path, Spot::Line(line, column)));
    let whole = |name: &str| files.get(name).map(At::file);
    let mut broken = BTreeSet::new();
    let mut diagnostics = Vec::new();
    let mut report = |name: &str, at: Option<At>, message: String| {
        if let Some(at) = at {
            let (message, help) = split_message(&message);
            let diagnostic = Diagnostic::new(&TEMPLATE_SYNTAX, at, message);
            diagnostics.push(match help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
            broken.insert(name.to_owned());
        }
    };
    match error.kind() {
        ErrorKind::SyntaxError(found) | ErrorKind::RenderingError(found) => {
            let span = found.span();
            let place = at(found.filename(), span.start_line as u32, span.start_col as u32 + 1);
            report(found.filename(), place, found.message().to_owned());
        }
        ErrorKind::MissingParent { current, parent } => {
            report(
                current,
                whole(current),
                format!("this template extends `{parent}`, which does not exist or is broken"),
            );
        }
        ErrorKind::CircularExtend { tpl, .. } => {
            report(tpl, whole(tpl), "this template extends itself in a circle".into())
        }
        ErrorKind::CircularInclude { tpl, .. } => {
            report(tpl, whole(tpl), "this template includes itself in a circle".into())
        }
        _ => {
            for (name, line, column, message) in reports(&error.to_string()) {
                report(&name, at(&name, line, column), message);
            }
            let text = error.to_string();
            // "Component `x` is defined in both `a` and `b`": the last one named goes.
            let named = files.keys().rfind(|name| text.contains(&format!("`{name}`")));
            if let Some(name) = named.filter(|_| reports(&text).is_empty()) {
                report(name, whole(name), text.clone());
            }
        }
    }
    (broken, diagnostics)
}

/// Tera joins its checks of references into one text: `error: MESSAGE` and `--> FILE:LINE:COLUMN` for each.
fn reports(text: &str) -> Vec<(String, u32, u32, String)> {
    let mut found = Vec::new();
    let mut message = "";
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("error: ") {
            message = rest;
        } else if let Some(place) = line.trim_start().strip_prefix("--> ") {
            let mut parts = place.rsplitn(3, ':');
            let column = parts.next().and_then(|column| column.parse().ok());
            let number = parts.next().and_then(|number| number.parse().ok());
            if let (Some(name), Some(number), Some(column)) = (parts.next(), number, column) {
                found.push((name.to_owned(), number, column, message.to_owned()));
            }
        }
    }
    found
}

/// Tera's message as a headline in our manner, and its advice where it gives any.
fn split_message(message: &str) -> (String, Option<String>) {
    let (first, rest) = message.split_once('\n').unwrap_or((message, ""));
    let (first, advice) = match first.split_once(". ") {
        Some((first, advice)) => (first, advice.trim().to_owned()),
        None => (first, rest.trim().to_owned()),
    };
    let mut letters = first.trim_end_matches('.').chars();
    let headline = letters.next().map(|letter| letter.to_lowercase().chain(letters).collect()).unwrap_or_default();
    (headline, (!advice.is_empty()).then_some(advice))
}

/// Which template defines each component, the strongest layer winning as in Tera.
fn component_files(tera: &Tera, texts: &BTreeMap<&str, &str>, prefixes: &[&str]) -> BTreeMap<String, String> {
    let names: BTreeSet<&str> = tera.get_component_names().collect();
    let layer = |file: &str| prefixes.iter().position(|prefix| file.starts_with(prefix)).map_or(0, |at| at + 1);
    let mut found: Vec<(usize, &str, &str)> = texts
        .iter()
        .flat_map(|(file, text)| definitions(text).map(|name| (layer(file), name, *file)))
        .filter(|(_, name, _)| names.contains(name))
        .collect();
    found.sort_unstable();
    let mut components = BTreeMap::new();
    for (_, name, file) in found {
        components.entry(name.to_owned()).or_insert_with(|| file.to_owned());
    }
    components
}

fn definitions(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("component ").filter_map(|(at, word)| {
        let before = text[..at].trim_end_matches([' ', '-', '\n']);
        let name = text[at + word.len()..].trim_start();
        let end = name.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '.'))?;
        (before.ends_with("{%") && name[end..].trim_start().starts_with('(')).then(|| &name[..end])
    })
}

/// What each template may use: every template that it names in quotes and every component whose name follows a `<`. More
/// than it does use costs a render; less would show something stale, so text decides, not analysis.
fn closures(
    texts: &BTreeMap<&str, &str>,
    components: &BTreeMap<String, String>,
    prefixes: &[&str],
) -> BTreeMap<String, BTreeSet<String>> {
    let resolve = |name: &str| {
        let full = std::iter::once(name.to_owned()).chain(prefixes.iter().map(|prefix| format!("{prefix}{name}")));
        full.into_iter().find(|full| texts.contains_key(full.as_str()))
    };
    let uses = |text: &str| {
        let quoted = text.split(['"', '\'']).filter(|word| word.ends_with(".html")).filter_map(resolve);
        let called = text.split('<').skip(1).filter_map(|rest| {
            let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '.'));
            components.get(&rest[..end.unwrap_or(rest.len())]).cloned()
        });
        quoted.chain(called).collect::<BTreeSet<String>>()
    };
    let direct: BTreeMap<&str, BTreeSet<String>> = texts.iter().map(|(name, text)| (*name, uses(text))).collect();
    let closure = |start: &str| {
        let mut all = BTreeSet::from([start.to_owned()]);
        let mut open = vec![start.to_owned()];
        while let Some(name) = open.pop() {
            for used in direct.get(name.as_str()).into_iter().flatten() {
                if all.insert(used.clone()) {
                    open.push(used.clone());
                }
            }
        }
        all
    };
    texts.keys().map(|name| ((*name).to_owned(), closure(name))).collect()
}
