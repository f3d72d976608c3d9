//! Templates, components, assets, words and options of the theme in use. Knows how the site looks, nothing of what it
//! says; the only folder that knows Tera.

pub mod assets;
pub mod components;
pub mod contrast;
mod css;
mod filters;
pub mod manifest;
mod needs;
mod page_fields;
mod pageless;
mod qr;
pub mod scope;
mod scripts;
mod sink;
mod strings;
pub mod templates;
mod tokens;
pub mod usage;
pub mod values;
pub mod vars;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tera::{Context, Value};

use crate::config::{self, Config};
use crate::diagnostic::{At, Diagnostic, Key, Spot, did_you_mean};
use crate::document::compile::{check_encoding, fault_diagnostic};
use crate::site::link::Query;
use crate::site::named::NamedAddress;
use crate::site::{FactKey, Reader, Route};
use crate::source::{Content, SourcePath, Sources, fingerprint};
use assets::Assets;
use components::Component;
use manifest::Manifest;
use scope::Scope;
pub use sink::Html;
use sink::Sink;
use templates::{Layer, Templates};
use tokens::Tokens;
use values::Values;
use vars::Variable;

crate::codes! {
    /// # A theme that does not exist
    ///
    /// `theme:` in `site.yaml`, or `extends:` in a theme's `theme.yaml`, names a folder of `themes/`. There is none with
    /// that name, so the built-in theme `haven` is used.
    UNKNOWN_THEME: Error = "unknown-theme";

    /// # A layout that the theme does not have
    ///
    /// `layout: name` in a page's front matter asks for the template `name.html`. Neither the site's `theme/templates` nor
    /// the theme has it, so the page is shown with the template for its type.
    MISSING_LAYOUT: Error = "missing-layout";
}

/// The name of the theme that is part of the program.
pub const BUILT_IN: &str = "haven";

/// Where the site's own templates, assets and words are, which override those of the theme.
pub const SITE_LAYER: &str = "theme";

/// The theme in use.
pub struct Theme {
    templates: Templates,
    layers: Vec<Layer>,
    assets: Assets,
    components: BTreeMap<String, Component>,
    queries: BTreeMap<String, Query>,
    named: Vec<NamedAddress>,
    values: Values,
    /// What each template takes from the page, worked out at its first use.
    variables: Mutex<FxHashMap<String, Variables>>,
    page_fields: Vec<page_fields::Field>,
    option_values: Value,
    string_values: Value,
    asset_values: Value,
    contrast_values: Value,
    hashes: [(FactKey, u128); 4],
}

/// Whether a change of this file can change the theme.
pub fn is_theme_file(path: &SourcePath) -> bool {
    path.below(SITE_LAYER).is_some() || path.below("themes").is_some()
}

impl Theme {
    /// Loads the theme that the site asks for. Never fails: what is broken is left out and reported.
    pub fn load(sources: &Sources, config: &Config) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let chain = chain(sources, config, &mut diagnostics);
        let folders: Vec<String> = chain.iter().map(|(name, _)| format!("themes/{name}")).collect();
        report_faults(sources, &folders, &mut diagnostics);
        let mut declared = BTreeMap::new();
        let mut queries: BTreeMap<String, Query> = BTreeMap::new();
        for (_, manifest) in chain.iter().rev() {
            declared.extend(manifest.options.clone());
            queries.extend(manifest.queries.iter().map(|(name, query)| (name.clone(), query.into())));
        }
        let (options, found) = manifest::options(&declared, config);
        diagnostics.extend(found);

        let site_layer = Layer { folder: format!("{SITE_LAYER}/templates"), prefix: String::new() };
        let theme_layers = chain
            .iter()
            .map(|(name, _)| Layer { folder: format!("themes/{name}/templates"), prefix: format!("{name}/") });
        let layers: Vec<Layer> = std::iter::once(site_layer).chain(theme_layers).collect();
        let templates = Templates::load(sources, &layers, &mut diagnostics);
        let from_base = |part: &str| -> Vec<String> {
            let folders = folders.iter().rev().map(String::as_str).chain([SITE_LAYER]);
            folders.map(|folder| format!("{folder}/{part}")).collect()
        };
        let colours = manifest::colours(&declared, &options);
        let mut assets = Assets::load(sources, &from_base("assets"), &colours, &mut diagnostics);
        let measured = measure(sources, &chain, &assets, &colours, &mut diagnostics);
        assets.leave_out_absorbed(templates.sheets());
        let components = components::collect(&templates);
        components::check(&components, &templates, &assets, &mut diagnostics);
        let strings = strings::load(sources, &from_base("i18n"), &config.language, &mut diagnostics);
        let urls: BTreeMap<&str, &str> = assets.urls().map(|(name, url)| (name, url.as_str())).collect();
        let theme = Theme {
            option_values: Value::from_serializable(&options),
            string_values: Value::from_serializable(&strings),
            asset_values: Value::from_serializable(&urls),
            contrast_values: Value::from_serializable(&measured),
            hashes: [
                (FactKey::Options, fingerprint::of(&options)),
                (FactKey::Strings, fingerprint::of(&strings)),
                (FactKey::Assets, assets.fingerprint()),
                (FactKey::Contrast, fingerprint::of(&measured)),
            ],
            components,
            values: Values::default(),
            variables: Mutex::default(),
            page_fields: page_fields::demanded(templates.texts(sources)),
            templates,
            layers,
            assets,
            queries,
            named: manifest::named(&declared, &options, config),
        };
        (theme, diagnostics)
    }

    /// Every fact of the theme with its fingerprint.
    pub fn facts(&self, sources: &Sources) -> Vec<(FactKey, u128)> {
        let mut facts = self.hashes.to_vec();
        let files = self.assets.claims().into_iter().filter_map(|claim| match claim.route {
            Route::File(path) => Some((FactKey::File(path.clone()), sources.get(&path)?.hash)),
            _ => None,
        });
        facts.extend(files);
        facts.push((FactKey::LayoutNames, fingerprint::of(&self.layouts())));
        let components = || self.components.keys();
        facts.push((FactKey::ComponentNames, fingerprint::of(&components().collect::<Vec<_>>())));
        facts.extend(components().map(|name| (FactKey::Component(name.clone()), self.templates.component_hash(name))));
        let names: Vec<String> = self.templates.tera.get_template_names().map(str::to_owned).collect();
        for full in names {
            let plain = self
                .layers
                .iter()
                .filter(|layer| !layer.prefix.is_empty())
                .find_map(|layer| full.strip_prefix(&layer.prefix));
            let plain = plain.unwrap_or(&full).to_owned();
            if let Some(resolved) = self.templates.resolve(&plain, &self.layers) {
                facts.push((
                    FactKey::Layout(plain),
                    fingerprint::of(&(self.templates.closure_hash(&resolved), resolved)),
                ));
            }
        }
        facts
    }

    /// The assets.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// The components.
    pub fn components(&self) -> &BTreeMap<String, Component> {
        &self.components
    }

    /// The lists that the theme asks for.
    pub fn queries(&self) -> &BTreeMap<String, Query> {
        &self.queries
    }

    /// A fingerprint over all that linking a site takes from its theme.
    pub fn demands(&self) -> u128 {
        let claims = self.assets.claims();
        let claims: Vec<_> = claims.iter().map(|claim| (&claim.output, &claim.route, &claim.at.file)).collect();
        fingerprint::of(&(claims, &self.queries, &self.named, self.has_search(), self.has_booklets()))
    }

    /// Whether the site wants the search index.
    pub fn has_search(&self) -> bool {
        self.option_values.get_from_path("search").and_then(Value::as_bool).unwrap_or_default()
    }

    /// Whether the first use of each glossary term on a page is to be linked. Who asks notes the options as read.
    pub fn links_terms(&self) -> bool {
        self.option_values.get_from_path("link_terms").and_then(Value::as_bool).unwrap_or_default()
    }

    /// Whether it shows a reading path as one page.
    pub fn has_booklets(&self) -> bool {
        self.templates.resolve("booklet.html", &self.layers).is_some()
    }

    /// What the search's client needs of the theme's words and options. Who calls it notes both as read.
    pub fn for_search(&self) -> serde_json::Value {
        let word = |path: &str| serde_json::to_value(self.string_values.get_from_path(path)).unwrap_or_default();
        let page = |name: &str| {
            let url = self.option_values.get_from_path(name).and_then(Value::as_str).unwrap_or_default();
            url.trim_start_matches('/').to_owned()
        };
        serde_json::json!({
            "words": word("search"), "types": word("types"), "audiences": word("audiences"),
            "urgent": page("urgent_url"), "help": page("help_url"), "glossary": page("glossary_url"),
        })
    }

    /// One of the theme's words by its path: `regions.GB`.
    pub fn word(&self, reader: &Reader<'_>, path: &str) -> Option<String> {
        reader.note(&FactKey::Strings);
        self.string_values.get_from_path(path)?.as_str().map(str::to_owned)
    }

    pub(crate) fn templates(&self) -> &Templates {
        &self.templates
    }

    /// Whether the theme has a template; a read, also when it has not.
    pub fn has_layout(&self, reader: &Reader<'_>, name: &str) -> bool {
        reader.note(&FactKey::Layout(name.to_owned()));
        self.templates.resolve(name, &self.layers).is_some()
    }

    /// The names of the templates that a page may ask for, without `.html`; a read of them all.
    pub fn known_layouts(&self, reader: &Reader<'_>) -> Vec<String> {
        reader.note(&FactKey::LayoutNames);
        self.layouts()
    }

    fn layouts(&self) -> Vec<String> {
        let names = self.templates.tera.get_template_names().map(|full| full.rsplit('/').next().unwrap_or(full));
        let names: BTreeSet<&str> = names.filter_map(|name| name.strip_suffix(".html")).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// Fills a template. `at` is where to point when an error has no place in a template.
    ///
    /// # Errors
    /// The diagnostic for a template that is missing or fails.
    pub fn render(&self, name: &str, scope: &Scope<'_>, at: &At, page: &str) -> Result<Html, Box<Diagnostic>> {
        scope.reader.note(&FactKey::Layout(name.to_owned()));
        let Some(resolved) = self.templates.resolve(name, &self.layers) else {
            let missing = Diagnostic::new(&MISSING_LAYOUT, at.clone(), format!("the theme has no template `{name}`"));
            return Err(Box::new(
                missing.help(format!("Add `{SITE_LAYER}/templates/{name}`, or mend the theme's own.")),
            ));
        };
        let mut context = Context::new();
        for wanted in self.variables(&resolved).iter() {
            match wanted {
                Wanted::Variable(variable) => context.insert_value(variable.name, scope.fetch(variable)),
                Wanted::Query(name) => {
                    if let Some(value) = scope.query(name) {
                        context.insert_value(name.clone(), value);
                    }
                }
            }
        }
        let mut sink = Sink::new(["content", "head"].map(|name| context.get(name)));
        self.templates
            .tera
            .render_to(&resolved, &context, &mut sink)
            .map_err(|error| Box::new(self.templates.explain_render(&error, at, page)))?;
        Ok(sink.finish())
    }

    /// The names that a template and all that it uses take from the page.
    fn variables(&self, resolved: &str) -> Variables {
        let known = self.variables.lock().unwrap_or_else(PoisonError::into_inner).get(resolved).cloned();
        known.unwrap_or_else(|| {
            let found: Variables = self.find_variables(resolved).into();
            let mut known = self.variables.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(resolved.to_owned(), found.clone());
            found
        })
    }

    fn find_variables(&self, resolved: &str) -> Vec<Wanted> {
        let free = self.templates.tera.get_template_variables(resolved).unwrap_or_default();
        let mut names: Vec<String> = free.into_iter().map(str::to_owned).collect();
        for component in self.templates.components_used(resolved) {
            if let Some(info) = self.templates.tera.get_component_definition(component) {
                names.extend(info.args().iter().filter(|arg| arg.is_implicit()).map(|arg| arg.name().to_owned()));
            }
        }
        names.sort();
        names.dedup();
        names.into_iter().map(|name| vars::find(&name).map_or(Wanted::Query(name), Wanted::Variable)).collect()
    }
}

/// What a template takes from the page.
type Variables = Arc<[Wanted]>;

enum Wanted {
    Variable(&'static Variable),
    /// A list that the theme declares, or a name that nothing has.
    Query(String),
}

/// The theme and those that it extends, the strongest first.
fn chain(sources: &Sources, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, Manifest)> {
    let manifest_path = |name: &str| SourcePath::new(&format!("themes/{name}/theme.yaml"));
    let mut chain: Vec<(String, Manifest)> = Vec::new();
    let mut wanted = Some(config.theme.clone());
    let mut asked_at = At::new(&config::path(), Spot::Value(vec![Key::Name("theme".into())]));
    while let Some(name) = wanted {
        if chain.iter().any(|(known, _)| *known == name) {
            break;
        }
        let path = manifest_path(&name).filter(|path| sources.get(path).is_some());
        let Some((path, source)) = path.and_then(|path| Some((path.clone(), sources.get(&path)?))) else {
            let known = known_themes(sources);
            let mut unknown = Diagnostic::new(&UNKNOWN_THEME, asked_at, format!("there is no theme `{name}`"));
            unknown.help = did_you_mean(&name, known.iter().map(String::as_str))
                .or_else(|| Some(format!("Make a folder `themes/{name}` with a `theme.yaml`, or use `haven`.")));
            diagnostics.push(unknown);
            if !chain.iter().any(|(known, _)| known == BUILT_IN) && name != BUILT_IN {
                wanted = Some(BUILT_IN.to_owned());
                asked_at = At::file(&config::path());
                continue;
            }
            break;
        };
        let (manifest, found) = manifest::parse(&path, source.text());
        diagnostics.extend(found);
        wanted = manifest.extends.clone();
        asked_at = At::new(&path, Spot::Value(vec![Key::Name("extends".into())]));
        chain.push((name, manifest));
    }
    chain
}

/// Every pair of colours of the theme and those that it extends.
fn measure(
    sources: &Sources,
    chain: &[(String, Manifest)],
    assets: &Assets,
    colours: &BTreeMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<contrast::Measured> {
    let mut tokens = Tokens::default();
    let mut pairs = Vec::new();
    for (name, manifest) in chain.iter().rev() {
        for path in manifest.contrast.tokens.iter().filter_map(|sheet| assets.source(sheet)) {
            if let Some(source) = sources.get(path) {
                tokens.read(path, source.text());
            }
        }
        let Some(path) = SourcePath::new(&format!("themes/{name}/theme.yaml")) else { continue };
        let at = move |number| {
            let way = vec![Key::Name("contrast".into()), Key::Name("pairs".into()), Key::Item(number)];
            At::new(&path, Spot::Value(way))
        };
        pairs.extend(contrast::pairs(&manifest.contrast.pairs, at));
    }
    contrast::check(&pairs, tokens, colours, diagnostics)
}

fn known_themes(sources: &Sources) -> Vec<String> {
    let manifests = sources.below("themes/").filter_map(|(path, _)| path.below("themes")?.strip_suffix("/theme.yaml"));
    manifests.map(str::to_owned).collect()
}

fn report_faults(sources: &Sources, folders: &[String], diagnostics: &mut Vec<Diagnostic>) {
    for folder in folders.iter().map(String::as_str).chain([SITE_LAYER]) {
        for (path, source) in sources.below(&format!("{folder}/")) {
            match &source.content {
                Content::Fault(fault) => diagnostics.push(fault_diagnostic(path, fault)),
                Content::Bytes(_) if matches!(path.extension(), "html" | "css" | "yaml") => {
                    check_encoding(path, source, diagnostics);
                }
                Content::Bytes(_) | Content::LetGo => {}
            }
        }
    }
}
