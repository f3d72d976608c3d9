//! A theme's assets: style sheets, scripts, fonts, pictures. Each gets its fingerprint into its name, so that a host may
//! let browsers keep it for ever, and style sheets are rewritten to the names that their pictures and fonts now have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{At, Diagnostic, Spot, did_you_mean};
use crate::site::routes::Owner;
use crate::site::{Claim, Route};
use crate::source::{OutputPath, SourcePath, Sources, Span, UrlPath, fingerprint};
use crate::yaml::Value;

crate::codes! {
    /// # An asset that the theme does not have
    ///
    /// `url(…)` or `@import` in a style sheet of the theme, or `styles` or `scripts` in the declaration of a component, names
    /// a file that the theme's `assets` folder does not have. The rest is used as it is; a browser will not find the file.
    MISSING_ASSET: Error = "missing-asset";
}

/// The assets of a theme by their logical names, such as `css/haven.css`.
#[derive(Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
}

struct Asset {
    /// Where its text comes from; `None` for one that haven writes.
    source: Option<SourcePath>,
    /// Its address, with the fingerprint.
    url: UrlPath,
    /// Its finished bytes, for style sheets.
    bytes: Option<Arc<[u8]>>,
}

/// The name of the style sheet that carries the site's colour options as custom properties.
pub const OPTIONS_CSS: &str = "css/options.css";

impl Assets {
    /// Collects the assets of `folders` (`themes/haven/assets`), the most basic theme first.
    pub fn load(
        sources: &Sources,
        folders: &[String],
        options: &BTreeMap<String, Value>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut files: BTreeMap<String, SourcePath> = BTreeMap::new();
        for folder in folders {
            for (path, _) in sources.below(&format!("{folder}/")) {
                let name = path.below(folder).unwrap_or_default();
                // A name that starts with a dot or an underscore is the author's own business.
                if !name.split('/').any(|part| part.starts_with(['.', '_'])) {
                    files.insert(name.to_owned(), path.clone());
                }
            }
        }
        let mut loader =
            Loader { sources, files: &files, assets: Assets::default(), busy: BTreeSet::new(), diagnostics };
        for name in files.keys() {
            loader.load(name);
        }
        let mut assets = loader.assets;
        if let Some(css) = options_css(options) {
            assets.insert(OPTIONS_CSS, None, css.into_bytes());
        }
        assets
    }

    /// What the theme claims of the site's addresses.
    pub fn claims(&self) -> Vec<Claim> {
        let claim = |(name, asset): (&String, &Asset)| Claim {
            output: asset.url.output(),
            route: match (&asset.source, &asset.bytes) {
                (Some(source), None) => Route::File(source.clone()),
                _ => Route::Asset(name.clone()),
            },
            owner: Owner::Other(format!("the asset `{name}` of the theme")),
            at: At::file(asset.source.as_ref().unwrap_or(&crate::config::path())),
        };
        self.files.iter().map(claim).collect()
    }

    /// The finished bytes of a style sheet.
    pub fn bytes(&self, name: &str) -> Option<Arc<[u8]>> {
        self.files.get(name)?.bytes.clone()
    }

    /// Logical names and addresses.
    pub fn urls(&self) -> impl Iterator<Item = (&str, &UrlPath)> {
        self.files.iter().map(|(name, asset)| (name.as_str(), &asset.url))
    }

    /// The address of an asset.
    pub fn url(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|asset| asset.url.as_str())
    }

    /// Over all names and addresses.
    pub fn fingerprint(&self) -> u128 {
        fingerprint::of(&self.urls().collect::<Vec<_>>())
    }

    fn insert(&mut self, name: &str, source: Option<SourcePath>, bytes: Vec<u8>) {
        let url = fingerprinted(name, &bytes);
        self.files.insert(name.to_owned(), Asset { source, url, bytes: Some(bytes.into()) });
    }
}

struct Loader<'a> {
    sources: &'a Sources,
    files: &'a BTreeMap<String, SourcePath>,
    assets: Assets,
    /// Style sheets that are being read, so that two which import each other end.
    busy: BTreeSet<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Loader<'_> {
    fn load(&mut self, name: &str) {
        if self.assets.files.contains_key(name) || self.busy.contains(name) {
            return;
        }
        let Some(path) = self.files.get(name) else { return };
        let Some(source) = self.sources.get(path) else { return };
        if path.extension() == "css" {
            self.busy.insert(name.to_owned());
            let css = self.rewritten(name, path, source.text());
            self.assets.insert(name, Some(path.clone()), css.into_bytes());
        } else {
            let url = fingerprinted(name, source.bytes());
            self.assets.files.insert(name.to_owned(), Asset { source: Some(path.clone()), url, bytes: None });
        }
    }

    /// The style sheet with the addresses of other assets instead of their names.
    fn rewritten(&mut self, name: &str, path: &SourcePath, css: &str) -> String {
        let mut out = String::with_capacity(css.len() + 64);
        let mut done = 0;
        for reference in references(css) {
            let written = &css[reference.clone()];
            let (file, suffix) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let Some(target) = OutputPath::new(&format!("{folder}/{file}")) else { continue };
            self.load(target.as_str());
            let Some(asset) = self.assets.files.get(target.as_str()) else {
                let span = Span::new(reference.clone());
                let mut missing = Diagnostic::new(
                    &MISSING_ASSET,
                    At::new(path, Spot::Bytes(span)),
                    format!("the theme has no asset `{target}`"),
                );
                missing.help = did_you_mean(target.as_str(), self.files.keys().map(String::as_str));
                self.diagnostics.push(missing);
                continue;
            };
            out.push_str(&css[done..reference.start]);
            // Both lie below /assets/, so the way from one to the other never leaves that folder.
            out.push_str(&"../".repeat(name.matches('/').count()));
            out.push_str(asset.url.as_str().trim_start_matches("/assets/"));
            out.push_str(suffix);
            done = reference.end;
        }
        out.push_str(&css[done..]);
        out
    }
}

/// Where a style sheet names other files: the insides of `url(…)` and of `@import "…"`, without quotes; addresses with a
/// scheme, from the top or of a fragment are left alone. Text in comments is passed over.
fn references(css: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = css[at..].find(['/', 'u', '@']).map(|offset| at + offset) {
        let rest = &css[next..];
        let (skip, opening) = if let Some(comment) = rest.strip_prefix("/*") {
            at = next + 2 + comment.find("*/").map_or(comment.len(), |end| end + 2);
            continue;
        } else if rest.starts_with("url(") {
            (4, true)
        } else if rest.starts_with("@import") {
            (7, false)
        } else {
            at = next + 1;
            continue;
        };
        at = next + skip;
        let start = at + css[at..].len() - css[at..].trim_start().len();
        let quote = css[start..].chars().next().filter(|first| matches!(first, '"' | '\''));
        let (start, end) = match quote {
            Some(quote) => (start + 1, css[start + 1..].find(quote).map(|end| start + 1 + end)),
            None if opening => {
                (start, css[start..].find(')').map(|end| start + css[start..start + end].trim_end().len()))
            }
            None => continue,
        };
        let Some(end) = end else { continue };
        let written = &css[start..end];
        let is_elsewhere = written.is_empty() || written.starts_with(['/', '#']) || written.contains(':');
        if !is_elsewhere {
            found.push(start..end);
        }
        at = end;
    }
    found
}

/// `css/haven.css` → `/assets/css/haven.<fingerprint>.css`.
fn fingerprinted(name: &str, bytes: &[u8]) -> UrlPath {
    let mark = fingerprint::short(fingerprint::of_bytes(bytes));
    let folder_end = name.rfind('/').map_or(0, |slash| slash + 1);
    let dot = name[folder_end..].rfind('.').map_or(name.len(), |dot| folder_end + dot);
    let url = UrlPath::new(&format!("/assets/{}.{mark}{}", &name[..dot], &name[dot..]));
    url.unwrap_or_else(|| UrlPath::new(&format!("/assets/{mark}")).expect("letters and digits"))
}

/// The colour options that are set, as custom properties: `brand` → `--haven-brand`.
fn options_css(options: &BTreeMap<String, Value>) -> Option<String> {
    let colours: Vec<String> = options
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_str().filter(|text| text.starts_with('#'))?)))
        .map(|(name, colour)| format!("  --haven-{}: {colour};\n", name.replace('_', "-")))
        .collect();
    (!colours.is_empty()).then(|| format!(":root {{\n{}}}\n", colours.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_names_files_in_three_ways() {
        for (css, expected) in [
            ("a{b:url(x.png)}", &["x.png"][..]),
            ("a{b:url( \"../f/x.woff2?v#a\" )}", &["../f/x.woff2?v#a"]),
            ("@import 'base.css' layer(x); @import url(more.css);", &["base.css", "more.css"]),
            ("/* url(no.png) */ a{b:url(/top.png) url(data:image/png;base64,x) url(#id)}", &[]),
            ("a{b:url(", &[]),
        ] {
            let found: Vec<&str> = references(css).into_iter().map(|range| &css[range]).collect();
            assert_eq!(found, expected, "{css}");
        }
    }

    #[test]
    fn a_fingerprint_goes_before_the_extension() {
        let url = fingerprinted("css/haven.min.css", b"x");
        assert!(url.as_str().starts_with("/assets/css/haven.min.") && url.as_str().ends_with(".css"), "{url}");
    }
}
