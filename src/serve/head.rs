//! The head of an HTTP/1 request (RFC 9112), from a client that may be slow, broken or hostile. The preview takes no
//! bodies, so the head is all there is.

use memchr::memchr_iter;
use tiny_http::Method;

/// The longest head, in bytes: four times what a browser with many cookies sends.
pub const LONGEST: usize = 64 << 10;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `HEAD`, …
    pub method: Method,
    /// As it was sent: `/cbt/?q=a%20b`.
    pub target: String,
    headers: Vec<(String, String)>,
}

/// Why there is no request: the status and words of the answer. Where the next request would begin is unknown, so the
/// connection has to end.
pub type Refusal = (u16, &'static str);

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

/// What has arrived and is no whole request yet.
#[derive(Default)]
pub struct Arrived {
    bytes: Vec<u8>,
    /// Up to here there is no end of a head.
    searched: usize,
}

impl Arrived {
    /// More has come.
    pub fn extend(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether nothing of the next request is here.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Takes out the next request, if all of it is here, and whether its client wants to send another.
    pub fn take(&mut self) -> Option<Result<(Request, bool), Refusal>> {
        // An empty line before a request is forgiven (RFC 9112, §2.2).
        let empty = self.bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if empty > 0 {
            self.bytes.drain(..empty);
            self.searched = 0;
        }
        let end = self.end();
        if end.unwrap_or(self.bytes.len()) > LONGEST {
            return Some(Err((431, "The request's head is longer than 64 kB.\n")));
        }
        let Some(end) = end else {
            self.searched = self.bytes.len().saturating_sub(2);
            return None;
        };
        let request = parse(&String::from_utf8_lossy(&self.bytes[..end]));
        // A connection that is silent for hours keeps no memory.
        self.bytes = self.bytes.split_off(end);
        self.searched = 0;
        Some(request)
    }

    /// Where the first head ends: behind an empty line.
    fn end(&self) -> Option<usize> {
        let rest = &self.bytes[self.searched..];
        let empty = |at: usize| match &rest[at + 1..] {
            [b'\n', ..] => Some(self.searched + at + 2),
            [b'\r', b'\n', ..] => Some(self.searched + at + 3),
            _ => None,
        };
        memchr_iter(b'\n', rest).find_map(empty)
    }
}

fn parse(head: &str) -> Result<(Request, bool), Refusal> {
    let malformed = || (400, "This is not a request of HTTP/1.\n");
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
        return Err((505, "The preview speaks HTTP/1.1.\n"));
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
        return Err((413, "The preview takes no request bodies.\n"));
    }
    let connection = request.header("Connection").unwrap_or_default().to_ascii_lowercase();
    let keep = if version == "HTTP/1.0" { connection.contains("keep-alive") } else { !connection.contains("close") };
    Ok((request, keep))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `method target keep`, or the status of the refusal, or that more is to come.
    fn shown(arrived: &mut Arrived) -> String {
        match arrived.take() {
            Some(Ok((request, keep))) => format!("{} {} {keep}", request.method, request.target),
            Some(Err((status, _))) => status.to_string(),
            None => "more".to_owned(),
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
            ("GET / HTTP/1.1\r\nHost", "more"),
            ("", "more"),
            (&long, "431"),
        ] {
            let mut arrived = Arrived::default();
            arrived.extend(head.as_bytes());
            assert_eq!(shown(&mut arrived), expected, "{:?}", head.chars().take(60).collect::<String>());
        }
    }

    #[test]
    fn requests_come_in_any_pieces() {
        let text = "\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\n\nGET /c HTTP/1.1\r\n\r";
        for size in 1..text.len() {
            let mut arrived = Arrived::default();
            let mut seen = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                arrived.extend(piece);
                seen.extend(std::iter::from_fn(|| Some(shown(&mut arrived)).filter(|shown| shown != "more")));
            }
            assert_eq!(seen, ["GET /a true", "GET /b true"], "{size}");
            assert!(!arrived.is_empty());
            arrived.extend(b"\n");
            assert_eq!(shown(&mut arrived), "GET /c true");
            assert!(arrived.is_empty());
        }
    }
}
