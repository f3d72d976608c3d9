//! ⚡ The command line: one definition from which parsing, help, completions and the man page come. It reads the clock and
//! the environment, hands both to the core as values, and turns what comes back into text and an exit code.

#![allow(clippy::disallowed_methods)]

mod build;
mod check;
mod editor;
mod explain;
mod new;
mod preview;
mod print;
mod progress;
mod report;
mod timings;

use std::borrow::Cow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use timings::{Timings, timed};

use crate::diagnostic::excerpt::Excerpt;
use crate::engine::{Engine, Settings};
use crate::source::disk::{read_in_parts, reread};
use crate::source::{Change, Content};

/// Turns a folder of Markdown articles into a static educational site.
#[derive(Parser)]
#[command(
    name = "haven",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 fine, 1 errors in the content, 2 wrong usage or the machine's fault."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the site into a folder that any static host can serve.
    Build(BuildArgs),
    /// Show the site in the browser and follow every edit.
    Serve(ServeArgs),
    /// Check the site without writing anything.
    Check(CheckArgs),
    /// Make a new site or article.
    #[command(subcommand)]
    New(NewCommand),
    /// Explain a diagnostic's code, why an address is as it is, or what can be written where.
    Explain(ExplainArgs),
    /// List every page with its owner, reviewer, dates and sources, for an audit.
    Report(ReportArgs),
    /// Print the JSON Schema of site.yaml, front matter or a data file, for an editor.
    Schema {
        /// site, front-matter, theme, or the name of a data file.
        name: String,
    },
    /// Print the completions for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the man page.
    Man,
}

#[derive(Args, Clone)]
struct SiteArgs {
    /// The site's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Show the site as of this day instead of today.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Show drafts, scheduled and expired pages too.
    #[arg(long)]
    drafts: bool,
}

#[derive(Args)]
struct BuildArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// Where to write. Default: public/ in the site's folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The address of the site, instead of base_url in site.yaml.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Write index.html into links, so that the folder can be opened without a server.
    #[arg(long)]
    offline: bool,
    /// Write into a folder that holds files of somebody else, and over those that have an output's name.
    #[arg(long)]
    force: bool,
    /// Say how long each stage took.
    #[arg(long)]
    timings: bool,
}

#[derive(Args)]
struct ServeArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// The port; the next free one when it is taken.
    #[arg(long, default_value_t = 1111)]
    port: u16,
    /// The address to listen at; 0.0.0.0 lets other devices of the network in.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    host: String,
    /// Open the browser.
    #[arg(long)]
    open: bool,
    /// Show the site below this path, such as /info/, instead of the one in base_url.
    #[arg(long, value_name = "PATH")]
    base_path: Option<String>,
    /// Compare the folders every 300 ms instead of asking the system what changed (network drives, containers).
    #[arg(long)]
    poll: bool,
    /// What opens a file at a line: vscode, vscodium, cursor, windsurf, zed, idea, textmate, sublime, emacs, none, or the
    /// pattern of its addresses with {path}, {line} and {column}.
    #[arg(long, value_name = "EDITOR", env = "HAVEN_EDITOR", default_value = "vscode")]
    editor: String,
    /// After each update compare with a build from nothing, and end at the first difference.
    #[arg(long, hide = true)]
    verify: bool,
}

#[derive(Args)]
struct CheckArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// How to print what was found.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Count warnings as errors.
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the lines, for people, on standard error.
    Human,
    /// One array of `{code, severity, message, path, line, column, help}`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

#[derive(Subcommand)]
enum NewCommand {
    /// Write a working site into a new or empty folder.
    Site {
        /// The folder.
        dir: PathBuf,
        /// What it begins with.
        #[arg(long, value_enum, default_value_t = Starter::Small)]
        starter: Starter,
    },
    /// Write schemas and snippets for editors anew, after an update of haven or a change of the theme.
    Schemas {
        #[command(flatten)]
        site: SiteArgs,
    },
    /// Write an article with every field that it needs.
    Article {
        /// The file below content/, such as cbt/evidence.md.
        path: String,
        /// The article's title.
        #[arg(long)]
        title: String,
        /// The site's folder.
        #[arg(long, value_name = "DIR", default_value = ".")]
        root: PathBuf,
    },
}

/// What a new site begins with.
#[derive(Clone, Copy, ValueEnum)]
enum Starter {
    /// A few pages that show how a site is written.
    Small,
    /// The example site, for a clinic to put its own name, people and dates to.
    Clinic,
}

#[derive(Args)]
struct ExplainArgs {
    /// A code such as broken-link, an address such as /cbt/evidence/, or one of: codes, components, variables,
    /// front-matter.
    what: String,
    #[command(flatten)]
    site: SiteArgs,
}

#[derive(Args)]
struct ReportArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = ReportFormat::Csv)]
    format: ReportFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// A table for a spreadsheet.
    Csv,
    /// An array of objects.
    Json,
}

/// What a command ends with.
enum End {
    /// Nothing to complain about.
    Fine,
    /// The content has errors.
    ContentErrors,
}

/// What keeps a command from doing its work, with what to do about it: wrong usage, or the machine's fault.
struct Refusal(String);

impl<E: std::fmt::Display> From<E> for Refusal {
    fn from(error: E) -> Self {
        Refusal(error.to_string())
    }
}

/// The files of a site: the path of each in the site, and its bytes.
pub type Files = Vec<(String, Cow<'static, [u8]>)>;

/// Runs haven with the arguments of the process. `example` gives the files of the example site, which a new site can
/// begin with.
pub fn run(example: fn() -> Files) -> ExitCode {
    let cli = Cli::parse();
    let end = match cli.command {
        Command::Build(args) => build::run(&args),
        Command::Serve(args) => preview::run(args),
        Command::Check(args) => check::run(&args),
        Command::New(NewCommand::Site { dir, starter: Starter::Small }) => new::small(&dir),
        Command::New(NewCommand::Site { dir, starter: Starter::Clinic }) => new::clinic(&dir, example()),
        Command::New(NewCommand::Schemas { site }) => editor::refresh(&site),
        Command::New(NewCommand::Article { path, title, root }) => new::article(&root, &path, &title),
        Command::Explain(args) => explain::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Schema { name } => explain::schema(&name),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "haven", &mut std::io::stdout());
            Ok(End::Fine)
        }
        Command::Man => clap_mangen::Man::new(Cli::command())
            .render(&mut std::io::stdout())
            .map(|()| End::Fine)
            .map_err(Refusal::from),
    };
    match end {
        Ok(End::Fine) => ExitCode::SUCCESS,
        Ok(End::ContentErrors) => ExitCode::from(1),
        Err(Refusal(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

impl SiteArgs {
    /// The engine's settings.
    fn settings(&self) -> Settings {
        let today = self.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
        Settings { drafts: self.drafts, keep_outputs: false, ..Settings::on(today) }
    }

    /// An engine that has read the site.
    fn engine(&self, settings: Settings) -> Result<Engine, Refusal> {
        self.timed_engine(settings, &mut Timings::default())
    }

    /// The same, with its stages added up.
    fn timed_engine(&self, settings: Settings, timings: &mut Timings) -> Result<Engine, Refusal> {
        self.check()?;
        let mut engine = Engine::for_one_look(settings);
        let mut parts = read_in_parts(&self.root, ROOTS);
        let size = |change: &Change| match &change.content {
            Some(Content::Bytes(bytes)) => bytes.len() as u64,
            _ => 0,
        };
        let measure =
            |part: &Option<Vec<Change>>| part.as_ref().map_or((0, 0), |part| (part.len(), part.iter().map(size).sum()));
        let mut part = timings.time("read", "files", || parts.next(), measure);
        while let Some(files) = part {
            // The next part is read while this one is compiled, so the two times overlap.
            let ((next, read), (parsed, compiled)) =
                rayon::join(|| timed(|| parts.next()), || timed(|| engine.load(files)));
            let (count, bytes) = measure(&next);
            timings.add("read", "files", count, bytes, read);
            timings.add("compile", "files", parsed, 0, compiled);
            part = next;
        }
        let link = || {
            engine.settle();
            engine.documents().len()
        };
        timings.time("link", "documents", link, |documents| (*documents, 0));
        Ok(engine)
    }

    /// What is wrong with the site, with the lines that it talks about.
    fn excerpts(&self, engine: &mut Engine) -> Vec<Excerpt> {
        let wanted = engine.wanted_texts();
        engine.restore(reread(&self.root, &wanted, engine.sources()));
        engine.excerpts()
    }

    /// Whether there is a site at all.
    fn check(&self) -> Result<(), Refusal> {
        if self.root.join("site.yaml").exists() || self.root.join("content").is_dir() {
            return Ok(());
        }
        let folder = self.root.display();
        Err(Refusal(format!(
            "there is no site in `{folder}`: neither `site.yaml` nor a folder `content`.\n\
             Go into the site's folder, name it with `--root DIR`, or make one with `haven new site DIR`."
        )))
    }
}

/// What belongs to a site.
const ROOTS: &[&str] = &["site.yaml", "content", "theme", "themes"];
