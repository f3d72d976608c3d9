//! The head of an HTTP/1 request (RFC 9112), read from a client that may be slow, broken or hostile. The preview takes
//! no bodies, so the head is all there is.

#![allow(clippy::disallowed_methods)]

use std::io::{self, BufRead};
use std::time::{Duration, Instant};

use tiny_http::Method;

/// The longest head, in bytes: four times what a browser with many cookies sends.
const LONGEST: usize = 64 << 10;

/// How long a head may take from its first byte to its last.
const TIME: Duration = Duration::from_secs(20);

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `HEAD`, …
    pub method: Method,
    /// As it was sent: `/cbt/?q=a%20b`.
    pub target: String,
    headers: Vec<(String, String)>,
}

/// Why there is no request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The client closed the connection.
    Nobody,
    /// This status and these words. Where the next request would begin is unknown, so the connection has to end.
    Because(u16, &'static str),
}

impl Request {
    /// A request as a test makes it.
    pub fn new(method: Method, target: &str, headers: &[(&str, &str)]) -> Self {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Request { method, target: target.to_owned(), headers }
    }

    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Reads a request, and whether its client wants to send another.
pub fn read(reader: &mut impl BufRead) -> io::Result<Result<(Request, bool), Refusal>> {
    match read_bytes(reader)? {
        Ok(bytes) => Ok(parse(&String::from_utf8_lossy(&bytes))),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Everything up to the empty line that ends a head.
fn read_bytes(reader: &mut impl BufRead) -> io::Result<Result<Vec<u8>, Refusal>> {
    let mut head = Vec::new();
    let mut started = None;
    loop {
        let next = reader.fill_buf()?;
        if next.is_empty() {
            return Ok(Err(Refusal::Nobody));
        }
        let line = next.iter().position(|byte| *byte == b'\n').map_or(next.len(), |end| end + 1);
        head.extend_from_slice(&next[..line]);
        reader.consume(line);
        // An empty line before a request is forgiven (RFC 9112, §2.2).
        if matches!(head.as_slice(), b"\r\n" | b"\n") {
            head.clear();
        }
        if head.ends_with(b"\r\n\r\n") || head.ends_with(b"\n\n") {
            return Ok(Ok(head));
        }
        if head.len() > LONGEST {
            return Ok(Err(Refusal::Because(431, "The request's head is longer than 64 kB.\n")));
        }
        if started.get_or_insert_with(Instant::now).elapsed() > TIME {
            return Ok(Err(Refusal::Because(408, "The request took longer than 20 seconds to arrive.\n")));
        }
    }
}

fn parse(head: &str) -> Result<(Request, bool), Refusal> {
    let malformed = || Refusal::Because(400, "This is not a request of HTTP/1.\n");
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(malformed());
    };
    let is_word = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_word(method) || target.is_empty() || !version.starts_with("HTTP/") {
        return Err(malformed());
    }
    if !version.starts_with("HTTP/1.") {
        return Err(Refusal::Because(505, "The preview speaks HTTP/1.1.\n"));
    }
    let mut headers = Vec::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or_else(malformed)?;
        if !is_word(name) {
            return Err(malformed());
        }
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let method = method.parse().map_err(|()| malformed())?;
    let request = Request { method, target: target.to_owned(), headers };
    let has_body = request.header("Content-Length").is_some_and(|length| length != "0");
    if has_body || request.header("Transfer-Encoding").is_some() {
        return Err(Refusal::Because(413, "The preview takes no request bodies.\n"));
    }
    let connection = request.header("Connection").unwrap_or_default().to_ascii_lowercase();
    let keep = if version == "HTTP/1.0" { connection.contains("keep-alive") } else { !connection.contains("close") };
    Ok((request, keep))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `method target keep`, or the status of the refusal.
    fn shown(head: &str) -> String {
        match read(&mut head.as_bytes()).unwrap() {
            Ok((request, keep)) => format!("{} {} {keep}", request.method, request.target),
            Err(Refusal::Because(status, _)) => status.to_string(),
            Err(Refusal::Nobody) => "nobody".to_owned(),
        }
    }

    #[test]
    fn heads_are_read_or_refused() {
        let long = format!("GET / HTTP/1.1\r\nCookie: {}", "x".repeat(LONGEST));
        for (head, expected) in [
            ("GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a?b true"),
            ("\r\nHEAD / HTTP/1.1\nHost: x\n\n", "HEAD / true"),
            ("GET / HTTP/1.1\r\nconnection: Close\r\n\r\n", "GET / false"),
            ("GET / HTTP/1.0\r\n\r\n", "GET / false"),
            ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "GET / true"),
            ("BREW / HTTP/1.1\r\n\r\n", "BREW / true"),
            ("GET / HTTP/1.1\r\nCookie: ü\r\n\r\n", "GET / true"),
            ("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "POST / true"),
            ("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "413"),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "413"),
            ("GET /  HTTP/1.1\r\n\r\n", "400"),
            ("GET / a HTTP/1.1\r\n\r\n", "400"),
            ("GET\r\n\r\n", "400"),
            ("GET / HTTP/1.1\r\nno colon\r\n\r\n", "400"),
            ("GET / HTTP/1.1\r\n folded: x\r\n\r\n", "400"),
            ("\u{1}\u{2} / HTTP/1.1\r\n\r\n", "400"),
            ("GET / HTTP/2.0\r\n\r\n", "505"),
            ("GET / SMTP\r\n\r\n", "400"),
            ("GET / HTTP/1.1\r\nHost", "nobody"),
            ("", "nobody"),
            (&long, "431"),
        ] {
            assert_eq!(shown(head), expected, "{:?}", head.chars().take(60).collect::<String>());
        }
    }
}
