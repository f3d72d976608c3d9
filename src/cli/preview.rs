//! `haven serve`.

use std::path::PathBuf;

use super::{End, ROOTS, Refusal, ServeArgs, print};
use crate::diagnostic::Severity;
use crate::diagnostic::excerpt::Excerpt;
use crate::engine::{Engine, Settings, Work};
use crate::serve::{self, Browser, Options, Problem, Watching};

pub fn run(args: ServeArgs) -> Result<End, Refusal> {
    args.site.check()?;
    let settings = Settings { keep_outputs: true, ..args.site.settings() };
    let output: PathBuf = args.site.root.join("public");
    let result = serve::run(Options {
        root: args.site.root.clone(),
        host: args.host.clone(),
        port: args.port,
        browser: if args.open { Browser::Open } else { Browser::Leave },
        watching: Watching::Native,
        output: Some(output),
        engine: Box::new(move || Engine::new(settings.clone())),
        roots: Box::new(|_| ROOTS.iter().map(|root| (*root).to_owned()).collect()),
        report: Box::new(report),
        problems: Box::new(|engine| engine.excerpts().iter().filter_map(problem).collect()),
        say: Box::new(|words| eprintln!("{words}")),
    });
    result.map(|()| End::Fine).map_err(|error| {
        Refusal(format!(
            "the preview cannot listen at {}: {error}\nName another address or port with --host and --port.",
            args.host
        ))
    })
}

/// Says at the terminal what an update found, or that all is well again.
fn report(engine: &Engine, work: &Work) {
    let excerpts = engine.excerpts();
    if excerpts.is_empty() {
        let files = if work.changed_sources == 1 { "file" } else { "files" };
        eprintln!("{} {files} changed, {} outputs, nothing wrong", work.changed_sources, engine.outputs().len());
    } else {
        print::for_people(&excerpts);
    }
}

/// An error as the browser shows it. Warnings stay at the terminal.
fn problem(excerpt: &Excerpt) -> Option<Problem> {
    (excerpt.severity == Severity::Error).then(|| Problem {
        message: match &excerpt.help {
            Some(help) => format!("{}. {help}", excerpt.message),
            None => excerpt.message.clone(),
        },
        path: excerpt.path.to_string(),
        line: excerpt.start.map_or(0, |start| start.line),
    })
}
