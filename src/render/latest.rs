//! What is made from a value that all pages share, and takes long enough to be made once. Pure caches: forgetting costs time
//! only.

use std::sync::{Arc, Mutex, PoisonError};

use super::schema::Things;
use super::terms::Terms;
use crate::check::wording::Lookout;

/// What pages are searched for, and what stands on each of them.
#[derive(Default)]
pub struct Shared {
    /// The glossary's terms.
    pub(super) terms: Latest<Option<Arc<Terms>>>,
    /// Words that nobody should publish.
    pub(super) wording: Latest<Lookout>,
    /// What machines read of the site on each of its pages.
    pub(super) about_site: Latest<Things>,
}

/// What was last made from a value, with the value's fingerprint.
pub struct Latest<T>(Mutex<Option<(u128, Arc<T>)>>);

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Latest(Mutex::new(None))
    }
}

impl<T> Latest<T> {
    /// What `make` makes of the value with this fingerprint.
    pub fn of(&self, hash: u128, make: impl FnOnce() -> T) -> Arc<T> {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*latest {
            Some((known, made)) if *known == hash => made.clone(),
            _ => {
                let made = Arc::new(make());
                *latest = Some((hash, made.clone()));
                made
            }
        }
    }
}
