//! How many requests the preview answers, beside Hugo's server, as `wrk` finds it: one thread, so that the server has the
//! other processor, and ten connections.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use super::is_there;
use super::load::{Streams, while_saved};
use super::report::{Report, Served};

/// Of each measurement.
const SECONDS: u32 = 5;

/// Measures both servers at sites of `pages` articles, if wrk is installed. `file` is one of the pages below `content/`.
pub fn compare(
    haven: &str,
    [site, hugo_site]: [&Path; 2],
    file: &str,
    pages: usize,
    report: &mut Report,
) -> io::Result<()> {
    // It has no argument for which it does not fail.
    if Command::new("wrk").output().is_err() {
        report.say("\nwrk is not installed, so no requests were counted.\n");
        return Ok(());
    }
    let page = format!("/{}/", file.trim_end_matches(".md"));
    let hugo = is_there("hugo").then(|| Hugo::start(hugo_site)).transpose()?;
    let hugo = hugo.as_ref().map(|hugo| hugo.address.as_str());
    let served = Served::start(haven, site)?;
    served.settled()?;
    let mut table = Table { hugo, text: String::new() };
    let here = served.address.as_str();

    table.row("a page", [here, &page], &page, &[])?;
    let known = condition(here, &page)?;
    let known_to_hugo = hugo.map(|hugo| condition(hugo, &page)).transpose()?.unwrap_or_default();
    table.row("the same page, which the browser has (304)", [here, &page], &page, &[known, known_to_hugo])?;
    table.row("a style sheet", [here, &style_sheet(here, &page)?], "/style.css", &[])?;
    let ours = site.join("content").join(file);
    table.cells("a page, while it is saved ten times a second", &while_saved(&ours, || wrk(here, &page, ""))?.0);
    match hugo {
        Some(hugo) => {
            let theirs = hugo_site.join("content").join(file);
            table.more(&while_saved(&theirs, || wrk(hugo, &page, ""))?.0);
        }
        None => table.none(),
    }
    let streams = Streams::open(here, &page)?;
    table.cells("a page, with 200 open streams", &wrk(here, &page, "")?);
    table.none();
    table.cells(
        "a page, with 200 open streams, while it is saved ten times a second",
        &while_saved(&ours, || wrk(here, &page, ""))?.0,
    );
    table.none();
    streams.close();

    report.say(&format!(
        "\n### Requests that the preview answers, {pages} pages\n\nwrk with one thread and ten connections for {SECONDS} \
         seconds: requests a second, and how long 50, 90 and 99 of 100 wait.\n\n\
         | | haven | 50 % | 90 % | 99 % | hugo | 50 % | 90 % | 99 % |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n{}",
        table.text
    ));
    Ok(())
}

struct Table<'a> {
    hugo: Option<&'a str>,
    text: String,
}

impl Table<'_> {
    /// The same request to both. The conditions are headers, for haven and for Hugo.
    fn row(&mut self, name: &str, [here, target]: [&str; 2], theirs: &str, conditions: &[String]) -> io::Result<()> {
        let condition = |number: usize| conditions.get(number).map_or("", String::as_str);
        self.cells(name, &wrk(here, target, condition(0))?);
        match self.hugo {
            Some(hugo) => self.more(&wrk(hugo, theirs, condition(1))?),
            None => self.none(),
        }
        Ok(())
    }

    fn cells(&mut self, name: &str, [requests, half, most, nearly]: &[String; 4]) {
        let _ = write!(self.text, "| {name} | {requests} | {half} | {most} | {nearly} ");
    }

    fn more(&mut self, [requests, half, most, nearly]: &[String; 4]) {
        let _ = writeln!(self.text, "| {requests} | {half} | {most} | {nearly} |");
    }

    fn none(&mut self) {
        self.text.push_str("| – | – | – | – |\n");
    }
}

/// Requests a second, and the 50th, 90th and 99th percentile of the time that one took.
///
/// # Errors
/// When wrk says that a request failed: then there is nothing to measure.
fn wrk(address: &str, target: &str, header: &str) -> io::Result<[String; 4]> {
    let mut wrk = Command::new("wrk");
    wrk.args(["-t1", "-c10", "--latency", "-d"]).arg(format!("{SECONDS}s"));
    if !header.is_empty() {
        wrk.args(["-H", header]);
    }
    let output = wrk.arg(format!("http://{address}{target}")).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    if text.contains("Non-2xx or 3xx") || text.contains("Socket errors") {
        return Err(io::Error::other(format!("{target}: {text}")));
    }
    let after = |mark: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(mark))?;
        Some(line.trim().to_owned())
    };
    let found = ["Requests/sec:", "50%", "90%", "99%"].map(|mark| after(mark).unwrap_or_else(|| "–".to_owned()));
    let whole = found[0].split('.').next().unwrap_or_default().to_owned();
    let [_, half, most, nearly] = found;
    Ok([whole, half, most, nearly])
}

/// Head and body of an answer.
fn get(address: &str, target: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The header with which a browser asks for what it has already.
fn condition(address: &str, page: &str) -> io::Result<String> {
    let answer = get(address, page)?;
    let header = |name: &str| {
        let mut lines = answer.lines().take_while(|line| !line.is_empty());
        lines.find_map(|line| line.strip_prefix(name)).map(str::to_owned)
    };
    let tag = header("ETag: ").map(|tag| format!("If-None-Match: {tag}"));
    let day = || header("Last-Modified: ").map(|day| format!("If-Modified-Since: {day}"));
    tag.or_else(day).ok_or_else(|| io::Error::other(format!("{address}{page} has no validator")))
}

/// The address of the page's style sheet.
fn style_sheet(address: &str, page: &str) -> io::Result<String> {
    let answer = get(address, page)?;
    let link = answer.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.ok_or_else(|| io::Error::other(format!("{page} has no style sheet")))?;
    Ok(format!("/{}", link.trim_start_matches("../").trim_start_matches('/')))
}

/// A running `hugo server`, which ends with this value.
struct Hugo {
    address: String,
    child: Child,
}

impl Hugo {
    fn start(root: &Path) -> io::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
        let mut server = Command::new("hugo");
        server.args(["server", "--renderToMemory", "--port", &port, "-s"]).arg(root);
        let mut child = server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = child.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
        let hugo = Hugo { address: format!("127.0.0.1:{port}"), child };
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        if !lines.any(|line| line.contains("Press Ctrl+C")) {
            return Err(io::Error::other("hugo server did not start"));
        }
        // Whoever prints more must not wait for somebody who reads it.
        thread::spawn(move || lines.for_each(drop));
        Ok(hugo)
    }
}

impl Drop for Hugo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
