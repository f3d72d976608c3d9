//! haven beside its peers and beside what the machine can do at all. Every figure is a ratio of medians of runs that took
//! turns in one session, because absolute times belong to a machine.
//!
//! ```text
//! cargo bench --bench compare                         all of it at 1,000 and 10,000 pages
//! cargo bench --bench compare -- --pages 1000 --runs 3
//! cargo bench --bench compare -- search               indexing and first queries, beside Pagefind
//! cargo bench --bench compare -- preview              how long an author waits, beside Hugo's server; what the server bears
//! cargo bench --bench compare -- load                 only the latter
//! cargo bench --bench compare -- --growth 100000      how a build grows from 1,000 to so many pages
//! cargo bench --bench compare -- corpus haven 1000 DIR    only writes a site: haven, haven-index (the same with a search
//!                                                         index), haven-search (with haven's own theme) or hugo
//! ```
//!
//! Hugo (`hugo`), Pagefind (`pagefind`) and wrk (`wrk`) take part when they are on the `PATH`. Sites and outputs go into a RAM disk
//! (`/dev/shm`) where there is one: on a disk, the deletion of the run before costs seconds. Writes the tables of
//! `benches/RESULTS.md` between their two marks.

// A benchmark is a shell of its own.
#![allow(clippy::disallowed_methods)]

mod corpus;
mod limit;
mod load;
mod measure;
mod preview;
mod report;
mod search;
mod wrk;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use corpus::{Corpus, Dialect};
use measure::{Run, median, run};
use report::Report;

const HAVEN: &str = env!("CARGO_BIN_EXE_haven");

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["limit", plan, content, out] => return limit::run(Path::new(plan), Path::new(content), Path::new(out)),
        ["corpus", dialect, pages, out] => {
            let dialect = match *dialect {
                "hugo" => Dialect::Hugo,
                "haven-index" => Dialect::HavenIndex,
                "haven-search" => Dialect::HavenSearch,
                _ => Dialect::Haven,
            };
            let pages = pages.parse().expect("a number of pages");
            return Corpus::new(pages).write(Path::new(out), dialect, &themes());
        }
        _ => {}
    }
    let option = |name: &str| words.iter().position(|word| *word == name).and_then(|at| words.get(at + 1).copied());
    let sizes = option("--pages").unwrap_or("1000,10000").split(',').map(|size| size.parse().expect("a number"));
    let is_preview = words.first() == Some(&"preview");
    let runs: usize = option("--runs").unwrap_or(if is_preview { "20" } else { "5" }).parse().expect("a number");
    let scratch = Scratch::new()?;
    let mut report = if is_preview { Report::of_edits(runs) } else { Report::new(runs) };
    let results = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/RESULTS.md");
    if words.first() == Some(&"search") {
        for pages in sizes {
            search::compare(pages, runs, &scratch.0, &mut report)?;
        }
        return report.write(&results, report::SEARCH);
    }
    if is_preview || words.first() == Some(&"load") {
        let mut load = Report::of_load();
        preview::bear(1000, &scratch.0, &mut load)?;
        load.write(&results, report::LOAD)?;
        if !is_preview {
            return Ok(());
        }
        for pages in sizes {
            preview::wait(pages, runs, &scratch.0, &mut report)?;
        }
        return report.write(&results, report::PREVIEW);
    }
    if let Some(most) = option("--growth") {
        growth(most.parse().expect("a number of pages"), runs, &scratch.0, &mut report)?;
        return report.write(&results, report::GROWTH);
    }
    for pages in sizes {
        Bench::new(pages, runs, &scratch.0)?.all(&mut report)?;
    }
    example_site(runs, &scratch.0, &mut report);
    report.write(&results, report::BUILDS)
}

fn themes() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/themes")
}

/// A folder that is gone at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> io::Result<Self> {
        let ram = Path::new("/dev/shm");
        let place = if ram.is_dir() { ram.to_owned() } else { env::temp_dir() };
        let folder = place.join(format!("haven-bench-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Scratch(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The scenarios at one size.
struct Bench {
    pages: usize,
    runs: usize,
    scratch: PathBuf,
    corpus: Corpus,
}

impl Bench {
    fn new(pages: usize, runs: usize, scratch: &Path) -> io::Result<Self> {
        let scratch = scratch.join(pages.to_string());
        let bench = Bench::bare(pages, runs, &scratch)?;
        bench.corpus.write(&scratch.join("index"), Dialect::HavenIndex, &themes())?;
        bench.corpus.write(&scratch.join("search"), Dialect::HavenSearch, &themes())?;
        bench.corpus.write(&scratch.join("hugo"), Dialect::Hugo, &themes())?;
        Ok(bench)
    }

    /// With the site for haven and the plan of the limit alone.
    fn bare(pages: usize, runs: usize, scratch: &Path) -> io::Result<Self> {
        let corpus = Corpus::new(pages);
        corpus.write(&scratch.join("haven"), Dialect::Haven, &themes())?;
        let bench = Bench { pages, runs, scratch: scratch.to_owned(), corpus };
        let built = bench.scratch.join("built");
        run(&mut bench.haven("build", "haven", &built));
        fs::write(bench.scratch.join("plan"), limit::write_plan(&limit::plan(&bench.content(), &built)?))?;
        fs::remove_dir_all(&built)?;
        Ok(bench)
    }

    fn all(&self, report: &mut Report) -> io::Result<()> {
        self.cold(report)?;
        self.with_search(report)?;
        self.again(report)?;
        self.start(report)
    }

    /// `haven COMMAND` on the site `site`, into `out` where the command writes.
    fn haven(&self, command: &str, site: &str, out: &Path) -> Command {
        let mut haven = Command::new(HAVEN);
        haven.arg(command).arg("--root").arg(self.scratch.join(site));
        if command == "build" {
            haven.arg("--out").arg(out);
        }
        haven
    }

    fn content(&self) -> PathBuf {
        self.scratch.join("haven/content")
    }

    /// What the machine can do at all: read, parse, and write files of the same sizes.
    fn limit(&self, out: &Path) -> Command {
        let mut limit = Command::new(env::current_exe().expect("this program"));
        limit.arg("limit").arg(self.scratch.join("plan")).arg(self.content()).arg(out);
        limit
    }

    fn hugo(&self, out: &Path) -> Command {
        let mut hugo = Command::new("hugo");
        hugo.arg("--quiet").arg("--source").arg(self.scratch.join("hugo")).arg("--destination").arg(out);
        hugo
    }

    /// Runs commands in turn, each into a new folder. Returns the median of each. Each round begins with the next one, so
    /// that none always finds the machine as its neighbour left it: what ran before decides how cold memory is.
    fn in_turn(&self, commands: &[&dyn Fn(&Path) -> Command]) -> io::Result<Vec<Run>> {
        let mut all = vec![Vec::new(); commands.len()];
        for round in 0..self.runs {
            for place in 0..commands.len() {
                let number = (round + place) % commands.len();
                let out = self.scratch.join("out");
                all[number].push(run(&mut commands[number](&out)));
                let _ = fs::remove_dir_all(&out);
            }
        }
        Ok(all.iter_mut().map(|runs| median(runs)).collect())
    }

    /// Goals 1 and 8: a cold build beside the limit and Hugo, and `check`.
    fn cold(&self, report: &mut Report) -> io::Result<()> {
        let limit = |out: &Path| self.limit(out);
        let haven = |out: &Path| self.haven("build", "haven", out);
        let check = |out: &Path| self.haven("check", "haven", out);
        let hugo = |out: &Path| self.hugo(out);
        let mut commands: Vec<&dyn Fn(&Path) -> Command> = vec![&limit, &haven, &check];
        if is_there("hugo") {
            commands.push(&hugo);
        }
        let medians = self.in_turn(&commands)?;
        let names = ["the limit", "haven build", "haven check", "hugo"];
        report.table(&format!("Cold build of {} pages, no search, the same theme", self.pages), &names, &medians);
        Ok(())
    }

    /// Goal 2: the same with a search index, haven's own beside Hugo and Pagefind.
    fn with_search(&self, report: &mut Report) -> io::Result<()> {
        let limit = |out: &Path| self.limit(out);
        let haven = |out: &Path| self.haven("build", "index", out);
        let own = |out: &Path| self.haven("build", "search", out);
        let hugo = |out: &Path| self.hugo(out);
        let built = self.scratch.join("built-by-hugo");
        let pagefind = |out: &Path| {
            let mut pagefind = Command::new("pagefind");
            pagefind.arg("--site").arg(&built).arg("--output-path").arg(out);
            pagefind
        };
        let mut commands: Vec<&dyn Fn(&Path) -> Command> = vec![&limit, &haven, &own];
        if is_there("hugo") && is_there("pagefind") {
            run(&mut self.hugo(&built));
            commands.extend([&hugo as &dyn Fn(&Path) -> Command, &pagefind]);
        }
        let medians = self.in_turn(&commands)?;
        let names = [
            "the limit, which has no index",
            "haven build with an index, the same theme",
            "haven build with an index, its own theme",
            "hugo",
            "pagefind on hugo's pages",
        ];
        report.table(&format!("Build of {} pages with a search index", self.pages), &names, &medians);
        Ok(())
    }

    /// Goal 4: a build into the folder of the last build after one word has changed, beside the same work without writing.
    fn again(&self, report: &mut Report) -> io::Result<()> {
        let out = self.scratch.join("standing");
        run(&mut self.haven("build", "haven", &out));
        let page = self.scratch.join(format!("haven/content/{}.md", self.corpus.path(self.pages / 2)));
        let (mut build, mut check) = (Vec::new(), Vec::new());
        for number in 0..self.runs {
            let text = fs::read_to_string(&page)?;
            fs::write(&page, format!("{text}\nOne more word: {number}.\n"))?;
            build.push(run(&mut self.haven("build", "haven", &out)));
            check.push(run(&mut self.haven("check", "haven", &out)));
        }
        fs::remove_dir_all(&out)?;
        let medians = [median(&mut check), median(&mut build)];
        let names = ["haven check (no writing)", "haven build into the standing folder"];
        report.table(&format!("One edit among {} pages", self.pages), &names, &medians);
        Ok(())
    }

    /// Goal 6: from the start of `haven serve` to the first byte of its first page.
    fn start(&self, report: &mut Report) -> io::Result<()> {
        let mut runs = Vec::new();
        for _ in 0..self.runs {
            runs.push(report::first_answer(HAVEN, &self.scratch.join("haven"))?);
        }
        report.table(
            &format!("First page of haven serve at {} pages", self.pages),
            &["haven serve"],
            &[median(&mut runs)],
        );
        Ok(())
    }
}

/// Goal 3: a build of 1,000 pages, of ten times as many, and so on up to `most`, beside the limit.
fn growth(most: usize, runs: usize, scratch: &Path, report: &mut Report) -> io::Result<()> {
    let sizes = std::iter::successors(Some(1000), |size| Some(size * 10)).take_while(|size| *size <= most);
    let mut smaller: Option<Vec<Run>> = None;
    for pages in sizes {
        let folder = scratch.join(format!("growth-{pages}"));
        let bench = Bench::bare(pages, runs, &folder)?;
        let (limit, haven) = (|out: &Path| bench.limit(out), |out: &Path| bench.haven("build", "haven", out));
        let medians = bench.in_turn(&[&limit, &haven])?;
        report.table(&format!("Growth: {pages} pages"), &["the limit", "haven build"], &medians);
        if let Some(smaller) = smaller {
            let times: Vec<f64> =
                smaller.iter().zip(&medians).map(|(a, b)| b.wall.as_secs_f64() / a.wall.as_secs_f64()).collect();
            report.say(&format!(
                "\nTen times the pages: the limit takes {:.1} times as long, haven {:.1}.\n",
                times[0], times[1]
            ));
        }
        smaller = Some(medians);
        fs::remove_dir_all(&folder)?;
    }
    Ok(())
}

/// Goal 7: the example site.
fn example_site(runs: usize, scratch: &Path, report: &mut Report) {
    let root = env!("CARGO_MANIFEST_DIR");
    let build = |_| {
        let out = scratch.join("example");
        let done = run(Command::new(HAVEN).args(["build", "--root", root, "--out"]).arg(&out));
        let _ = fs::remove_dir_all(out);
        done
    };
    let mut all: Vec<Run> = (0..runs * 4).map(build).collect();
    report.table("Cold build of the example site", &["haven build"], &[median(&mut all)]);
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
        || Command::new(program).arg("version").output().is_ok_and(|output| output.status.success())
}
