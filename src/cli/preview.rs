//! `haven serve`.

use super::{End, ROOTS, Refusal, ServeArgs, print};
use crate::config;
use crate::engine::{Engine, Settings, Work};
use crate::serve::{self, Browser, Editor, Ended, Options, Trust, Watching};
use crate::source::disk::read_site;
use crate::source::{SourcePath, Sources};

pub fn run(args: ServeArgs) -> Result<End, Refusal> {
    args.site.check()?;
    let editor = Editor::new(&args.editor).map_err(Refusal)?;
    let root = args.site.root.canonicalize().unwrap_or_else(|_| args.site.root.clone());
    let base = Base::of(&args);
    let settings = Settings { keep_outputs: true, base_url: base.base_url, ..args.site.settings() };
    let site = args.site.clone();
    let options = Options {
        root,
        host: args.host.clone(),
        port: args.port,
        browser: if args.open { Browser::Open } else { Browser::Leave },
        watching: if args.poll { Watching::Polling } else { Watching::Native },
        engine: Box::new(move || Engine::new(settings.clone())),
        roots: Box::new(|_| ROOTS.iter().map(|root| (*root).to_owned()).collect()),
        today: Box::new(move || site.settings().today),
        editor,
        trust: if args.verify { Trust::Verify } else { Trust::Believe },
        report: Box::new(report),
        say: Box::new(|words| eprintln!("{words}")),
    };
    match serve::run(options, &base.path) {
        Ok(Ended::Stopped) => Ok(End::Fine),
        Ok(Ended::Differs) => {
            Err(Refusal("the preview showed something else than a build makes: a bug in haven".into()))
        }
        Err(error) => Err(Refusal(format!(
            "the preview cannot listen at {}: {error}\nName another address or port with --host and --port.",
            args.host
        ))),
    }
}

/// Where the site lives below the preview's address.
struct Base {
    path: String,
    /// The site's own address with that path; `None` when it is the site's own path.
    base_url: Option<String>,
}

impl Base {
    /// As `--base-path` says, or else as the site's `base_url` does: a site in a folder is previewed in that folder.
    fn of(args: &ServeArgs) -> Base {
        let mut sources = Sources::default();
        for change in read_site(&args.site.root, &["site.yaml"]) {
            sources.apply(change);
        }
        let source = SourcePath::new("site.yaml").and_then(|path| sources.get(&path));
        let (config, _) = config::parse(source, None);
        let Some(path) = &args.base_path else {
            return Base { path: config.base_path().to_owned(), base_url: None };
        };
        let path = format!("/{}/", path.trim_matches('/')).replace("//", "/");
        let host = config.base_url.trim_end_matches('/').strip_suffix(config.base_path().trim_end_matches('/'));
        let host = host.unwrap_or(&config.base_url).trim_end_matches('/');
        Base { base_url: Some(format!("{host}{path}")), path }
    }
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
