//! Components as authors call them: a directive's words become typed arguments, and what does not fit is said at the
//! author's line.

use std::collections::{BTreeMap, BTreeSet};

use tera::{ComponentArgType, ComponentInfo, Context, Value};

use super::Theme;
use super::assets::{Assets, MISSING_ASSET};
use super::scope::Scope;
use super::templates::Templates;
use super::usage::{self, Usage};
use crate::diagnostic::{At, Diagnostic, Spot, did_you_mean};
use crate::document::{Call, CallKind, DataKind};
use crate::site::FactKey;
use crate::source::SourcePath;
use crate::yaml;

crate::codes! {
    /// # A component that the theme does not have
    ///
    /// A directive (`:::name`, `::name` or `:name[…]`) calls a component of the theme by its name. The theme has none with
    /// this name, so only the text inside is shown.
    ///
    /// `haven explain components` lists those that the theme has, with an example of each.
    UNKNOWN_COMPONENT: Error = "unknown-component";

    /// # A component written in the wrong form
    ///
    /// There are three forms: a container around text (`:::inset` … `:::`), a line of its own (`::helplines{region=GB}`) and a
    /// word in a sentence (`:term[…]{id=…}`). Each component has one of them; `haven explain components` shows which.
    COMPONENT_FORM: Error = "component-form";

    /// # An argument that the component does not take
    ///
    /// What stands in braces behind a directive's name are its arguments. The component has none with this name.
    UNKNOWN_ARGUMENT: Error = "unknown-argument";

    /// # An argument is missing
    ///
    /// The component cannot be shown without this argument. The title of a container is written in square brackets:
    /// `:::care-card[See a GP if:]`.
    MISSING_ARGUMENT: Error = "missing-argument";

    /// # An argument of the wrong kind
    ///
    /// The argument must be a number, `true` or `false`, or one of a few words.
    BAD_ARGUMENT: Error = "bad-argument";
}

/// A component of the theme, as authors need to know it.
pub struct Component {
    /// Its name in templates: `care_card`.
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// How it is written: `container`, `leaf` or `inline`.
    pub kind: String,
    /// A complete example in Markdown.
    pub example: String,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// Style sheets that it and the components it calls need, by their names in the theme: `css/cycle.css`.
    pub styles: Vec<String>,
    /// Scripts, in the same way.
    pub scripts: Vec<String>,
    /// How it may be used.
    pub(super) usage: Usage,
    /// For arguments that choose rows: the kind of data and the field that has the value.
    rows: BTreeMap<String, (DataKind, String)>,
    /// The words that some arguments may have.
    values: BTreeMap<String, Vec<String>>,
    /// Variables that it and the components it calls take from the page.
    implicit: Vec<String>,
}

/// An argument of a component.
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Whether it must be given.
    pub required: bool,
    kind: Option<ComponentArgType>,
}

/// The components of a theme by their names in templates.
pub fn collect(templates: &Templates) -> BTreeMap<String, Component> {
    let names: Vec<String> = templates.tera.get_component_names().map(str::to_owned).collect();
    let info = |name: &str| templates.tera.get_component_definition(name);
    let implicit_of = |name: &str| -> Vec<String> {
        let file = templates.component_file(name).unwrap_or_default();
        let mut all: Vec<String> = templates
            .components_used(file)
            .filter_map(info)
            .flat_map(|info| {
                info.args().iter().filter(|arg| arg.is_implicit()).map(|arg| arg.name().to_owned()).collect::<Vec<_>>()
            })
            .collect();
        all.sort();
        all.dedup();
        all
    };
    let mut components: BTreeMap<String, Component> =
        names.iter().filter_map(|name| Some((name.clone(), describe(&info(name)?, implicit_of(name))))).collect();
    for name in &names {
        let file = templates.component_file(name).unwrap_or_default();
        let used = || templates.components_used(file).filter_map(&info);
        let (styles, scripts) = (declared(used(), "styles"), declared(used(), "scripts"));
        if let Some(component) = components.get_mut(name) {
            (component.styles, component.scripts) = (styles, scripts);
        }
    }
    components
}

/// The names listed under `key` in the declarations, sorted, each once.
fn declared(infos: impl Iterator<Item = ComponentInfo>, key: &str) -> Vec<String> {
    let listed = |info: ComponentInfo| -> Vec<String> {
        let list = info.metadata().get(key).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|name| Some(name.as_str()?.to_owned())).collect()
    };
    let all: BTreeSet<String> = infos.flat_map(listed).collect();
    all.into_iter().collect()
}

/// Says which components declare an asset that the theme does not have.
pub fn check(
    components: &BTreeMap<String, Component>,
    templates: &Templates,
    assets: &Assets,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for name in components.keys() {
        let info = templates.tera.get_component_definition(name);
        let own = ["styles", "scripts"].into_iter().flat_map(|key| declared(info.clone().into_iter(), key));
        for missing in own.filter(|asset| assets.url(asset).is_none()) {
            let Some(file) = templates.component_path(name) else { continue };
            let message = format!("the component `{name}` needs `{missing}`, which the theme does not have");
            let mut diagnostic = Diagnostic::new(&MISSING_ASSET, At::file(file), message);
            diagnostic.help = did_you_mean(&missing, assets.urls().map(|(name, _)| name));
            diagnostics.push(diagnostic);
        }
    }
}

fn describe(info: &ComponentInfo, implicit: Vec<String>) -> Component {
    let text = |key: &str| info.metadata().get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let values = info.metadata().get("values").and_then(Value::as_map).map(|map| {
        map.iter()
            .filter_map(|(key, values)| {
                let words = values.as_array()?.iter().filter_map(|value| Some(value.as_str()?.to_owned()));
                Some((key.as_str()?.to_owned(), words.collect()))
            })
            .collect()
    });
    let own = info.args().iter().filter(|arg| !arg.is_implicit());
    Component {
        name: info.name().to_owned(),
        summary: text("summary"),
        kind: text("kind"),
        example: text("example"),
        arguments: own
            .map(|arg| Argument { name: arg.name().to_owned(), required: arg.is_required(), kind: arg.arg_type() })
            .collect(),
        rows: rows(info),
        values: values.unwrap_or_default(),
        usage: Usage::of(info),
        styles: Vec::new(),
        scripts: Vec::new(),
        implicit,
    }
}

/// `"rows": {"region": "helplines.region"}`: which rows an argument chooses.
fn rows(info: &ComponentInfo) -> BTreeMap<String, (DataKind, String)> {
    let Some(map) = info.metadata().get("rows").and_then(Value::as_map) else { return BTreeMap::new() };
    map.iter()
        .filter_map(|(argument, place)| {
            let (file, field) = place.as_str()?.split_once('.')?;
            let kind = DataKind::ALL.into_iter().find(|kind| kind.name() == file)?;
            Some((argument.as_str()?.to_owned(), (kind, field.to_owned())))
        })
        .collect()
}

/// Shows a call. `body` is the HTML inside. On a mistake the body alone is shown.
pub fn render(
    theme: &Theme,
    scope: &Scope<'_>,
    file: &SourcePath,
    call: &Call,
    body: String,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let name = call.name.replace('-', "_");
    scope.reader.note(&FactKey::Component(name.clone()));
    let at = At::new(file, Spot::Call(call.index));
    let Some(component) = theme.components().get(&name) else {
        scope.reader.note(&FactKey::ComponentNames);
        let known: Vec<String> = theme.components().keys().map(|name| name.replace('_', "-")).collect();
        let mut unknown =
            Diagnostic::new(&UNKNOWN_COMPONENT, at, format!("the theme has no component `{}`", call.name));
        unknown.help = did_you_mean(&call.name, known.iter().map(String::as_str))
            .or_else(|| Some("`haven explain components` lists those that the theme has.".into()));
        diagnostics.push(unknown);
        return body;
    };
    if let Some(help) = wrong_form(component, call) {
        let message = format!("`{}` is not written like this", call.name);
        diagnostics.push(Diagnostic::new(&COMPONENT_FORM, at, message).help(help));
        return body;
    }
    let found = diagnostics.len();
    let arguments = arguments(component, scope, call, &at, diagnostics);
    if diagnostics[found..].iter().any(|diagnostic| *diagnostic.code == MISSING_ARGUMENT) {
        return body;
    }
    usage::check_call(component, scope, call, &at, &body, diagnostics);
    let mut implicit = Context::new();
    for name in &component.implicit {
        // A component cannot hold the page's text: it is part of it.
        if let Some(value) = (name != "content").then(|| scope.get(name)).flatten() {
            implicit.insert_value(name.clone(), value);
        }
    }
    let tera = &theme.templates().tera;
    match tera.render_component_with_implicits(&name, &arguments, &implicit, Some(&body), true) {
        Ok(html) => html,
        Err(error) => {
            diagnostics.push(theme.templates().explain_render(&error, &at, &format!("`{}` in {file}", call.name)));
            body
        }
    }
}

/// How to write a call that has another form than its component.
fn wrong_form(component: &Component, call: &Call) -> Option<String> {
    let name = &call.name;
    match (component.kind.as_str(), call.kind) {
        ("container", CallKind::Leaf | CallKind::Inline) => {
            Some(format!("Write `:::{name}`, the text on the lines below, and a line `:::` where it ends."))
        }
        ("leaf", CallKind::Container | CallKind::Inline) => {
            Some(format!("Write `::{name}` on a line of its own, with two colons; nothing closes it."))
        }
        ("inline", CallKind::Container | CallKind::Leaf) => {
            Some(format!("Write `:{name}[…]` inside a sentence, with one colon."))
        }
        _ => None,
    }
}

/// Whether a data file has a row with this value, where the component takes its rows by it; if not, which values it has.
fn has_rows(component: &Component, scope: &Scope<'_>, argument: &str, value: &str) -> Result<(), String> {
    let Some((kind, field)) = component.rows.get(argument) else { return Ok(()) };
    let rows = scope.reader.data(*kind, "").map(|known| known.value).unwrap_or_default();
    let known: BTreeSet<&str> = rows.iter().map(|row| yaml::text(row, field)).filter(|text| !text.is_empty()).collect();
    let holds = |known: &&str| *known == value || known.strip_prefix(value).is_some_and(|rest| rest.starts_with('-'));
    if known.iter().any(holds) {
        return Ok(());
    }
    let file = kind.name();
    let listed = known.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    Err(match (did_you_mean(value, known.iter().copied()), listed.is_empty()) {
        (_, true) => format!("`{file}.yaml` has no rows yet."),
        (Some(near), _) => format!("{near} `{file}.yaml` has rows for {listed}."),
        (None, _) => format!("`{file}.yaml` has rows for {listed}."),
    })
}

/// The call's words as typed arguments.
fn arguments(
    component: &Component,
    scope: &Scope<'_>,
    call: &Call,
    at: &At,
    diagnostics: &mut Vec<Diagnostic>,
) -> Context {
    let mut context = Context::new();
    let title = call.title.iter().map(|title| ("title", title.as_str()));
    let given = title.chain(call.arguments.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    for (written, value) in given {
        let name = written.replace('-', "_");
        let Some(argument) = component.arguments.iter().find(|argument| argument.name == name) else {
            let mut unknown =
                Diagnostic::new(&UNKNOWN_ARGUMENT, at.clone(), format!("`{}` has no argument `{written}`", call.name));
            let known = || component.arguments.iter().map(|argument| argument.name.as_str());
            unknown.help = did_you_mean(written, known()).or_else(|| Some(takes(&known().collect::<Vec<_>>())));
            diagnostics.push(unknown);
            continue;
        };
        if let Err(help) = has_rows(component, scope, &name, value) {
            let message = format!("there is no row for `{written}={value}`");
            diagnostics.push(Diagnostic::new(&BAD_ARGUMENT, at.clone(), message).help(help));
        }
        match typed(component, argument, value) {
            Ok(value) => context.insert_value(name, value),
            Err(expected) => diagnostics.push(
                Diagnostic::new(&BAD_ARGUMENT, at.clone(), format!("`{written}` cannot be `{value}`"))
                    .help(format!("Write {expected}")),
            ),
        }
    }
    for argument in component.arguments.iter().filter(|argument| argument.required) {
        if !context.contains_key(&argument.name) {
            let example = match (&*argument.name, call.kind) {
                ("title", CallKind::Container) => format!("Write it in square brackets: `:::{}[…]`.", call.name),
                (name, _) => format!("Write it in braces: `{{{name}=…}}`."),
            };
            diagnostics.push(
                Diagnostic::new(
                    &MISSING_ARGUMENT,
                    at.clone(),
                    format!("`{}` needs the argument `{}`", call.name, argument.name),
                )
                .help(example),
            );
        }
    }
    context
}

fn takes(known: &[&str]) -> String {
    if known.is_empty() {
        "It takes no arguments.".to_owned()
    } else {
        format!("It takes {}.", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
    }
}

/// The value in the argument's type, or what was expected.
fn typed(component: &Component, argument: &Argument, text: &str) -> Result<Value, String> {
    if let Some(words) = component.values.get(&argument.name)
        && !words.iter().any(|word| word == text)
    {
        let all = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let near = did_you_mean(text, words.iter().map(String::as_str));
        return Err(match near {
            Some(near) => format!("one of {all}. {near}"),
            None => format!("one of {all}."),
        });
    }
    match argument.kind {
        Some(ComponentArgType::Bool) => match text {
            "true" | "yes" | "" => Ok(Value::from(true)),
            "false" | "no" => Ok(Value::from(false)),
            _ => Err("`true` or `false`.".into()),
        },
        Some(ComponentArgType::Integer) => text.parse::<i64>().map(Value::from).map_err(|_| "a whole number.".into()),
        Some(ComponentArgType::Float | ComponentArgType::Number) => {
            let integer = text.parse::<i64>().map(Value::from);
            integer.or_else(|_| text.parse::<f64>().map(Value::from)).map_err(|_| "a number.".into())
        }
        Some(ComponentArgType::Array) => {
            Ok(Value::from(text.split(',').map(|item| Value::from(item.trim())).collect::<Vec<_>>()))
        }
        _ => Ok(Value::from(text)),
    }
}
