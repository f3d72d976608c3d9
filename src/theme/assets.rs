//! A theme's assets: style sheets, scripts, fonts, pictures. Each gets its fingerprint into its name, so that a host may
//! let browsers keep it for ever, and style sheets become one with those they import, compact,
//! and with the names that their pictures and fonts now have. A drawing with a `<style>` gets the site's colours too.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use super::contrast::property;
use super::css::{self, Reference};
use super::scripts;
use crate::diagnostic::{At, Diagnostic, Spot, did_you_mean};
use crate::site::routes::Owner;
use crate::site::{Claim, Route};
use crate::source::{OutputPath, Source, SourcePath, Sources, Span, UrlPath, fingerprint};

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
    /// Style sheets that stand whole in another one, which imports them, and that no sheet leads a browser to.
    absorbed: BTreeSet<String>,
}

struct Asset {
    /// Where its text comes from; `None` for one that haven writes.
    source: Option<SourcePath>,
    /// Its address, with the fingerprint.
    url: UrlPath,
    /// Its finished bytes, if they are not its file's: of style sheets, joined scripts, drawings with a style.
    bytes: Option<Bytes>,
}

/// The name of the style sheet that carries the site's colour options as custom properties.
pub const OPTIONS_CSS: &str = "css/options.css";

impl Assets {
    /// Collects the assets of `folders` (`themes/haven/assets`), the most basic theme first. `colours` are those that the
    /// site sets, by their options.
    pub fn load(
        sources: &Sources,
        folders: &[String],
        colours: &BTreeMap<String, String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut files: BTreeMap<String, SourcePath> = BTreeMap::new();
        for folder in folders {
            for (path, _) in sources.below(&format!("{folder}/")) {
                let name = path.below(folder).unwrap_or_default();
                files.insert(name.to_owned(), path.clone());
            }
        }
        let options = options_css(colours);
        let mut loader = Loader {
            sources,
            files: &files,
            options: options.as_deref().unwrap_or_default(),
            assets: Assets::default(),
            busy: BTreeSet::new(),
            followed: BTreeSet::new(),
            diagnostics,
        };
        // A name that starts with a dot or an underscore is the author's own business, unless another file uses it.
        for name in files.keys().filter(|name| !name.split('/').any(|part| part.starts_with(['.', '_']))) {
            loader.load(name);
        }
        let Loader { mut assets, followed, .. } = loader;
        assets.absorbed.retain(|name| !followed.contains(name));
        if let Some(css) = options {
            assets.insert(OPTIONS_CSS, None, css.into_bytes());
        }
        assets
    }

    /// Forgets the style sheets that only others import, but for those that a template names: nobody asks for them.
    pub fn leave_out_absorbed(&mut self, named: &BTreeSet<String>) {
        for name in self.absorbed.iter().filter(|name| !named.contains(*name)) {
            self.files.remove(name);
        }
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

    /// The finished bytes of a style sheet, of a script that is made of others, of a drawing with a style.
    pub fn bytes(&self, name: &str) -> Option<Bytes> {
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

    /// The file behind an asset.
    pub fn source(&self, name: &str) -> Option<&SourcePath> {
        self.files.get(name)?.source.as_ref()
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
    /// What `css/options.css` will hold.
    options: &'a str,
    assets: Assets,
    /// Style sheets that are being read, so that two which import each other end.
    busy: BTreeSet<String>,
    /// Assets that a browser is led to by a style sheet.
    followed: BTreeSet<String>,
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
            let css = self.rewritten(name, path, source.text(), name.matches('/').count());
            self.busy.remove(name);
            let css = css::compact(&css);
            self.assets.insert(name, Some(path.clone()), css.into_bytes());
        } else if let Some(made) = self.joined(name, path, source).or_else(|| self.drawn(name, path, source)) {
            self.assets.insert(name, Some(path.clone()), made.into_bytes());
        } else {
            let url = fingerprinted(name, source.bytes());
            self.assets.files.insert(name.to_owned(), Asset { source: Some(path.clone()), url, bytes: None });
        }
    }

    /// A script that is made of others.
    fn joined(&self, name: &str, path: &SourcePath, source: &Source) -> Option<String> {
        let folder = name.rfind('/').map_or(0, |slash| slash + 1);
        let find = |beside: &str| {
            let other = self.files.get(&format!("{}{beside}", &name[..folder]))?;
            Some(self.sources.get(other)?.text())
        };
        if path.extension() == "js" { scripts::joined(source.text(), find) } else { None }
    }

    /// A drawing with a `<style>`. As a picture it may load nothing and knows nothing of the page that shows it, so what its style
    /// imports stands in it, behind the colours that the site sets.
    fn drawn(&mut self, name: &str, path: &SourcePath, source: &Source) -> Option<String> {
        const STYLE: (&str, &str) = ("<style>", "</style>");
        if path.extension() != "svg" || !source.text().contains(STYLE.0) {
            return None;
        }
        let svg = self.rewritten(name, path, source.text(), name.matches('/').count());
        let (before, rest) = svg.split_once(STYLE.0)?;
        let (style, after) = rest.split_once(STYLE.1)?;
        let style = css::compact(&format!("{}{style}", self.options));
        Some(format!("{before}{}{style}{}{after}", STYLE.0, STYLE.1))
    }

    /// The style sheet with what it imports in the place of its imports, and the addresses of other assets instead of
    /// their names. `depth` is how many folders the finished sheet lies below `/assets/`.
    fn rewritten(&mut self, name: &str, path: &SourcePath, css: &str, depth: usize) -> String {
        let mut out = String::with_capacity(css.len() + 64);
        let mut done = 0;
        for Reference { file, whole } in css::references(css) {
            let written = &css[file.clone()];
            let (plain, suffix) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let Some(target) = OutputPath::new(&format!("{folder}/{plain}")) else { continue };
            let target = target.as_str();
            if let Some(whole) = whole
                && let Some(path) = self.files.get(target)
                && let Some(source) = self.sources.get(path)
            {
                self.assets.absorbed.insert(target.to_owned());
                // A sheet that imports itself, over however many steps, adds nothing the second time.
                let imported = if self.busy.insert(target.to_owned()) {
                    let imported = self.rewritten(target, path, source.text(), depth);
                    self.busy.remove(target);
                    imported
                } else {
                    String::new()
                };
                out.push_str(&css[done..whole.start]);
                out.push_str(&imported);
                done = whole.end;
                continue;
            }
            self.load(target);
            let Some(asset) = self.assets.files.get(target) else {
                let span = Span::new(file.clone());
                let mut missing = Diagnostic::new(
                    &MISSING_ASSET,
                    At::new(path, Spot::Bytes(span)),
                    format!("the theme has no asset `{target}`"),
                );
                missing.help = did_you_mean(target, self.files.keys().map(String::as_str));
                self.diagnostics.push(missing);
                continue;
            };
            self.followed.insert(target.to_owned());
            out.push_str(&css[done..file.start]);
            // Both lie below /assets/, so the way from one to the other never leaves that folder.
            out.push_str(&"../".repeat(depth));
            out.push_str(asset.url.as_str().trim_start_matches("/assets/"));
            out.push_str(suffix);
            done = file.end;
        }
        out.push_str(&css[done..]);
        out
    }
}

/// `css/haven.css` → `/assets/css/haven.<fingerprint>.css`.
fn fingerprinted(name: &str, bytes: &[u8]) -> UrlPath {
    let mark = fingerprint::short(fingerprint::of_bytes(bytes));
    let folder_end = name.rfind('/').map_or(0, |slash| slash + 1);
    let dot = name[folder_end..].rfind('.').map_or(name.len(), |dot| folder_end + dot);
    let url = UrlPath::new(&format!("/assets/{}.{mark}{}", &name[..dot], &name[dot..]));
    url.unwrap_or_else(|| UrlPath::new(&format!("/assets/{mark}")).expect("letters and digits"))
}

/// The colours that the site sets, as custom properties: `brand` → `--haven-brand`.
fn options_css(colours: &BTreeMap<String, String>) -> Option<String> {
    let lines = colours.iter().map(|(name, colour)| format!("  --{}: {colour};\n", property(name)));
    (!colours.is_empty()).then(|| format!(":root {{\n{}}}\n", lines.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_goes_before_the_extension() {
        let url = fingerprinted("css/haven.min.css", b"x");
        assert!(url.as_str().starts_with("/assets/css/haven.min.") && url.as_str().ends_with(".css"), "{url}");
    }
}
