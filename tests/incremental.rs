//! Warm equals cold: whatever is done to a site, in whatever order and whatever is looked at in between, an engine that saw
//! it all shows what a fresh engine shows: the same bytes, the same diagnostics at the same lines, the same folder.

mod draft;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use haven::engine::{Engine, Settings, Work};
use haven::publish::{Foreign, Publisher};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::sites::{Folder, Seen, output_path, settings};
use draft::{Draft, Edit};

/// An edit and the outputs that somebody looks at after it, by number.
type Step = (Edit, Vec<u8>);

fn edits() -> impl Strategy<Value = Edit> {
    let number = any::<u8>;
    prop_oneof![
        6 => (number(), number(), number()).prop_map(|(page, field, value)| Edit::Field { page, field, value }),
        6 => (number(), number(), number()).prop_map(|(page, line, value)| Edit::Body { page, line, value }),
        3 => number().prop_map(|page| Edit::Page { page }),
        1 => (number(), number()).prop_map(|(page, to)| Edit::Rename { page, to }),
        2 => (number(), number()).prop_map(|(page, lines)| Edit::Shift { page, lines }),
        1 => number().prop_map(|page| Edit::Break { page }),
        6 => (number(), number()).prop_map(|(file, form)| Edit::File { file, form }),
        3 => (number(), number(), number()).prop_map(|(key, value, lines)| Edit::Config { key, value, lines }),
        1 => Just(Edit::BreakConfig),
        1 => number().prop_map(|steps| Edit::Revert { steps }),
        1 => Just(Edit::Save),
    ]
}

fn histories(length: usize) -> impl Strategy<Value = Vec<Step>> {
    let looked_at = prop::collection::vec(any::<u8>(), 0..4);
    prop::collection::vec((edits(), looked_at), 1..=length)
}

/// The same histories on every machine and every day.
fn check(count: u32, length: usize, base: &Folder) {
    let config = Config { cases: count, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let result = runner.run(&histories(length), |steps| replay(base, &steps).map_err(TestCaseError::fail));
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Three engines live through the history: one shows everything after each edit, one only what somebody looks at, and one
/// keeps no bytes and is published into a folder now and then.
fn replay(base: &Folder, steps: &[Step]) -> Result<(), String> {
    let mut draft = Draft::new(base.clone());
    let mut before = draft.folder();
    let mut whole = before.engine(&settings());
    let mut partial = before.engine(&settings());
    let forgetful = Settings { keep_outputs: false, ..settings() };
    let mut published = before.engine(&forgetful);
    let folder = tempfile::tempdir().unwrap();
    publish(&mut published, folder.path());
    let mut history = Vec::new();
    for (number, (edit, looked_at)) in steps.iter().enumerate() {
        history.push(draft.clone());
        draft.apply(edit, &history);
        let after = draft.folder();
        let changes = after.changes_since(&before);
        let is_nothing = changes.is_empty();
        let work = whole.update(changes.clone());
        if is_nothing && work != Work::default() {
            return Err(format!("step {number}: nothing changed, but: {work:?}"));
        }
        partial.update(changes.clone());
        published.update(changes);
        before = after;

        let cold = before.seen();
        let name = |what: &str, difference: String| format!("step {number} {edit:?}, {what}: {difference}");
        if let Some(difference) = Seen::of(&mut whole).difference(&cold) {
            return Err(name("warm and cold", difference));
        }
        let outputs: Vec<&String> = cold.outputs.keys().collect();
        for choice in looked_at {
            let path = outputs[usize::from(*choice) % outputs.len()];
            let shown = partial.output(&output_path(path)).map(|output| output.bytes.to_vec());
            if shown.as_deref() != Some(&cold.outputs[path]) {
                return Err(name(path, "differs when it alone is looked at".into()));
            }
        }
        let is_last = number + 1 == steps.len();
        if is_last && let Some(difference) = Seen::of(&mut partial).difference(&cold) {
            return Err(name("partly looked at and cold", difference));
        }
        if is_last || number % 20 == 9 {
            publish(&mut published, folder.path());
            let mut found = files(&folder.path().join("public"));
            found.remove(".haven");
            if found != cold.outputs {
                return Err(name("published folder", format!("{:?}", found.keys())));
            }
            if published.excerpts() != cold.excerpts {
                return Err(name("published", "the diagnostics differ".into()));
            }
        }
    }
    Ok(())
}

fn publish(engine: &mut Engine, folder: &Path) {
    let publisher = Publisher::open(&folder.join("site"), &folder.join("public"), Foreign::Refuse).unwrap();
    engine.render_all(&|path, output| publisher.write(path, &output.bytes, output.hash));
    publisher.finish().unwrap();
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()).into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            found.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    found
}

#[test]
fn warm_equals_cold_in_a_theme_that_shows_everything() {
    check(100, 40, &Folder::tiny());
}

#[test]
fn warm_equals_cold_in_the_built_in_theme() {
    check(4, 12, &Folder::default());
}
