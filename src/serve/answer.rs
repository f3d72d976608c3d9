//! From a request and what the site has at its address to a response, as a good static host gives it: media types,
//! `index.html`, redirects to folders, 404 pages, conditional requests and ranges. Pure; it opens nothing.

use std::net::IpAddr;
use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::http::{Request, Response};
use super::{live, mime};
use crate::engine::Output;
use crate::source::{OutputPath, UrlPath};

/// What an address on this server cannot hold as it is.
pub const PATH: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`');

/// What the site has at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This file.
    File(OutputPath, Output),
    /// Nothing here, but there: the address lacks its slash, or the folder that the site lives in.
    Elsewhere(UrlPath),
    /// Nothing; the site's own page that says so, if it has one.
    Nothing(Option<Output>),
    /// The engine met a bug while it rendered this.
    Broken,
}

/// The address of a request: its path, decoded, and its query, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Never climbs out of the site.
    pub path: UrlPath,
    /// Without the question mark.
    pub query: Option<String>,
}

impl Target {
    /// Reads what stands between the method and the version of a request; `None` when it is no address of a site.
    pub fn new(target: &str) -> Option<Target> {
        // A proxy sends the whole URL.
        let target = match target.split_once("://") {
            Some(("http" | "https", rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
            _ => target,
        };
        let target = target.split('#').next().unwrap_or_default();
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let path = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
        let path = UrlPath::new(&format!("/{path}"))?;
        Some(Target { path, query: query.map(str::to_owned) })
    }

    /// The decoded value of a key of the query.
    pub fn value(&self, key: &str) -> Option<String> {
        self.values(key).next()
    }

    /// The decoded values of a key that the query has several times.
    pub fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = String> + 'a {
        let pairs = self.query.as_deref().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(move |(name, _)| *name == key).filter_map(|(_, value)| {
            let value = value.replace('+', " ");
            Some(percent_decode_str(&value).decode_utf8().ok()?.into_owned())
        })
    }
}

/// Whether the `Host` header names this server. A page of another site can make a browser look up its own name at
/// 127.0.0.1 and then read the drafts here (DNS rebinding); it cannot do so with an address in numbers or with
/// `localhost`, so those are always ours.
pub fn is_our_host(header: Option<&str>, own: &str) -> bool {
    let Some(host) = header else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let number = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
    number.parse::<IpAddr>().is_ok()
        || name == "localhost"
        || name.ends_with(".localhost")
        || name == own.to_ascii_lowercase()
}

/// The response to a `GET` or `HEAD` of what was found.
pub fn respond(request: &Request, target: &Target, found: Found) -> Response {
    match found {
        Found::File(path, output) => file(request, 200, path.extension(), &output),
        Found::Elsewhere(path) => redirect(&path, target.query.as_deref()),
        Found::Nothing(Some(output)) => file(request, 404, "html", &output),
        Found::Nothing(None) => Response::text(404, "The site has no page at this address.\n"),
        Found::Broken => Response::text(500, "haven met a bug while it rendered this page; the terminal says more.\n"),
    }
}

/// Temporary, because a browser remembers a permanent redirect of `127.0.0.1:1111` for every site previewed there.
fn redirect(to: &UrlPath, query: Option<&str>) -> Response {
    let mut location = utf8_percent_encode(to.as_str(), PATH).to_string();
    if let Some(query) = query {
        location.push('?');
        location.push_str(query);
    }
    let mut response = Response::text(302, "The site is at another address here.\n");
    response.headers.push(("Location", location));
    response
}

fn file(request: &Request, status: u16, extension: &str, output: &Output) -> Response {
    let media_type = mime::of(extension);
    let is_page = media_type.starts_with("text/html");
    let tag = format!("\"{:032x}{}\"", output.hash, if is_page { "-live" } else { "" });
    let mut headers = vec![
        // The browser keeps the file and asks each time whether it is still right.
        ("Cache-Control", "no-cache".to_owned()),
        ("ETag", tag.clone()),
    ];
    if status == 200 && request.header("If-None-Match").is_some_and(|tags| matches_tag(tags, &tag)) {
        return Response { status: 304, headers, body: Vec::new() };
    }
    headers.push(("Content-Type", media_type.to_owned()));
    // A wrong type shows here as it would on a strict host.
    headers.push(("X-Content-Type-Options", "nosniff".to_owned()));
    if is_page {
        return Response { status, headers, body: live::with_script(&output.bytes, output.hash) };
    }
    let length = output.bytes.len();
    let mut part = (status, 0..length);
    if status == 200 {
        headers.push(("Accept-Ranges", "bytes".to_owned()));
        let fresh = request.header("If-Range").is_none_or(|known| known == tag);
        match request.header("Range").filter(|_| fresh).map(|range| requested(range, length)) {
            Some(Ok(Some(range))) => {
                headers.push(("Content-Range", format!("bytes {}-{}/{length}", range.start, range.end - 1)));
                part = (206, range);
            }
            Some(Err(())) => {
                headers.push(("Content-Range", format!("bytes */{length}")));
                part = (416, 0..0);
            }
            Some(Ok(None)) | None => {}
        }
    }
    let (status, range) = part;
    Response { status, headers, body: vec![output.bytes.slice(range)] }
}

/// Whether an `If-None-Match` header lists the tag (weak comparison, RFC 9110, §13.1.2).
fn matches_tag(header: &str, tag: &str) -> bool {
    let mut tags = header.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
    header.trim() == "*" || tags.any(|known| known == tag)
}

/// The part of `length` bytes that a `Range` header asks for (RFC 9110, §14). `Ok(None)`: not understood, or several
/// parts, so that the whole is sent; `Err`: there is no such part.
fn requested(header: &str, length: usize) -> Result<Option<Range<usize>>, ()> {
    let Some((first, last)) = header.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else {
        return Ok(None);
    };
    let range = match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), _) if last.is_empty() => first..length,
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Err(_), Ok(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return Ok(None),
    };
    if range.is_empty() { Err(()) } else { Ok(Some(range)) }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::http::Method;
    use super::*;

    fn output(text: &str) -> Output {
        Output { bytes: Bytes::copy_from_slice(text.as_bytes()), hash: 7 }
    }

    #[test]
    fn a_target_is_decoded_and_never_climbs() {
        for (target, path) in [
            ("/", Some("/")),
            ("/cbt/?q=1", Some("/cbt/")),
            ("/a%20b/%C3%BC.png#x", Some("/a b/ü.png")),
            ("http://evil.example/x/", Some("/x/")),
            ("http://evil.example", Some("/")),
            ("//evil.example/x", Some("/evil.example/x")),
            ("/../etc/passwd", None),
            ("/%2e%2e/%2e%2e/etc/passwd", None),
            ("/..%5c..%5cwindows", None),
            ("/a%00b", None),
            ("/%ff", None),
            ("*", None),
            ("", None),
        ] {
            let read = Target::new(target).map(|target| target.path.as_str().to_owned());
            assert_eq!(read.as_deref(), path, "{target}");
        }
        let target = Target::new("/_haven/events?page=%2Fa%2520b%2F&version=x").unwrap();
        assert_eq!((target.value("page").as_deref(), target.value("version").as_deref()), (Some("/a%20b/"), Some("x")));
    }

    #[test]
    fn other_names_are_not_our_host() {
        for (host, ours) in [
            ("localhost", true),
            ("localhost:1111", true),
            ("LOCALHOST:8080", true),
            ("haven.localhost:1111", true),
            ("127.0.0.1:1111", true),
            ("[::1]:1111", true),
            ("[::1]", true),
            ("192.168.1.7:1111", true),
            ("my-mac.local:1111", true),
            ("evil.example", false),
            ("evil.example:1111", false),
            ("localhost.evil.example:1111", false),
            ("127.0.0.1.evil.example", false),
            ("", false),
        ] {
            assert_eq!(is_our_host(Some(host), "my-mac.local"), ours, "{host}");
        }
        assert!(!is_our_host(None, "127.0.0.1"));
    }

    fn text(response: &Response) -> String {
        let body: Vec<&[u8]> = response.body.iter().map(AsRef::as_ref).collect();
        String::from_utf8(body.concat()).unwrap()
    }

    /// `status · Content-Range · body` of a request for a file of ten bytes.
    fn ranged(headers: &[(&str, &str)]) -> String {
        let path = OutputPath::new("a.mp3").unwrap();
        let request = Request::new(Method::Get, "/a.mp3", headers);
        let target = Target::new("/a.mp3").unwrap();
        let response = respond(&request, &target, Found::File(path, output("0123456789")));
        let body = text(&response);
        format!("{} · {} · {body}", response.status, response.header("Content-Range").unwrap_or("-"))
    }

    #[test]
    fn ranges_and_conditions() {
        let tag = "\"00000000000000000000000000000007\"";
        for (headers, expected) in [
            (&[][..], "200 · - · 0123456789"),
            (&[("Range", "bytes=2-4")], "206 · bytes 2-4/10 · 234"),
            (&[("Range", "bytes=7-")], "206 · bytes 7-9/10 · 789"),
            (&[("Range", "bytes=-3")], "206 · bytes 7-9/10 · 789"),
            (&[("Range", "bytes=-99")], "206 · bytes 0-9/10 · 0123456789"),
            (&[("Range", "bytes=8-99")], "206 · bytes 8-9/10 · 89"),
            (&[("Range", "bytes=10-")], "416 · bytes */10 · "),
            (&[("Range", "bytes=-0")], "416 · bytes */10 · "),
            (&[("Range", "bytes=0-18446744073709551615")], "206 · bytes 0-9/10 · 0123456789"),
            (&[("Range", "bytes=4-2")], "200 · - · 0123456789"),
            (&[("Range", "bytes=0-1,3-4")], "200 · - · 0123456789"),
            (&[("Range", "lines=0-1")], "200 · - · 0123456789"),
            (&[("Range", "bytes=0-1"), ("If-Range", "\"old\"")], "200 · - · 0123456789"),
            (&[("Range", "bytes=0-1"), ("If-Range", tag)], "206 · bytes 0-1/10 · 01"),
            (&[("If-None-Match", tag)], "304 · - · "),
            (&[("If-None-Match", "\"x\", W/\"00000000000000000000000000000007\"")], "304 · - · "),
            (&[("If-None-Match", "*")], "304 · - · "),
            (&[("If-None-Match", "\"x\"")], "200 · - · 0123456789"),
        ] {
            assert_eq!(ranged(headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn folders_and_missing_pages() {
        let request = Request::new(Method::Get, "/ü b?x=1", &[]);
        let target = Target::new("/%C3%BC%20b?x=1").unwrap();
        let response = respond(&request, &target, Found::Elsewhere(UrlPath::new("/ü b/").unwrap()));
        assert_eq!((response.status, response.header("Location")), (302, Some("/%C3%BC%20b/?x=1")));
        let response = respond(&request, &target, Found::Nothing(Some(output("<p>Not here"))));
        assert_eq!((response.status, response.header("Content-Type")), (404, Some("text/html; charset=utf-8")));
        assert!(text(&response).starts_with("<p>Not here<script type=\"module\""));
        assert_eq!(respond(&request, &target, Found::Nothing(None)).status, 404);
    }
}
