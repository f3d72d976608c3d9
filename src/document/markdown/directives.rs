//! The syntax of a directive, as remark-directive and Starlight made it familiar: `:::name[Title]{key=value}` … `:::`
//! around a part of the page, `::name[…]{…}` on a line of its own, `:name[…]{…}` inside text.

use std::ops::Range;

use super::Source;
use crate::diagnostic::{Code, Diagnostic};

crate::codes! {
    /// # A container that is not closed
    ///
    /// `:::name` opens a part of the page, and a line of colons closes it: as many colons as opened it.
    ///
    /// ```markdown
    /// :::inset
    /// The part.
    /// :::
    /// ```
    ///
    /// A container inside another is closed first. Use one colon more for the outer one, so that both are easy to tell
    /// apart. Until it is closed, a container reaches to the end of the list item, the block quote or the page it is in.
    UNCLOSED_DIRECTIVE: Error = "unclosed-directive";

    /// # A fence that closes nothing
    ///
    /// A line of three or more colons closes a container, and none is open here. Either it is one too many, or the
    /// line that should open the container is not written as haven reads it: three colons and, without a space, a name.
    /// A container that was opened inside a list item or a block quote is closed inside it.
    STRAY_FENCE: Warning = "stray-fence";

    /// # A directive that cannot be read
    ///
    /// After a directive's name may come text in square brackets and then attributes in braces, without spaces between
    /// the three: `:::name[Title]{key=value other="two words" .class #id}`. A value with spaces stands in quotes; each key
    /// is given once. What cannot be read stays on the page as the text that it is.
    DIRECTIVE_SYNTAX: Error = "directive-syntax";

    /// # Directives nested too deeply
    ///
    /// Containers and inline directives nest up to 64 deep. What lies deeper stays text.
    DIRECTIVE_DEPTH: Error = "directive-depth";
}

/// `name[text]{attributes}`, without the colons before it. All places are relative to what was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub name: Range<usize>,
    /// Inside the brackets.
    pub text: Option<Range<usize>>,
    pub arguments: Vec<(String, String)>,
    pub end: usize,
}

/// What a line that begins with a colon is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fence {
    /// `:::`, with so many colons.
    Close(usize),
    /// `:::name…`, with so many colons.
    Open(usize, Head),
    /// `::name…`
    Leaf(Head),
    /// Meant as a directive, but not one.
    Broken(usize, Mistake),
}

/// Something wrong with a directive, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub what: &'static str,
    pub at: Range<usize>,
}

/// A diagnostic of this module before the file is known.
#[derive(Debug)]
pub(super) struct Problem {
    pub code: &'static Code,
    pub range: Range<usize>,
    pub message: String,
    pub help: String,
}

impl Problem {
    /// The diagnostic.
    pub fn diagnostic(&self, source: &Source<'_>) -> Diagnostic {
        Diagnostic::new(self.code, source.at(self.range.clone()), &*self.message).help(&*self.help)
    }
}

/// Reads a line as a fence or leaf; `None` when it is neither.
pub(super) fn fence(line: &str) -> Option<Fence> {
    let colons = line.bytes().take_while(|byte| *byte == b':').count();
    let rest = &line[colons..];
    if colons >= 3 && rest.trim().is_empty() {
        return Some(Fence::Close(colons));
    }
    let unspaced = rest.trim_start_matches([' ', '\t']);
    if colons >= 3 && unspaced.len() < rest.len() && name(unspaced) > 0 {
        let what = "a space between the colons and the name";
        return Some(Fence::Broken(colons, Mistake { what, at: colons..line.trim_end().len() }));
    }
    if colons < 2 || name(rest) == 0 {
        return None;
    }
    let shifted = |range: Range<usize>| range.start + colons..range.end + colons;
    match head(rest) {
        Ok(head) if rest[head.end..].trim().is_empty() => {
            let head = Head { name: shifted(head.name), text: head.text.map(shifted), end: head.end + colons, ..head };
            Some(if colons == 2 { Fence::Leaf(head) } else { Fence::Open(colons, head) })
        }
        Ok(head) if colons >= 3 => {
            let after = &rest[head.end..];
            let at = shifted(head.end + after.len() - after.trim_start().len()..rest.trim_end().len());
            Some(Fence::Broken(colons, Mistake { what: "text after the directive", at }))
        }
        Ok(_) => None,
        Err(mistake) => Some(Fence::Broken(colons, Mistake { at: shifted(mistake.at), ..mistake })),
    }
}

/// The length of the name that `text` begins with: a letter, then letters, digits, `-` and `_`.
pub(super) fn name(text: &str) -> usize {
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return 0;
    }
    bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count()
}

fn head(text: &str) -> Result<Head, Mistake> {
    let name = 0..name(text);
    let mut head = Head { end: name.end, name, ..Head::default() };
    if text[head.end..].starts_with('[') {
        let Some(close) = closing_bracket(&text[head.end..]) else {
            return Err(Mistake { what: "`[` without `]`", at: head.end..text.trim_end().len() });
        };
        head.text = Some(head.end + 1..head.end + close);
        head.end += close + 1;
    }
    if text[head.end..].starts_with('{') {
        let (arguments, length) = attributes(&text[head.end..])
            .map_err(|mistake| Mistake { at: mistake.at.start + head.end..mistake.at.end + head.end, ..mistake })?;
        head.arguments = arguments;
        head.end += length;
    }
    Ok(head)
}

/// Where the bracket closes that `text` begins with.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at),
            b']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Reads `{key=value …}` at the beginning of `text`: the pairs and how long it is.
pub(super) fn attributes(text: &str) -> Result<(Vec<(String, String)>, usize), Mistake> {
    let mut arguments: Vec<(String, String)> = Vec::new();
    let mut at = 1;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let rest = &text[at..];
        match rest.as_bytes().first() {
            Some(b'}') => return Ok((arguments, at + 1)),
            None | Some(b'\n' | b'\r') => return Err(Mistake { what: "`{` without `}`", at: 0..at }),
            Some(_) => {}
        }
        let (argument, length) =
            attribute(rest).map_err(|mistake| Mistake { at: mistake.at.start + at..mistake.at.end + at, ..mistake })?;
        match arguments.iter_mut().find(|(key, _)| *key == argument.0) {
            Some((key, value)) if key == "class" && rest.starts_with('.') => {
                value.push(' ');
                value.push_str(&argument.1);
            }
            Some(_) => return Err(Mistake { what: "an attribute given twice", at: at..at + length }),
            None => arguments.push(argument),
        }
        at += length;
    }
}

fn attribute(text: &str) -> Result<((String, String), usize), Mistake> {
    let word = |text: &str| {
        text.bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || !byte.is_ascii())
            .count()
    };
    let bad = |what, length: usize| Err(Mistake { what, at: 0..text.len().min(length.max(1)) });
    if let Some(rest) = text.strip_prefix(['.', '#']) {
        let length = word(rest);
        let key = if text.starts_with('.') { "class" } else { "id" };
        return match length {
            0 => bad("a mark without a name", 1),
            _ => Ok(((key.to_owned(), rest[..length].to_owned()), length + 1)),
        };
    }
    let key = name(text);
    if key == 0 {
        return bad("an attribute that begins with no letter", unreadable(text));
    }
    let Some(rest) = text[key..].strip_prefix('=') else {
        return match text.as_bytes().get(key) {
            None | Some(b' ' | b'\t' | b'}' | b'\n' | b'\r') => Ok(((text[..key].to_owned(), "true".to_owned()), key)),
            Some(_) => bad("an attribute that is not `key=value`", unreadable(text)),
        };
    };
    let (value, length) = match rest.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => match quoted(rest, *quote) {
            Some(value) => value,
            None => return bad("a quotation mark without its partner", text.lines().next().map_or(1, str::len)),
        },
        _ => {
            let length = rest.find([' ', '\t', '}', '\n', '\r', '"', '\'', '<', '=', '`']).unwrap_or(rest.len());
            if length == 0 || rest[length..].starts_with(['"', '\'', '<', '=', '`']) {
                return bad("a value that needs quotation marks", key + 1 + length + 1);
            }
            (rest[..length].to_owned(), length)
        }
    };
    Ok(((text[..key].to_owned(), value), key + 1 + length))
}

/// How much of `text` is marked as the part that cannot be read: a word, if it is not too long.
fn unreadable(text: &str) -> usize {
    let end = text.bytes().take(60).position(|byte| matches!(byte, b' ' | b'}' | b'\n'));
    end.unwrap_or_else(|| text.chars().next().map_or(0, char::len_utf8))
}

/// A value in quotation marks on one line, in which a backslash keeps a mark or a backslash.
fn quoted(text: &str, quote: u8) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\n' | '\r' => return None,
            '\\' => match characters.next_if(|(_, next)| matches!(next, '"' | '\'' | '\\')) {
                Some((_, next)) => value.push(next),
                None => value.push('\\'),
            },
            _ if character == char::from(quote) => return Some((value, at + 1)),
            _ => value.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let pairs =
            |head: &Head| head.arguments.iter().map(|(key, value)| format!(" {key}={value:?}")).collect::<String>();
        let head = |head: Head| {
            format!("{} {:?}{}", &line[head.name.clone()], head.text.clone().map(|text| &line[text]), pairs(&head))
        };
        match fence(line) {
            None => "none".to_owned(),
            Some(Fence::Close(colons)) => format!("close {colons}"),
            Some(Fence::Open(colons, found)) => format!("open {colons} {}", head(found)),
            Some(Fence::Leaf(found)) => format!("leaf {}", head(found)),
            Some(Fence::Broken(_, mistake)) => format!("{}: {}", mistake.what, &line[mistake.at]),
        }
    }

    #[test]
    fn lines_that_begin_with_a_colon() {
        for (line, expected) in [
            (":::", "close 3"),
            ("::::  ", "close 4"),
            ("::", "none"),
            (":::a", "open 3 a None"),
            (":::care-card[See a [GP] if:]{level=urgent}", r#"open 3 care-card Some("See a [GP] if:") level="urgent""#),
            (":::a{b c=d e=\"f g\" h='i \\'j\\''}  ", r#"open 3 a None b="true" c="d" e="f g" h="i 'j'""#),
            (":::a{.b .c #d}", r#"open 3 a None class="b c" id="d""#),
            (":::a[b\\]c]", r#"open 3 a Some("b\\]c")"#),
            ("::helplines{region=GB}", r#"leaf helplines None region="GB""#),
            ("::a[b]", r#"leaf a Some("b")"#),
            ("::: a", "a space between the colons and the name:  a"),
            ("::before the noun", "none"),
            (":::tip Read this", "text after the directive: Read this"),
            (":::a[b", "`[` without `]`: [b"),
            (":::a{b=c", "`{` without `}`: {b=c"),
            (":::a{b=}", "a value that needs quotation marks: b=}"),
            (":::a{b=\"c}", "a quotation mark without its partner: b=\"c}"),
            (":::a{b=c b=d}", "an attribute given twice: b=d"),
            (":::a{1=2}", "an attribute that begins with no letter: 1=2"),
            (":::a{b:c}", "an attribute that is not `key=value`: b:c"),
            (":::ä", "none"),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }
}
