//! What a preview bears: however many browsers and strange clients are connected, it is as large as before. What it holds
//! depends on the machine; that a connection has no thread does not.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

struct Served {
    child: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Served {
    fn new() -> Served {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        fs::write(folder.path().join("site.yaml"), "title: Test\nbase_url: https://example.org\n").unwrap();
        fs::write(folder.path().join("content/index.md"), "---\ntitle: Home\nsummary: S.\n---\n\nWords.\n").unwrap();
        let mut serve = Command::new(env!("CARGO_BIN_EXE_haven"));
        serve.args(["serve", "--port", "0", "--root"]).arg(folder.path());
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Served { child, address, _folder: folder }
    }

    /// Sends this and waits until the answer has begun.
    fn ask(&self, request: &str) -> TcpStream {
        let mut stream = self.say(request);
        stream.read_exact(&mut [0; 12]).unwrap();
        stream
    }

    fn say(&self, words: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(words.as_bytes()).unwrap();
        stream
    }

    fn threads(&self) -> usize {
        fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap().count()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_connection_takes_no_thread() {
    let served = Served::new();
    let host = "Host: localhost\r\n\r\n";
    // Whatever is made on demand is there after one of each.
    let all = |count: usize| -> Vec<TcpStream> {
        let kinds = [
            format!("GET / HTTP/1.1\r\n{host}"),
            format!("GET /_haven/events?page=/&version=none HTTP/1.1\r\n{host}"),
            format!("GET /_haven/ HTTP/1.1\r\n{host}"),
        ];
        let asked = kinds.iter().flat_map(|request| (0..count).map(|_| served.ask(request)));
        let silent = (0..count).flat_map(|_| [served.say(""), served.say("GET / HTTP/1.1\r\nHost:")]);
        asked.chain(silent).collect()
    };
    let first = all(1);
    let before = served.threads();
    let many = all(100);
    assert_eq!(served.threads(), before);
    drop((first, many));
}
