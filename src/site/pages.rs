//! The pages that are part of the site today, in the order of their files. While a site is linked, a page is its place in
//! that order: numbers are sorted and looked up where paths would be compared letter by letter, which took most of the
//! linking of 10,000 pages.

use rustc_hash::FxHashMap;

use crate::document::Page;
use crate::source::SourcePath;

/// A page's place in the order of files.
pub(super) type PageNo = u32;

/// The visible pages.
#[derive(Default)]
pub(super) struct Pages<'a> {
    list: Vec<(&'a SourcePath, &'a Page)>,
    interfaces: Vec<u128>,
    numbers: FxHashMap<&'a SourcePath, PageNo>,
}

impl<'a> Pages<'a> {
    /// The pages of `list`, which is in the order of the files, each with its `Compiled::interface`.
    pub fn new(list: Vec<(&'a SourcePath, &'a Page, u128)>) -> Self {
        let numbers = list.iter().zip(0..).map(|((path, ..), number)| (*path, number)).collect();
        let interfaces = list.iter().map(|(.., interface)| *interface).collect();
        let list = list.into_iter().map(|(path, page, _)| (path, page)).collect();
        Pages { list, interfaces, numbers }
    }

    /// The fingerprint of all that other pages may see of a page.
    pub fn interface(&self, number: PageNo) -> u128 {
        self.interfaces[number as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The number of a file.
    pub fn number(&self, path: &SourcePath) -> Option<PageNo> {
        self.numbers.get(path).copied()
    }

    /// The file of a page.
    pub fn path(&self, number: PageNo) -> &'a SourcePath {
        self.list[number as usize].0
    }

    /// A page.
    pub fn page(&self, number: PageNo) -> &'a Page {
        self.list[number as usize].1
    }

    /// Every page with its number and file, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (PageNo, &'a SourcePath, &'a Page)> + Clone + '_ {
        self.list.iter().enumerate().map(|(number, (path, page))| (number as PageNo, *path, *page))
    }

    /// The numbers of all pages.
    pub fn numbers(&self) -> std::ops::Range<PageNo> {
        0..self.list.len() as PageNo
    }
}
