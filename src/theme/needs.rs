//! Style sheets and scripts that components declare for themselves, so that a page loads what it shows and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::components::Component;
use super::scope::Scope;
use crate::document::Piece;
use crate::site::FactKey;

/// `styles` and `scripts` of the components that the page's text calls, as lists of addresses, each once and sorted by
/// name: style sheets stand in layers, so that their order decides nothing.
pub(super) fn of(scope: &Scope<'_>) -> Value {
    let mut names = BTreeSet::new();
    for page in scope.texts() {
        if let Some(body) = scope.reader.body(&page) {
            calls(&body.pieces, &mut names);
        }
    }
    // Who has no calls reads nothing, not even where the theme's assets lie.
    let mut called: Vec<&Component> = Vec::new();
    for name in names {
        scope.reader.note(&FactKey::Component(name.clone()));
        called.extend(scope.theme.components().get(&name));
    }
    let addresses = |declared: fn(&Component) -> &[String]| -> Vec<&str> {
        let wanted: BTreeSet<&String> = called.iter().flat_map(|component| declared(component)).collect();
        if !wanted.is_empty() {
            scope.reader.note(&FactKey::Assets);
        }
        wanted.into_iter().filter_map(|name| scope.theme.assets().url(name)).collect()
    };
    let both =
        [("styles", addresses(|component| &component.styles)), ("scripts", addresses(|component| &component.scripts))];
    Value::from_serializable(&BTreeMap::from(both))
}

fn calls(pieces: &[Piece], names: &mut BTreeSet<String>) {
    for piece in pieces {
        if let Piece::Call(call) = piece {
            names.insert(call.name.replace('-', "_"));
            calls(&call.body, names);
        }
    }
}
