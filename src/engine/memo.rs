//! What the engine remembers of each output: what it showed, what it read, when it was built. Fresh means: the route is
//! the same and no read has changed since.

use crate::diagnostic::Diagnostic;
use crate::site::{FactId, Facts, Rev, Route};
use crate::source::OutputPath;

use super::Output;

/// The memory of one output.
pub struct Memo {
    /// What it showed.
    pub route: Route,
    /// The facts it read, sorted.
    pub reads: Vec<FactId>,
    /// The revision in which it was rendered.
    pub built: Rev,
    /// Its bytes, where they are kept. They may be dropped and made again; what it read never is.
    pub output: Option<Output>,
    /// What came with it; without bytes where they are not kept.
    pub beside: Vec<(OutputPath, Output)>,
    /// What was wrong; replayed as long as the memo is fresh.
    pub diagnostics: Vec<Diagnostic>,
    /// Why it was rendered last.
    pub cause: Cause,
}

/// Why an output was rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It had never been before.
    New,
    /// Its address shows something else now.
    Route,
    /// A fact that it read has changed.
    Fact(FactId),
    /// Its bytes had been dropped.
    Dropped,
}

/// Why an output must be rendered now; `None` when its memo is fresh. `needs_bytes` asks for more than the diagnostics.
pub fn staleness(memo: Option<&Memo>, route: &Route, facts: &Facts, needs_bytes: bool) -> Option<Cause> {
    let Some(memo) = memo else { return Some(Cause::New) };
    if memo.route != *route {
        return Some(Cause::Route);
    }
    if let Some(fact) = facts.first_changed(&memo.reads, memo.built) {
        return Some(Cause::Fact(fact));
    }
    (needs_bytes && memo.output.is_none()).then_some(Cause::Dropped)
}
