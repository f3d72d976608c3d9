//! Which address shows what. Every output of the site has one route, and no two routes share an address, not even when
//! case is ignored: some static hosts and most laptops ignore it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use rustc_hash::FxHashMap;

use crate::diagnostic::{At, Diagnostic};
use crate::source::{OutputPath, SourcePath, UrlPath};

crate::codes! {
    /// # Two things want the same address
    ///
    /// Two pages, or a page and an alias, a file or a list page, have the same address. Addresses that differ only in
    /// upper and lower case count as the same, because some hosts cannot tell them apart. Only the first is built.
    ///
    /// Rename one of the two files, or give one of the pages another `slug`.
    ADDRESS_TAKEN: Error = "address-taken";
}

/// What an address shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// A page.
    Page(SourcePath),
    /// A page of a section's list, from 1. The top section's first is the home page.
    Section(String, u32),
    /// The terms of a taxonomy.
    Taxonomy(String),
    /// A page of a term's list, from 1.
    Term(String, String, u32),
    /// A whole reading path as one page to print.
    Booklet(String),
    /// What a host shows when there is nothing.
    NotFound,
    /// A former address and where it leads now.
    Alias(UrlPath),
    /// The Atom feed of a section; `""` is the whole site.
    Feed(String),
    /// The sitemap.
    Sitemap,
    /// The word to crawlers.
    Robots,
    /// What a host reads about headers, by its file's name.
    Host(String),
    /// The manifest of the search index, which brings the other files of it.
    Search,
    /// A file carried along, or an asset of the theme that needs no change.
    File(SourcePath),
    /// An asset of the theme whose text the theme finishes (a style sheet), by its logical name.
    Asset(String),
}

impl Route {
    /// Whether a preview makes it only when somebody asks for it: the search index takes in every page and a booklet many,
    /// so nearly any edit would make them anew.
    pub fn is_on_demand(&self) -> bool {
        matches!(self, Route::Search | Route::Booklet(_))
    }
}

/// A claim to an address.
pub struct Claim {
    /// The output.
    pub output: OutputPath,
    /// What it shows.
    pub route: Route,
    /// Who claims it.
    pub owner: Owner,
    /// Where to point.
    pub at: At,
}

/// Who claims an address. Put into words only when two want the same.
#[derive(Clone, Debug)]
pub enum Owner {
    /// A page.
    Page(SourcePath),
    /// A file that is carried along.
    File(SourcePath),
    /// Anything else, in words: `the list of topics`.
    Other(String),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owner::Page(path) => write!(f, "the page `{path}`"),
            Owner::File(path) => write!(f, "the file `{path}`"),
            Owner::Other(words) => f.write_str(words),
        }
    }
}

/// Every route by its output. A second claim to an address is reported and dropped.
pub fn settle(claims: Vec<Claim>) -> (BTreeMap<OutputPath, Route>, Vec<Diagnostic>) {
    let mut taken = Taken::default();
    let mut diagnostics = Vec::new();
    let mut kept = vec![false; claims.len()];
    for (number, claim) in claims.iter().enumerate() {
        match taken.take(&claim.output, number) {
            Some(earlier) => diagnostics.push(collision(&claims[earlier], claim)),
            None => kept[number] = true,
        }
    }
    let routes = claims.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(claim, _)| (claim.output, claim.route));
    (routes.collect(), diagnostics)
}

/// The files and folders that are taken, in lower case, each by the first claim that needs it.
#[derive(Default)]
struct Taken<'a> {
    files: FxHashMap<Cow<'a, str>, usize>,
    folders: FxHashMap<Cow<'a, str>, usize>,
}

impl<'a> Taken<'a> {
    /// Takes `output` for a claim, or returns the claim that has its place: the same file, a file where it needs a
    /// folder, or a folder where it is a file.
    fn take(&mut self, output: &'a OutputPath, claim: usize) -> Option<usize> {
        let file = lower_case(output.as_str());
        let above = || file.rmatch_indices('/').map(|(slash, _)| slash);
        // Where a folder is known, those above it are too, and none of them is a file.
        let new_folders = above().take_while(|slash| !self.folders.contains_key(&file[..*slash]));
        let new_folders: Vec<usize> = new_folders.collect();
        let file_above = new_folders.iter().find_map(|slash| self.files.get(&file[..*slash]));
        let earlier = self.files.get(&file).or(file_above).or_else(|| self.folders.get(&file)).copied();
        if earlier.is_none() {
            for slash in new_folders {
                self.folders.insert(start(&file, slash), claim);
            }
            self.files.insert(file, claim);
        }
        earlier
    }
}

fn lower_case(path: &str) -> Cow<'_, str> {
    let is_lower = path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(path) } else { Cow::Owned(path.to_lowercase()) }
}

fn start<'a>(path: &Cow<'a, str>, end: usize) -> Cow<'a, str> {
    match path {
        Cow::Borrowed(path) => Cow::Borrowed(&path[..end]),
        Cow::Owned(path) => Cow::Owned(path[..end].to_owned()),
    }
}

fn collision(first: &Claim, second: &Claim) -> Diagnostic {
    let url = second.output.url();
    let message = format!("{} and {} have the same address `{url}`", second.owner, first.owner);
    let differ_in_case =
        first.output != second.output && first.output.as_str().eq_ignore_ascii_case(second.output.as_str());
    let label = if differ_in_case { "the same but for upper and lower case" } else { "this one is left out" };
    Diagnostic::new(&ADDRESS_TAKEN, second.at.clone(), message)
        .label(label)
        .related(first.at.clone(), "the address belongs to this one")
        .help("Rename one of the two, or give one of the pages another `slug`.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(output: &str) -> Claim {
        let file = SourcePath::new(&format!("content/{output}")).unwrap();
        Claim {
            output: OutputPath::new(output).unwrap(),
            route: Route::File(file.clone()),
            owner: Owner::File(file.clone()),
            at: At::file(&file),
        }
    }

    #[test]
    fn an_address_has_one_owner() {
        for (outputs, kept, reported) in [
            (&["a/index.html", "b/index.html"][..], 2, 0),
            (&["a/index.html", "a/index.html"], 1, 1),
            (&["A/index.html", "a/index.html"], 1, 1),
            (&["a", "a/index.html"], 1, 1),
            (&["a/b/index.html", "a"], 1, 1),
            (&["a-b/index.html", "a/index.html", "a.html"], 3, 0),
        ] {
            let (routes, diagnostics) = settle(outputs.iter().map(|output| claim(output)).collect());
            assert_eq!((routes.len(), diagnostics.len()), (kept, reported), "{outputs:?}");
        }
    }
}
