//! Where raw HTML begins a block, and where the block ends: CommonMark § 4.6.

/// How the HTML block that `line` begins ends: with a text, or (`Some(None)`) at a blank line. `None` when it begins none.
pub(super) fn close(line: &str, in_text: bool) -> Option<Option<&'static str>> {
    let rest = line.strip_prefix('<')?;
    for (open, close) in [("!--", "-->"), ("?", "?>"), ("![CDATA[", "]]>")] {
        if rest.starts_with(open) {
            return Some(Some(close));
        }
    }
    if rest.strip_prefix('!').is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_alphabetic())) {
        return Some(Some(">"));
    }
    let is_close = rest.starts_with('/');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let name_length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let (name, after) = rest.split_at(name_length);
    let name = name.to_ascii_lowercase();
    let ends_name = after.is_empty() || after.starts_with([' ', '\t', '>']);
    if !is_close && ends_name {
        for (element, close) in
            [("pre", "</pre>"), ("script", "</script>"), ("style", "</style>"), ("textarea", "</textarea>")]
        {
            if name == element {
                return Some(Some(close));
            }
        }
    }
    if BLOCKS.binary_search(&&*name).is_ok() && (ends_name || after.starts_with("/>")) {
        return Some(None);
    }
    // Any other tag, alone on its line, which does not interrupt a paragraph.
    let is_tag = name.starts_with(|first: char| first.is_ascii_alphabetic()) && (ends_name || after.starts_with('/'));
    let is_alone = after.split_once('>').is_some_and(|(_, rest)| rest.trim().is_empty());
    (is_tag && is_alone && !in_text).then_some(None)
}

/// Elements whose tags begin a block wherever they begin a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];
