//! Tables of medians and ratios, and their place in `RESULTS.md`.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io};

use super::measure::{Run, held, peak};

/// The marks between which the tables of builds stand.
pub const BUILDS: [&str; 2] =
    ["<!-- written by cargo bench --bench compare -->", "<!-- end of what the benchmark writes -->"];
/// And those of growth.
pub const GROWTH: [&str; 2] =
    ["<!-- written by cargo bench --bench compare -- --growth 100000 -->", "<!-- end of growth -->"];
/// And those of searching.
pub const SEARCH: [&str; 2] = ["<!-- written by cargo bench --bench compare -- search -->", "<!-- end of search -->"];
/// And those of the preview.
pub const PREVIEW: [&str; 2] =
    ["<!-- written by cargo bench --bench compare -- preview -->", "<!-- end of the preview -->"];

/// And those of the preview under load.
pub const LOAD: [&str; 2] = ["<!-- written by cargo bench --bench compare -- load -->", "<!-- end of the load -->"];

/// What has been measured.
pub struct Report(String);

impl Report {
    /// Nothing yet. Says on what machine.
    pub fn new(runs: usize) -> Self {
        Report::opening(&format!("medians of {runs} runs that took turns, each into a new folder"))
    }

    /// The same for edits of a site that is being served.
    pub fn of_edits(edits: usize) -> Self {
        let words = format!("medians of {edits} edits that took turns, fewer where one takes Hugo more than a second");
        Report::opening(&words)
    }

    /// The same for a preview under load.
    pub fn of_load() -> Self {
        Report::opening("one run")
    }

    fn opening(words: &str) -> Self {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let version = |program: &str, argument: &str| {
            let output = Command::new(program).arg(argument).output().ok()?;
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            // Wrappers may print words of their own first.
            let number = text.split_whitespace().map(|word| word.trim_start_matches('v'));
            let number = number.into_iter().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
            Some(format!("{program} {number}"))
        };
        let peers = [version("hugo", "version"), version("pagefind", "--version")];
        let peers: Vec<String> = peers.into_iter().flatten().collect();
        let peers = if peers.is_empty() { "none installed".to_owned() } else { peers.join(", ") };
        Report(format!("{cores} cores; {words}. Peers: {peers}.\n"))
    }

    /// A table of commands; the first is what the others are compared with.
    pub fn table(&mut self, title: &str, names: &[&str], medians: &[Run]) {
        let mut text = format!("\n### {title}\n\n| | wall | ratio | peak memory |\n| --- | --- | --- | --- |\n");
        let first = medians[0].wall.as_secs_f64();
        for (name, run) in names.iter().zip(medians) {
            let (wall, memory) = (run.wall.as_secs_f64(), run.memory as f64 / 1e6);
            let _ = writeln!(text, "| {name} | {:.0} ms | {:.2} | {memory:.0} MB |", wall * 1e3, wall / first);
        }
        print!("{text}");
        self.0.push_str(&text);
    }

    /// Adds text as it is.
    pub fn say(&mut self, text: &str) {
        print!("{text}");
        self.0.push_str(text);
    }

    /// Puts the tables between their marks in the file.
    pub fn write(&self, file: &Path, [start_mark, end_mark]: [&str; 2]) -> io::Result<()> {
        let old = fs::read_to_string(file)?;
        let (Some(start), Some(end)) = (old.find(start_mark), old.find(end_mark)) else {
            return Err(io::Error::other(format!("{} has no marks `{start_mark}` and `{end_mark}`", file.display())));
        };
        fs::write(file, format!("{}{start_mark}\n{}\n{}", &old[..start], self.0, &old[end..]))
    }
}

/// A running `haven serve`, which ends with this value.
pub struct Served {
    /// Its host and port.
    pub address: String,
    child: Child,
}

impl Served {
    /// Starts it and waits until it says where it listens.
    pub fn start(haven: &str, root: &Path) -> io::Result<Self> {
        let mut serve = Command::new(haven);
        serve.arg("serve").arg("--root").arg(root).args(["--port", "0"]);
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let lines = BufReader::new(child.stdout.take().ok_or_else(|| io::Error::other("no output"))?).lines();
        let address = lines.map_while(Result::ok).find_map(|line| {
            let rest = line.split("http://").nth(1)?;
            Some(rest.split(['/', ' ']).next()?.to_owned())
        });
        let mut served = Served { address: String::new(), child };
        served.address = address.ok_or_else(|| io::Error::other("haven serve did not say its address"))?;
        Ok(served)
    }

    /// The first answer to a request of the home page.
    pub fn answers(&self) -> io::Result<()> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(stream, "GET / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        assert_eq!(&answer, b"HTTP/1.1 200", "the page is there");
        Ok(())
    }

    /// Waits until it has rendered the whole site: until it needs no more processor time.
    pub fn settled(&self) -> io::Result<()> {
        self.answers()?;
        let spent = || -> io::Result<Vec<String>> {
            let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
            Ok(stat.split(' ').skip(13).take(2).map(str::to_owned).collect())
        };
        let mut before = Vec::new();
        while spent()? != before {
            before = spent()?;
            std::thread::sleep(Duration::from_millis(500));
        }
        Ok(())
    }

    /// The memory that it holds now, in bytes.
    pub fn memory(&self) -> Option<u64> {
        held(self.child.id())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts `haven serve` and asks for the home page as soon as it says where it listens.
pub fn first_answer(haven: &str, root: &Path) -> io::Result<Run> {
    let started = Instant::now();
    let served = Served::start(haven, root)?;
    served.answers()?;
    let wall = started.elapsed();
    Ok(Run { wall, memory: peak(served.child.id()).unwrap_or_default() })
}
