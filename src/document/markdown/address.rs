//! What kind of address a link has, as far as one can tell without knowing the site.

/// The kinds of address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// Without a scheme: a page, a file or an anchor of this site.
    OfSite,
    /// `https://…`, `http://…` or `//…`.
    OtherSite,
    /// A harmless scheme: `mailto:`, `tel:`, `sms:` …
    Other,
    /// `javascript:`, `vbscript:` or `data:`, also in disguise.
    Unsafe,
}

/// The kind of `destination`.
pub(super) fn address(destination: &str) -> Address {
    if destination.starts_with("//") {
        return Address::OtherSite;
    }
    match scheme(destination).as_deref() {
        None => Address::OfSite,
        Some("http" | "https") => Address::OtherSite,
        Some("javascript" | "vbscript" | "data") => Address::Unsafe,
        Some(_) => Address::Other,
    }
}

/// The scheme in lower case. Browsers skip control characters and leading spaces before they look for one, so we do too.
pub(super) fn scheme(destination: &str) -> Option<String> {
    let end = destination.find([':', '/', '?', '#'])?;
    if destination.as_bytes()[end] != b':' {
        return None;
    }
    let ignored = |character: char| character.is_control() || character == ' ';
    let scheme: String = destination[..end].chars().filter(|character| !ignored(*character)).collect();
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_address() {
        for (destination, expected) in [
            ("../cbt/evidence.md#harms", Address::OfSite),
            ("#here", Address::OfSite),
            ("?a:b", Address::OfSite),
            ("a/b:c", Address::OfSite),
            ("", Address::OfSite),
            ("1:2", Address::OfSite),
            ("https://x.org", Address::OtherSite),
            ("HTTP://x.org", Address::OtherSite),
            ("//x.org", Address::OtherSite),
            ("mailto:a@b.org", Address::Other),
            ("tel:999", Address::Other),
            ("javascript:alert(1)", Address::Unsafe),
            (" JavaScript:alert(1)", Address::Unsafe),
            ("java\nscript:alert(1)", Address::Unsafe),
            ("\u{1}javascript:alert(1)", Address::Unsafe),
            ("data:text/html,x", Address::Unsafe),
        ] {
            assert_eq!(address(destination), expected, "{destination:?}");
        }
    }
}
