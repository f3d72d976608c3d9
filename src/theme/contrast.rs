//! Which colours of a theme stand on which, and whether they can be told apart there: every pair that the theme declares
//! is worked out in light and in dark with the colours that the site sets. Colours are a publisher's, so a pair that fails
//! is said at the publisher's line, with the nearest colour that would do.

use std::collections::{BTreeMap, BTreeSet};

use palette::color_difference::Wcag21RelativeContrast;
use palette::{FromColor, Oklab, Oklch, Srgb};
use serde::Serialize;

use super::manifest::PairsText;
use super::tokens::{Scheme, Tokens, exact, shown};
use crate::config;
use crate::diagnostic::{At, Diagnostic, Key, Spot};

crate::codes! {
    /// # Colours that are hard to tell apart
    ///
    /// A theme says which of its colours stand on which (`contrast` in its `theme.yaml`). haven works every pair out, in the
    /// light and in the dark scheme, with the colours that the site sets. WCAG 2.2 AA asks for 4.5 to 1 between text and
    /// what lies behind it (1.4.3), and for 3 to 1 where the text is large or the colour marks something (1.4.11).
    ///
    /// Where a colour of `site.yaml` is the cause, the message names the nearest colour of the same hue with which every
    /// pair passes, in both schemes. Where a style sheet is, the message points at the colour there.
    LOW_CONTRAST: Error = "low-contrast";

    /// # A colour that cannot be worked out
    ///
    /// The theme says that this colour stands on another, but none of the style sheets under `contrast.tokens` gives it a
    /// value that haven can work out: a custom property of `:root` that is a hex colour, `oklch()`, `var()` or
    /// `color-mix(in oklab, …)`. The pair is not checked.
    UNCLEAR_COLOUR: Warning = "unclear-colour";
}

/// A colour on another, as a theme declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The token in front, without `--`.
    pub colour: String,
    /// The token behind it.
    pub ground: String,
    /// What stands there: `text`, `large` (text) or `mark`.
    pub kind: String,
    /// Where the theme says so.
    pub at: At,
}

impl Pair {
    /// The ratio that WCAG 2.2 AA asks for.
    fn least(&self) -> f32 {
        if self.kind == "text" { 4.5 } else { 3.0 }
    }
}

/// A pair as it is shown, for the template variable `contrast`.
#[derive(Debug, Hash, Serialize)]
pub struct Measured {
    colour: String,
    ground: String,
    kind: String,
    least: String,
    light: Look,
    dark: Look,
}

/// A pair in one scheme: two hex colours, and how many to 1, cut to two digits.
#[derive(Debug, Hash, Serialize)]
pub struct Look {
    colour: String,
    ground: String,
    ratio: String,
}

/// Every pair of a theme's declarations. `at` names the place of one by its number.
pub fn pairs<'a>(declared: &'a [PairsText], at: impl Fn(u32) -> At + 'a) -> impl Iterator<Item = Pair> + 'a {
    (0..).zip(declared).flat_map(move |(number, text)| {
        let at = at(number);
        text.colours.iter().flat_map(move |colour| {
            let at = at.clone();
            text.on.iter().map(move |ground| Pair {
                colour: colour.clone(),
                ground: ground.clone(),
                kind: text.kind.clone(),
                at: at.clone(),
            })
        })
    })
}

/// Measures every pair. `options` are the colours that the site sets: the name of each option and its colour.
pub fn check(
    pairs: &[Pair],
    mut tokens: Tokens,
    options: &BTreeMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Measured> {
    for (name, colour) in options {
        tokens.set(&property(name), colour, &option_at(name));
    }
    report_unclear(pairs, &tokens, diagnostics);
    let failing: Vec<Failing<'_>> = pairs.iter().flat_map(|pair| failing(pair, &tokens)).collect();
    let mut explained: BTreeSet<&Pair> = BTreeSet::new();
    for (name, colour) in options {
        let mut follows: Vec<&Pair> = pairs.iter().filter(|pair| depends(pair, &tokens, name)).collect();
        // A ground may follow one option and what stands on it another, which is the one to change.
        let is_anothers = |pair: &Pair| {
            !moves(&pair.colour, &tokens, name) && options.keys().any(|other| moves(&pair.colour, &tokens, other))
        };
        follows.retain(|pair| !is_anothers(pair) || failing.iter().all(|fail| fail.pair != *pair));
        let of_option: Vec<&Failing<'_>> = failing.iter().filter(|fail| follows.contains(&fail.pair)).collect();
        explained.extend(of_option.iter().map(|fail| fail.pair));
        let Some(found) = worst(option_at(name), &of_option) else { continue };
        let nearest = colour.parse().ok().and_then(|colour| nearest(colour, name, &follows, &tokens));
        diagnostics.push(found.help(match nearest {
            Some(colour) => format!("The nearest colour that passes everywhere is `#{colour:x}`."),
            None => "No colour of this hue passes in light and in dark; choose another.".to_owned(),
        }));
    }
    let mut by_place: BTreeMap<&At, Vec<&Failing<'_>>> = BTreeMap::new();
    for fail in failing.iter().filter(|fail| !explained.contains(fail.pair)) {
        // The one that was set last is the one that was changed last: a theme's, over those of the theme that it extends.
        let at = tokens.place(fail.scheme, &[&fail.pair.colour, &fail.pair.ground]).unwrap_or(&fail.pair.at);
        by_place.entry(at).or_default().push(fail);
    }
    diagnostics.extend(by_place.into_iter().filter_map(|(at, fails)| worst(at.clone(), &fails)));
    let mut seen = BTreeSet::new();
    let once = pairs.iter().filter(|pair| seen.insert((&pair.colour, &pair.ground, &pair.kind)));
    once.filter_map(|pair| measured(pair, &tokens)).collect()
}

/// `brand` → `haven-brand`, the custom property that carries the option.
pub fn property(option: &str) -> String {
    format!("haven-{}", option.replace('_', "-"))
}

fn option_at(name: &str) -> At {
    At::new(&config::path(), Spot::Value(vec![Key::Name("options".into()), Key::Name(name.to_owned())]))
}

/// A pair that cannot be told apart well enough in one scheme.
struct Failing<'a> {
    pair: &'a Pair,
    scheme: Scheme,
    ratio: f32,
}

impl Failing<'_> {
    fn message(&self) -> String {
        let Pair { colour, ground, kind, .. } = self.pair;
        let (what, least) = (if kind == "mark" { "see" } else { "read" }, self.pair.least());
        let (scheme, ratio) = (self.scheme.name(), cut(self.ratio));
        format!(
            "`{colour}` is hard to {what} on `{ground}` in the {scheme} scheme: {ratio} to 1, and WCAG AA asks for {least}"
        )
    }
}

/// One diagnostic for all that fails because of one place: it names the pair that is furthest from passing.
fn worst(at: At, fails: &[&Failing<'_>]) -> Option<Diagnostic> {
    let share = |fail: &Failing<'_>| fail.ratio / fail.pair.least();
    let worst = fails.iter().min_by(|a, b| share(a).total_cmp(&share(b)))?;
    let found = Diagnostic::new(&LOW_CONTRAST, at, worst.message());
    Some(match fails.len() - 1 {
        0 => found,
        1 => found.label("and 1 more pair that follows from it"),
        more => found.label(format!("and {more} more pairs that follow from it")),
    })
}

fn failing<'a>(pair: &'a Pair, tokens: &Tokens) -> Vec<Failing<'a>> {
    let in_scheme = |scheme| {
        let ratio = ratio(pair, scheme, tokens)?;
        (ratio < pair.least()).then_some(Failing { pair, scheme, ratio })
    };
    Scheme::ALL.into_iter().filter_map(in_scheme).collect()
}

fn ratio(pair: &Pair, scheme: Scheme, tokens: &Tokens) -> Option<f32> {
    let colour = tokens.colour(scheme, &pair.colour)?.into_format::<f32>();
    Some(colour.relative_contrast(tokens.colour(scheme, &pair.ground)?.into_format()))
}

/// Whether a pair looks another way when the option does.
fn depends(pair: &Pair, tokens: &Tokens, option: &str) -> bool {
    moves(&pair.colour, tokens, option) || moves(&pair.ground, tokens, option)
}

fn moves(token: &str, tokens: &Tokens, option: &str) -> bool {
    let look = |colour: &str| {
        let mut other = tokens.clone();
        other.set(&property(option), colour, &option_at(option));
        Scheme::ALL.map(|scheme| other.colour(scheme, token))
    };
    look("#000000") != look("#ffffff")
}

/// The colour nearest to `colour`, as the eye sees it, of its hue, with which every pair passes in both schemes.
fn nearest(colour: Srgb<u8>, option: &str, follows: &[&Pair], tokens: &Tokens) -> Option<Srgb<u8>> {
    let given = exact(colour);
    let Oklch { chroma, hue, .. } = Oklch::from_color(given);
    let distance = |other: &Oklab| (other.l - given.l).hypot((other.a - given.a).hypot(other.b - given.b));
    let lightness = (0..=200).map(|step| step as f32 / 200.0);
    let candidate = |l: f32, share: u8| shown(Oklab::from_color(Oklch::new(l, chroma * f32::from(share) / 10.0, hue)));
    let mut candidates: Vec<(f32, Srgb<u8>)> = lightness
        .flat_map(|l| (0..=10).map(move |share| (l, share)))
        .map(|(l, share)| candidate(l, share))
        .map(|candidate| (distance(&exact(candidate)), candidate))
        .collect();
    candidates.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let passes = |candidate: &Srgb<u8>| {
        let mut other = tokens.clone();
        other.set(&property(option), &format!("#{candidate:x}"), &option_at(option));
        follows.iter().all(|pair| failing(pair, &other).is_empty())
    };
    candidates.into_iter().map(|(_, candidate)| candidate).find(passes)
}

fn report_unclear(pairs: &[Pair], tokens: &Tokens, diagnostics: &mut Vec<Diagnostic>) {
    let mut said = BTreeSet::new();
    for pair in pairs {
        for name in [&pair.colour, &pair.ground] {
            let unclear = Scheme::ALL.into_iter().find(|scheme| tokens.colour(*scheme, name).is_none());
            if let Some(scheme) = unclear.filter(|_| said.insert(name)) {
                let at = tokens.place(scheme, &[name]).unwrap_or(&pair.at).clone();
                diagnostics.push(Diagnostic::new(
                    &UNCLEAR_COLOUR,
                    at,
                    format!("the colour `{name}` cannot be worked out, so nobody knows whether it can be told apart"),
                ));
            }
        }
    }
}

fn measured(pair: &Pair, tokens: &Tokens) -> Option<Measured> {
    let look = |scheme| {
        let [colour, ground] = [&pair.colour, &pair.ground].map(|name| tokens.colour(scheme, name));
        let ratio = cut(ratio(pair, scheme, tokens)?);
        Some(Look { colour: format!("#{:x}", colour?), ground: format!("#{:x}", ground?), ratio })
    };
    Some(Measured {
        colour: pair.colour.clone(),
        ground: pair.ground.clone(),
        kind: pair.kind.clone(),
        least: pair.least().to_string(),
        light: look(Scheme::Light)?,
        dark: look(Scheme::Dark)?,
    })
}

/// Two digits, cut and not rounded: 4.499 is not 4.5.
fn cut(ratio: f32) -> String {
    format!("{:.2}", (ratio * 100.0).floor() / 100.0)
}
