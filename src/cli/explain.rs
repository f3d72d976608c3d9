//! `haven explain` and `haven schema`: what can be asked about codes, addresses, components, variables and fields.

use super::{End, ExplainArgs, ROOTS, Refusal, print};
use crate::config;
use crate::diagnostic::did_you_mean;
use crate::document::{DataKind, front_matter};
use crate::engine::{Engine, codes};
use crate::source::UrlPath;
use crate::source::disk::read_site;
use crate::theme::{manifest, usage, vars};
use crate::yaml::schema::schema as json_schema;
use crate::yaml::{Record, Shape};

pub fn run(args: &ExplainArgs) -> Result<End, Refusal> {
    match args.what.as_str() {
        "codes" => {
            let lines = codes::all().into_iter().map(|code| format!("{:28} {}\n", code.name, code.headline()));
            print::out(&lines.collect::<String>())?;
        }
        "variables" => print::out(&vars::manual())?,
        "front-matter" => print::out(&fields(&front_matter::SHAPE))?,
        "components" => {
            let site = if args.site.check().is_ok() { args.site.engine(args.site.settings())? } else { bare(args) };
            print::out(&components(&site))?;
        }
        address if address.starts_with('/') => return explain_address(args, address),
        name => {
            let all = codes::all();
            let Some(code) = all.iter().find(|code| code.name == name) else {
                let near = did_you_mean(name, all.iter().map(|code| code.name));
                let help = near.unwrap_or_else(|| "`haven explain codes` lists them all.".to_owned());
                return Err(Refusal(format!("there is no code `{name}`. {help}")));
            };
            print::out(&format!("{}\n", code.page().trim()))?;
        }
    }
    Ok(End::Fine)
}

fn bare(args: &ExplainArgs) -> Engine {
    let mut engine = Engine::new(args.site.settings());
    engine.update(Vec::new());
    engine
}

fn explain_address(args: &ExplainArgs, address: &str) -> Result<End, Refusal> {
    // An engine that looks once keeps no account of what an output was made from.
    args.site.check()?;
    let mut engine = Engine::new(args.site.settings());
    engine.update(read_site(&args.site.root, ROOTS));
    let candidates = [address.to_owned(), format!("{}/", address.trim_end_matches('/'))];
    let found =
        candidates.iter().filter_map(|url| Some(UrlPath::new(url)?.output())).find(|path| engine.has_output(path));
    let Some(path) = found else {
        let outputs = engine.outputs();
        let urls: Vec<String> = outputs.iter().map(|path| path.url().to_string()).collect();
        let near = did_you_mean(address, urls.iter().map(String::as_str));
        let near = near.map(|near| format!(" {near}")).unwrap_or_default();
        return Err(Refusal(format!("the site has nothing at `{address}`.{near}")));
    };
    engine.output(&path);
    let Some(story) = engine.explain(&path) else { return Err(Refusal("it has not been rendered".to_owned())) };
    let mut text = format!("{} shows {}. It was made from:\n", path.url(), story.shows);
    for (read, _) in story.reads {
        text.push_str(&format!("  {read}\n"));
    }
    print::out(&text)?;
    Ok(End::Fine)
}

/// The components of the site's theme, each with its arguments and an example.
fn components(engine: &Engine) -> String {
    let mut text = String::new();
    for component in engine.theme().components().values().filter(|component| !component.example.is_empty()) {
        text.push_str(&format!("## {}\n\n{}\n\n", component.name.replace('_', "-"), component.summary));
        for argument in &component.arguments {
            let must = if argument.required { "required" } else { "optional" };
            text.push_str(&format!("- `{}` ({must})\n", argument.name));
        }
        for rule in usage::sentences(engine.theme(), component) {
            text.push_str(&format!("- {rule}\n"));
        }
        text.push_str(&format!("\n```markdown\n{}\n```\n\n", component.example.trim()));
    }
    text
}

fn fields(record: &Record) -> String {
    let row = |field: &crate::yaml::Field| {
        format!("{:14} {}{}\n", field.name, if field.required { "(required) " } else { "" }, field.doc)
    };
    record.fields.iter().map(row).collect()
}

pub fn schema(name: &str) -> Result<End, Refusal> {
    let Some(schema) = schema_of(name) else {
        return Err(Refusal(format!("there is no schema `{name}`. There are {}.", SCHEMAS.join(", "))));
    };
    print::out(&format!("{schema:#}\n"))?;
    Ok(End::Fine)
}

/// The names that `haven schema` knows.
pub const SCHEMAS: &[&str] = &[
    "site",
    "front-matter",
    "theme",
    "people",
    "sources",
    "glossary",
    "helplines",
    "directory",
    "costs",
    "organisation",
];

/// A schema by its name.
pub fn schema_of(name: &str) -> Option<serde_json::Value> {
    let record: &'static Record = match name {
        "site" => &config::SHAPE,
        "front-matter" => &front_matter::SHAPE,
        "theme" => &manifest::SHAPE,
        name => DataKind::ALL.into_iter().find(|kind| kind.name() == name && SCHEMAS.contains(&name))?.record(),
    };
    let is_list = DataKind::ALL.into_iter().any(|kind| kind.name() == name && kind != DataKind::Organisation);
    let one = json_schema(record.name, Shape::Record(record));
    if !is_list {
        return Some(one);
    }
    Some(serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, "type": "array", "items": one,
    }))
}
