//! The colours of a theme as a browser works them out: custom properties of `:root` in its style sheets, in light and in
//! dark. Knows hex colours, `oklch()`, `var()` and `color-mix(in oklab, …)`; what else a sheet may say is no colour here.

use std::collections::BTreeMap;

use cssparser::{Delimiter, ParseError, Parser, Token};
use palette::{FromColor, Mix, Oklab, Oklch, Srgb};

use crate::diagnostic::{At, Spot};
use crate::source::{SourcePath, Span};

/// What the reader's device asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// `prefers-color-scheme: light`, and every browser that says nothing.
    Light,
    /// `prefers-color-scheme: dark`.
    Dark,
}

impl Scheme {
    /// Both.
    pub const ALL: [Scheme; 2] = [Scheme::Light, Scheme::Dark];

    /// As in "the light scheme".
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        }
    }
}

/// Custom properties by name (without `--`) and scheme.
#[derive(Clone, Default)]
pub struct Tokens {
    declared: BTreeMap<(Scheme, String), Declared>,
    count: usize,
}

#[derive(Clone)]
struct Declared {
    value: String,
    at: At,
    /// How many came before it.
    order: usize,
}

/// What stands there is no colour that haven knows.
type NoColour = ParseError<()>;

/// `var()` inside `var()` ends here: two that name each other have no value.
const DEEPEST: u32 = 24;

impl Tokens {
    /// Adds what a style sheet declares; it wins over what was there. Conditions other than the colour scheme do not count.
    pub fn read(&mut self, path: &SourcePath, css: &str) {
        rules(&mut Parser::new(css), &Scheme::ALL, &mut |schemes, name, value, span| {
            self.declare(schemes, name, value, &At::new(path, Spot::Bytes(span)));
        });
    }

    /// Sets a property in both schemes.
    pub fn set(&mut self, name: &str, value: &str, at: &At) {
        self.declare(&Scheme::ALL, name, value, at);
    }

    fn declare(&mut self, schemes: &[Scheme], name: &str, value: &str, at: &At) {
        self.count += 1;
        for scheme in schemes {
            let declared = Declared { value: value.to_owned(), at: at.clone(), order: self.count };
            self.declared.insert((*scheme, name.to_owned()), declared);
        }
    }

    /// Where the last of these properties gets its value.
    pub fn place(&self, scheme: Scheme, names: &[&str]) -> Option<&At> {
        let declared = names.iter().filter_map(|name| self.declared.get(&(scheme, (*name).to_owned())));
        declared.max_by_key(|declared| declared.order).map(|declared| &declared.at)
    }

    /// The colour that a property comes to, as it is shown; `None` when it is no colour.
    pub fn colour(&self, scheme: Scheme, name: &str) -> Option<Srgb<u8>> {
        self.property(scheme, name, 0).map(shown)
    }

    fn property(&self, scheme: Scheme, name: &str, depth: u32) -> Option<Oklab> {
        let declared = self.declared.get(&(scheme, name.to_owned())).filter(|_| depth < DEEPEST)?;
        self.value(scheme, &mut Parser::new(&declared.value), depth + 1).ok()
    }

    fn value(&self, scheme: Scheme, parser: &mut Parser<'_>, depth: u32) -> Result<Oklab, NoColour> {
        let token = parser.next()?.clone();
        match &token {
            Token::Hash(digits) | Token::IDHash(digits) => {
                digits.parse::<Srgb<u8>>().map(exact).map_err(|_| NoColour::custom(()))
            }
            Token::Function(name) => match &**name {
                "var" => parser.parse_nested_block(|inside| {
                    let name = inside.expect_ident_cloned()?;
                    let given = self.property(scheme, name.trim_start_matches("--"), depth);
                    if let Some(colour) = given {
                        while inside.next().is_ok() {}
                        return Ok(colour);
                    }
                    inside.expect_comma()?;
                    self.value(scheme, inside, depth)
                }),
                "color-mix" => parser.parse_nested_block(|inside| {
                    inside.expect_ident_matching("in")?;
                    inside.expect_ident_matching("oklab")?;
                    inside.expect_comma()?;
                    let one = self.value(scheme, inside, depth)?;
                    let of_one = inside.try_parse(Parser::expect_percentage).ok();
                    inside.expect_comma()?;
                    let other = self.value(scheme, inside, depth)?;
                    let of_other = inside.try_parse(Parser::expect_percentage).ok();
                    let share = match (of_one, of_other) {
                        (Some(one), Some(other)) => other / (one + other),
                        (Some(one), None) => 1.0 - one,
                        (None, Some(other)) => other,
                        (None, None) => 0.5,
                    };
                    Ok(one.mix(other, share))
                }),
                "oklch" => parser.parse_nested_block(|inside| {
                    let lightness = match inside.next()? {
                        Token::Number { value, .. } => *value,
                        Token::Percentage { unit_value, .. } => *unit_value,
                        _ => return Err(NoColour::custom(())),
                    };
                    let chroma = inside.expect_number()?;
                    let hue = match inside.next()? {
                        Token::Number { value, .. } | Token::Dimension { value, .. } => *value,
                        _ => return Err(NoColour::custom(())),
                    };
                    Ok(Oklab::from_color(Oklch::new(lightness, chroma, hue)))
                }),
                _ => Err(NoColour::custom(())),
            },
            _ => Err(NoColour::custom(())),
        }
    }
}

/// A colour of the screen in the space in which browsers mix.
pub fn exact(colour: Srgb<u8>) -> Oklab {
    Oklab::from_color(colour.into_format::<f32>())
}

/// A colour as a screen shows it: what lies outside of sRGB is cut off there.
pub fn shown(colour: Oklab) -> Srgb<u8> {
    Srgb::from_color(colour).into_format()
}

/// Goes through the rules of a sheet or block and hands on each custom property of `:root`, with the schemes it is for.
fn rules(parser: &mut Parser<'_>, schemes: &[Scheme], declare: &mut dyn FnMut(&[Scheme], &str, &str, Span)) {
    let mut start = parser.position();
    loop {
        match parser.next() {
            Err(_) => return,
            Ok(Token::Semicolon) => start = parser.position(),
            Ok(Token::CurlyBracketBlock) => {
                let prelude = parser.slice_from(start).trim_end_matches('{');
                // A comment in front of a rule says nothing.
                let prelude = prelude.rsplit("*/").next().unwrap_or(prelude).trim();
                let inside = within(prelude, schemes);
                let _ = parser.parse_nested_block(|block| {
                    if prelude == ":root" {
                        declarations(block, schemes, declare);
                    } else if !inside.is_empty() {
                        rules(block, &inside, declare);
                    }
                    Ok::<(), NoColour>(())
                });
                start = parser.position();
            }
            Ok(_) => {}
        }
    }
}

/// The schemes for which a block with this prelude counts, of those for which it could; none when it holds no rules.
fn within(prelude: &str, schemes: &[Scheme]) -> Vec<Scheme> {
    if prelude.starts_with("@layer") {
        return schemes.to_vec();
    }
    let Some(condition) = prelude.strip_prefix("@media") else { return Vec::new() };
    let condition: String = condition.split_whitespace().collect();
    let matches = |scheme: &Scheme| condition == format!("(prefers-color-scheme:{})", scheme.name());
    schemes.iter().copied().filter(matches).collect()
}

fn declarations(block: &mut Parser<'_>, schemes: &[Scheme], declare: &mut dyn FnMut(&[Scheme], &str, &str, Span)) {
    loop {
        let name = match block.next() {
            Err(_) => return,
            Ok(Token::Ident(name)) => name.clone(),
            Ok(_) => continue,
        };
        let Ok(()) = block.expect_colon() else { continue };
        block.skip_whitespace();
        let start = block.position();
        let value = block.parse_until_after(Delimiter::Semicolon, |rest| {
            while rest.next().is_ok() {}
            Ok::<_, NoColour>(rest.slice_from(start).trim_end())
        });
        if let (Some(name), Ok(value)) = (name.strip_prefix("--"), value) {
            let from = start.byte_index();
            declare(schemes, name, value, Span::new(from..from + value.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colours(css: &str, name: &str) -> [String; 2] {
        let mut tokens = Tokens::default();
        tokens.read(&SourcePath::new("a.css").unwrap(), css);
        Scheme::ALL.map(|scheme| tokens.colour(scheme, name).map_or("none".into(), |colour| format!("{colour:x}")))
    }

    #[test]
    fn a_property_is_what_a_browser_makes_of_it() {
        for (css, light, dark) in [
            (":root { --a: #1d5b62 }", "1d5b62", "1d5b62"),
            (":root { --a: #fff; } @media (prefers-color-scheme: dark) { :root { --a: #000 } }", "ffffff", "000000"),
            ("@media (prefers-color-scheme: dark) { :root { --a: #000 } } :root { --a: #fff; }", "ffffff", "ffffff"),
            ("@layer x { /* c */ :root { /* d */ --b: #123456; --a: var(--b) } }", "123456", "123456"),
            (":root { --a: var(--b, #abcdef) }", "abcdef", "abcdef"),
            (":root { --a: var(--b); --b: var(--a) }", "none", "none"),
            (":root { --a: color-mix(in oklab, #1d5b62 36%, #eafffb) }", "9fc1c1", "9fc1c1"),
            (":root { --a: color-mix(in oklab, #ffffff, #000000) }", "636363", "636363"),
            (":root { --a: color-mix(in oklab, #ff0000 30%, #00ff00) }", "accd00", "accd00"),
            (":root { --a: oklch(62.8% 0.2577 29.23) }", "ff0000", "ff0000"),
            (".x { --a: #fff } @media (prefers-contrast: more) { :root { --a: #fff } }", "none", "none"),
            (":root { --a: 1rem } @font-face { --a: #fff } :root", "none", "none"),
            (":root { --a: color-mix(in oklab, ", "none", "none"),
        ] {
            assert_eq!(colours(css, "a"), [light, dark], "{css}");
        }
    }
}
