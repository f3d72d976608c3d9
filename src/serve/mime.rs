//! The media type of each kind of file that a site can hold, as the IANA registry has them. Text is UTF-8.

/// The `Content-Type` for an extension, in any case. A file of a kind that is not here is offered for download.
pub fn of(extension: &str) -> &'static str {
    let extension = extension.to_ascii_lowercase();
    let found = TYPES.iter().find(|(_, extensions)| extensions.contains(&extension.as_str()));
    found.map_or("application/octet-stream", |(media_type, _)| media_type)
}

const TYPES: &[(&str, &[&str])] = &[
    ("text/html; charset=utf-8", &["html", "htm"]),
    ("text/css; charset=utf-8", &["css"]),
    ("text/javascript; charset=utf-8", &["js", "mjs"]),
    ("application/json; charset=utf-8", &["json", "map"]),
    ("application/ld+json; charset=utf-8", &["jsonld"]),
    ("application/manifest+json; charset=utf-8", &["webmanifest"]),
    ("application/xml; charset=utf-8", &["xml", "xsl"]),
    ("application/atom+xml; charset=utf-8", &["atom"]),
    ("application/rss+xml; charset=utf-8", &["rss"]),
    ("text/plain; charset=utf-8", &["txt"]),
    ("text/markdown; charset=utf-8", &["md"]),
    ("text/csv; charset=utf-8", &["csv"]),
    ("text/calendar; charset=utf-8", &["ics"]),
    ("text/vtt; charset=utf-8", &["vtt"]),
    ("text/vcard; charset=utf-8", &["vcf"]),
    ("image/svg+xml; charset=utf-8", &["svg"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/avif", &["avif"]),
    ("image/vnd.microsoft.icon", &["ico"]),
    ("font/woff2", &["woff2"]),
    ("font/woff", &["woff"]),
    ("font/ttf", &["ttf"]),
    ("font/otf", &["otf"]),
    ("audio/mpeg", &["mp3"]),
    ("audio/mp4", &["m4a"]),
    ("audio/ogg", &["ogg", "oga", "opus"]),
    ("audio/wav", &["wav"]),
    ("audio/flac", &["flac"]),
    ("video/mp4", &["mp4", "m4v"]),
    ("video/webm", &["webm"]),
    ("video/ogg", &["ogv"]),
    ("application/pdf", &["pdf"]),
    ("application/epub+zip", &["epub"]),
    ("application/wasm", &["wasm"]),
    ("application/zip", &["zip"]),
    ("application/gzip", &["gz"]),
];

#[cfg(test)]
mod tests {
    #[test]
    fn extensions_name_their_media_type() {
        for (extension, expected) in [
            ("html", "text/html; charset=utf-8"),
            ("JPG", "image/jpeg"),
            ("js", "text/javascript; charset=utf-8"),
            ("unknown", "application/octet-stream"),
            ("", "application/octet-stream"),
        ] {
            assert_eq!(super::of(extension), expected);
        }
    }
}
