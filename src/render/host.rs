//! Files from which hosts take the headers that they send: what a page's head says too, what only a header can say, and how
//! long a browser may keep a file. Written on request only, for a host that does not know them would show them to readers.

use std::fmt::Write;

use super::metadata::CONTENT_POLICY;

/// What every file is sent with. Nobody may show a page inside of theirs: a reader could be made to press what they do not
/// see.
const HEADERS: [(&str, &str); 4] = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
];

/// For files whose names change with what they hold.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// The file called `name`. `top` is the folder of the host that the site stands in, `/` or `/info/`.
pub(super) fn file(name: &str, top: &str) -> String {
    if name == ".htaccess" { htaccess(top) } else { headers(top) }
}

/// For Netlify and Cloudflare Pages, which let a browser ask again for everything that has no rule of its own. Two rules for
/// one header would both be sent, so what changes has none.
fn headers(top: &str) -> String {
    let mut text = format!("{top}*\n");
    for (name, value) in HEADERS {
        let _ = writeln!(text, "  {name}: {value}");
    }
    let _ = write!(text, "  Content-Security-Policy: {CONTENT_POLICY}; frame-ancestors 'none'\n\n");
    let _ = write!(text, "{top}assets/*\n  Cache-Control: {FOREVER}\n");
    text
}

/// For Apache 2.4. Where it does not have `mod_headers`, the pages' own heads still hold.
fn htaccess(top: &str) -> String {
    let mut text = format!("ErrorDocument 404 {top}404.html\nOptions -Indexes\nAddDefaultCharset utf-8\n\n");
    text.push_str("<IfModule mod_headers.c>\n");
    for (name, value) in HEADERS {
        let _ = writeln!(text, "  Header always set {name} \"{value}\"");
    }
    let _ = writeln!(text, "  Header always set Content-Security-Policy \"{CONTENT_POLICY}; frame-ancestors 'none'\"");
    text.push_str("  Header set Cache-Control \"no-cache\"\n");
    let _ = write!(
        text,
        "  <If \"%{{REQUEST_URI}} =~ m#^{top}assets/#\">\n    Header set Cache-Control \"{FOREVER}\"\n  </If>\n</IfModule>\n"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_in_a_folder_speaks_of_its_folder() {
        let text = headers("/info/");
        assert!(text.starts_with("/info/*\n  X-Content-Type-Options: nosniff\n"), "{text}");
        assert!(text.contains("frame-ancestors 'none'\n\n/info/assets/*\n  Cache-Control: public"), "{text}");
        let text = htaccess("/info/");
        assert!(text.starts_with("ErrorDocument 404 /info/404.html\n"), "{text}");
        assert!(text.contains("m#^/info/assets/#"), "{text}");
    }
}
