//! The same page in other languages: `about.md`, `about.es.md`. Search engines then show each reader theirs, and readers of
//! the page can be led there.

use crate::site::Reader;
use crate::site::views::SiteView;
use crate::source::SourcePath;

/// The language and the address from the top of each form of the page at `path`, its own among them, in the order of the
/// site's languages; nothing for a page with one form. A site in one language is not asked about any.
pub(super) fn of(reader: &Reader<'_>, site: &SiteView, path: &SourcePath) -> Vec<(String, String)> {
    if site.languages.len() < 2 {
        return Vec::new();
    }
    let stem = path.stem();
    let known = |language: &str| site.languages.iter().any(|known| known == language);
    let name = stem.rsplit_once('.').filter(|(_, language)| known(language)).map_or(stem, |(name, _)| name);
    let forms = site.languages.iter().filter_map(|language| {
        let suffix = if *language == site.language { String::new() } else { format!(".{language}") };
        let file = path.beside(&format!("{name}{suffix}.{}", path.extension()))?;
        let meta = reader.meta(&file)?.value;
        Some((meta.language.clone(), meta.url.to_string()))
    });
    let forms: Vec<_> = forms.collect();
    if forms.len() > 1 { forms } else { Vec::new() }
}
