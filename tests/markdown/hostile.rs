//! Texts made to break a parser: none may panic, take long, nest without end or get out of its page.

use std::time::{Duration, Instant};

use haven::diagnostic::Spot;
use haven::document::{Body, Markdown, MarkdownOptions, Piece};
use haven::source::Span;
use proptest::prelude::*;

use super::{PLAIN, TRUSTED, bare, joined, parse, without_anchors};

/// Far more than any of them needs, also in a debug build on a busy machine, and far less than a quadratic one takes.
const LONG: Duration = Duration::from_secs(5);

#[test]
fn no_text_takes_long() {
    let n = 50_000;
    for (name, text) in [
        ("quotes", "> ".repeat(10_000) + "a"),
        ("quotes, alerts", "> [!NOTE]\n> ".repeat(5_000)),
        ("lists", "- ".repeat(10_000) + "a"),
        ("deepening lists", (0..1_000).map(|depth| "  ".repeat(depth) + "- a\n").collect()),
        ("lists and blank lines", "- ".repeat(5_000) + "a" + &"\n".repeat(n)),
        ("rules or lists", "* ".repeat(n) + "a"),
        ("brackets", "[".repeat(n)),
        ("brackets and back", "[".repeat(n) + &"]".repeat(n)),
        ("stars", "*".repeat(n)),
        ("emphasis", "*a _b ".repeat(n / 2)),
        ("backticks", (1..300).map(|length| "`".repeat(length) + " ").collect()),
        ("colons", ":".repeat(n)),
        ("fences", ":::\n".repeat(n)),
        ("containers", ":::a\n".repeat(n)),
        ("containers and fences", ":::a\n".repeat(n / 2) + &":::\n".repeat(n / 2)),
        ("unequal fences", "::::a\n".repeat(n / 2) + &":::\n".repeat(n / 2)),
        ("containers in quotes", (1..500).map(|depth| "> ".repeat(depth) + ":::a\n").collect()),
        ("leaves", "::a[b]\n".repeat(n)),
        ("inline directives", ":a[".repeat(n)),
        ("inline directives and back", ":a[".repeat(n) + &"]".repeat(n)),
        ("inline directives in code", "`:a[b]` ".repeat(n / 4)),
        ("crossing directives", "*:a[b* c] ".repeat(n / 8)),
        ("attributes", ":a{".repeat(n)),
        ("quoted attributes", ":a{b=\"".repeat(n)),
        ("many attributes", format!(":::a{{{}}}\n", (0..2_000).map(|n| format!("k{n}=1 ")).collect::<String>())),
        ("tags", "<b>".repeat(n)),
        ("closing tags", "</b>".repeat(n)),
        ("unlike tags", "<i>".repeat(n / 2) + &"</b>".repeat(n / 2)),
        ("open tags", "<a ".repeat(n)),
        ("open tags in a block", "<div>\n".to_owned() + &"<a ".repeat(n)),
        ("scripts", "<script>".repeat(n / 4)),
        ("comments", "<!--".repeat(n / 4)),
        ("attributes of a tag", format!("<a {}>", "title=x y=z ".repeat(n / 8))),
        ("headings", "## a\n".repeat(n / 4)),
        ("anchors", " #a".repeat(n) + "}"),
        ("anchored headings", "# a {#b}\n".repeat(n / 8)),
        ("footnotes", (0..2_000).map(|n| format!("[^{n}]\n\n[^{n}]: a\n\n")).collect()),
        ("addresses", "https://a.org/".repeat(n / 8)),
        ("addresses in brackets", "https://a.org/".to_owned() + &")".repeat(n)),
        ("addresses in sentences", "www.a.org, ".repeat(n / 8)),
        ("tables", "| a ".repeat(500) + "|\n" + &"|-".repeat(500) + "|\n" + &"| b ".repeat(500).repeat(20)),
        ("NUL", "\0".repeat(n)),
        ("definitions", "a\n: b\n".repeat(n / 8)),
        ("colons at the beginning of lines", ":a\n".repeat(n / 2)),
        ("links", "[a](b)".repeat(n / 4)),
    ] {
        let start = Instant::now();
        let parsed = parse(&text, &MarkdownOptions::default());
        let took = start.elapsed();
        assert!(took < LONG, "{name}: {took:?}");
        assert!(deepest(&parsed.body.pieces) <= 200, "{name}");
        assert!(parsed.diagnostics.len() <= 201, "{name}: {} diagnostics", parsed.diagnostics.len());
        drop(parsed);
    }
}

/// pulldown-cmark 0.13.6 panics on it, when it looks for attributes of a heading that begins after it ends.
#[test]
fn a_text_on_which_the_parser_panics_is_shown_all_the_same() {
    let text = "- [ ] \\\r\n\t---\n";
    let parsed = parse(text, &PLAIN);
    assert_eq!(parsed.diagnostics[0].code.name, "unreadable-markdown");
    assert_sound(text, &parsed);
}

fn deepest(pieces: &[Piece]) -> usize {
    let depth = |piece: &Piece| if let Piece::Call(call) = piece { 1 + deepest(&call.body) } else { 0 };
    pieces.iter().map(depth).max().unwrap_or(0)
}

/// The HTML of a body, calls as elements of their own.
fn flat(pieces: &[Piece], html: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Html(text) => html.push_str(text),
            Piece::Link(n) => html.push_str(&n.to_string()),
            Piece::Call(call) => {
                html.push_str("<call>");
                flat(&call.body, html);
                html.push_str("</call>");
            }
        }
    }
}

/// Panics unless every tag of `html` is closed, in order. Quotation marks are the only ones around attributes.
fn assert_balanced(html: &str) {
    let mut open = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let mut quoted = false;
        let end = rest.find(|next: char| {
            quoted ^= next == '"';
            next == '>' && !quoted
        });
        let tag = &rest[..end.unwrap_or_else(|| panic!("a tag without end in {html:?}"))];
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closed), "in {html:?}");
        } else if !matches!(&*name, "br" | "hr" | "img" | "input" | "wbr" | "col" | "area") {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<String>::new(), "in {html:?}");
}

/// What must hold for every text.
fn assert_sound(text: &str, parsed: &Markdown) {
    let Body { pieces, outline, .. } = &parsed.body;
    let mut html = String::new();
    flat(pieces, &mut html);
    assert_balanced(&html);
    assert!(
        !html.contains("<script") && !html.contains("href=\"javascript:") && !html.contains("src=\"javascript:"),
        "{html}"
    );
    let merged = pieces.windows(2).all(|pair| !matches!(pair, [Piece::Html(_), Piece::Html(_)]));
    assert!(merged, "{pieces:?}");
    let anchors: std::collections::BTreeSet<_> = outline.iter().map(|heading| &heading.anchor).collect();
    assert_eq!(anchors.len(), outline.len());
    let spans = &parsed.spans;
    assert_eq!((spans.links.len(), spans.headings.len()), (parsed.needs.links.len(), outline.len()));
    let places = parsed.diagnostics.iter().map(|diagnostic| match &diagnostic.at.spot {
        Spot::Bytes(span) => *span,
        Spot::File => Span::default(),
        spot => panic!("{spot:?}"),
    });
    for span in places.chain(spans.links.iter().chain(&spans.calls).chain(&spans.headings).copied()) {
        assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
    }
}

/// Pieces of which nasty texts are made.
fn nasty() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "a",
        "b ",
        "\n",
        "\n\n",
        "  ",
        "    ",
        "> ",
        "- ",
        "1. ",
        "# ",
        "## ",
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "~~~\n",
        "[",
        "]",
        "(",
        ")",
        "](x.md)",
        "![",
        ":",
        "::",
        ":::",
        "::::",
        ":::note\n",
        ":::note[T]{a=b}\n",
        ":::\n",
        "::::\n",
        "::leaf[",
        ":term[",
        ":cite[a]",
        ":x{a=b}",
        "{",
        "}",
        "{#a}",
        "{a=\"b\"}",
        "|",
        "|-|\n",
        "| a |\n",
        "<b>",
        "</b>",
        "<div>",
        "</div>\n",
        "<div>\n",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<a href=\"x\">",
        "</a>",
        "<br>",
        "<img src=x ",
        "\\",
        "&amp;",
        "&",
        "\"",
        "'",
        "--",
        "...",
        "[^1]",
        "\n[^1]: ",
        "[r]: x\n",
        "[r]",
        "> [!NOTE]\n",
        "https://a.org/",
        "www.b.org",
        "javascript:",
        "\0",
        "\r\n",
        "\t",
        "é",
        "不",
        "---\n",
        "===\n",
        ": ",
        "~~",
        "- [ ] ",
        "<x",
    ]);
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// Lines of Markdown without anything that we add to it.
fn plain() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "a",
        "b ",
        "\n",
        "\n\n",
        "  ",
        "    ",
        "> ",
        "- ",
        "1. ",
        "# ",
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "~~~\n",
        "[",
        "]",
        "(",
        ")",
        "](x.md)",
        "![",
        ":",
        "::",
        ":::",
        "{",
        "}",
        "|",
        "|-|\n",
        "| a |\n",
        "<b>",
        "</b>",
        "<div>\n",
        "<!--",
        "-->",
        "\\",
        "&amp;",
        "&",
        "\"",
        "'",
        "[r]: x\n",
        "[r]",
        "\r\n",
        "\t",
        "é",
        "不",
        "---\n",
        "===\n",
        ": ",
        "~~",
        "- [ ] ",
        "10:30",
        "a::b",
        " :smile: ",
        "::: ",
        ":1[a]",
        "\0",
    ]);
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 1_000_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_becomes_a_sound_page(text in nasty()) {
        assert_sound(&text, &parse(&text, &MarkdownOptions::default()));
    }

    #[test]
    fn any_characters_become_a_sound_page(text in any::<String>()) {
        assert_sound(&text, &parse(&text, &MarkdownOptions::default()));
        parse(&text, &TRUSTED);
    }

    #[test]
    fn plain_markdown_is_what_pulldown_cmark_writes(text in plain(), smart_punctuation: bool) {
        let options = MarkdownOptions { trust_html: true, smart_punctuation };
        let (parsed, bare) = (parse(&text, &options), bare(&text, &options));
        // A colon without a space begins no definition for us, and one before a name may begin a directive.
        prop_assume!(!bare.contains("<dl>") && parsed.spans.calls.is_empty() && !text.contains(":a["));
        prop_assert_eq!(without_anchors(&joined(&parsed)), without_anchors(&bare));
    }

    #[test]
    fn the_same_text_becomes_the_same_page(text in nasty()) {
        let (first, second) = (parse(&text, &PLAIN), parse(&text, &PLAIN));
        prop_assert_eq!((first.body, first.needs, first.diagnostics), (second.body, second.needs, second.diagnostics));
    }

    #[test]
    fn places_count_from_the_beginning_of_the_file(text in nasty()) {
        let front = "---\ntitle: T\n---\n";
        let whole = format!("{front}{text}");
        let file = haven::source::SourcePath::new("content/page.md").expect("a valid path");
        let markdown = haven::document::MarkdownText { file: &file, text: &text, offset: front.len() };
        let parsed = haven::document::markdown::parse(&markdown, &PLAIN);
        let alone = parse(&text, &PLAIN);
        for (shifted, span) in parsed.spans.calls.iter().zip(&alone.spans.calls) {
            prop_assert_eq!(&whole[shifted.range()], &text[span.range()]);
        }
    }
}
