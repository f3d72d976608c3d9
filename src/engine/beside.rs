//! Outputs that come with another: their names carry the hash of their contents, so they are known only when that other
//! output has been rendered. It has the route and the memo; they live and die with it.

use super::{Engine, Output};
use crate::site::Route;
use crate::source::OutputPath;

impl Engine {
    /// The paths of every output of the site, sorted; of those that come with another only what has been rendered.
    pub fn outputs(&self) -> Vec<OutputPath> {
        let mut outputs: Vec<OutputPath> = self.site.routes().keys().chain(self.beside.keys()).cloned().collect();
        outputs.sort_unstable();
        outputs.dedup();
        outputs
    }

    /// Whether the site has an output at `path`.
    pub fn has_output(&self, path: &OutputPath) -> bool {
        self.site.routes().contains_key(path) || self.beside.contains_key(path)
    }

    /// One output that comes with another, which is rendered anew if it is not fresh.
    pub(super) fn output_beside(&mut self, path: &OutputPath) -> Option<Output> {
        let owner = self.beside.get(path).or_else(|| self.neighbour_that_brings(path))?.clone();
        self.output(&owner)?;
        let memo = self.memos.get(&owner)?;
        memo.beside.iter().find(|(name, _)| name == path).map(|(_, output)| output.clone())
    }

    fn neighbour_that_brings(&self, path: &OutputPath) -> Option<&OutputPath> {
        let folder = |path: &OutputPath| path.as_str().rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let bringing = self.site.routes().iter().filter(|(_, route)| **route == Route::Search);
        bringing.map(|(owner, _)| owner).find(|owner| folder(owner) == folder(path))
    }

    /// Notes what `owner` brought. An address that a route has stays the route's.
    pub(super) fn know_beside(&mut self, owner: &OutputPath, brought: &[(OutputPath, Output)]) {
        let had_any = self.memos.get(owner).is_some_and(|memo| !memo.beside.is_empty());
        if had_any {
            self.beside.retain(|_, other| other != owner);
        }
        self.beside.extend(brought.iter().map(|(path, _)| (path.clone(), owner.clone())));
    }
}
