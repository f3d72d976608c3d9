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
    // Edits shrink towards the first.
    prop_oneof![
        1 => Just(Edit::Save),
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
        1 => number().prop_map(|day| Edit::Day { day }),
    ]
}

/// Edits that made the site what it is before anybody builds it, and the steps after.
#[derive(Clone)]
struct History {
    setup: Vec<Edit>,
    steps: Vec<Step>,
}

/// One line an edit.
impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.setup.iter().try_for_each(|edit| write!(f, "\n      {edit:?}"))?;
        self.steps.iter().try_for_each(|(edit, looked_at)| write!(f, "\nstep: {edit:?}, then {looked_at:?}"))
    }
}

fn histories(steps: usize) -> impl Strategy<Value = History> {
    let looked_at = prop::collection::vec(any::<u8>(), 0..4);
    let steps = prop::collection::vec((edits(), looked_at), steps);
    (prop::collection::vec(edits(), 0..60), steps).prop_map(|(setup, steps)| History { setup, steps })
}

/// `count` histories of `length` steps, the same on every machine and every day. `HAVEN_HISTORIES=20` makes it twenty
/// times as many, `HAVEN_SEED=1` (to 255) others.
fn check(count: u32, length: usize, base: &Folder) {
    let times = number_from("HAVEN_HISTORIES").unwrap_or(1);
    let config = Config { cases: count * times, failure_persistence: None, max_shrink_iters: 100, ..Config::default() };
    let rng = match number_from("HAVEN_SEED") {
        Some(seed) => TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]),
        None => TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    };
    let mut runner = TestRunner::new_with_rng(config, rng);
    let result = runner.run(&histories(length), |history| replay(base, &history).map_err(TestCaseError::fail));
    if let Err(error) = result {
        panic!("{error}");
    }
}

fn number_from<T: std::str::FromStr>(variable: &str) -> Option<T> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Three engines live through the history: one shows everything after each edit, one only what somebody looks at, and one
/// keeps no bytes and is published into a folder now and then.
fn replay(base: &Folder, History { setup, steps }: &History) -> Result<(), String> {
    let mut draft = Draft::new(base.clone());
    let mut history = Vec::new();
    for edit in setup {
        history.push(draft.clone());
        draft.apply(edit, &history);
    }
    let mut before = draft.folder();
    let mut today = draft.today();
    let on = |today| Settings { today, ..settings() };
    let mut whole = before.engine(&on(today));
    let mut partial = before.engine(&on(today));
    let forgetful = Settings { keep_outputs: false, ..on(today) };
    let mut published = before.engine(&forgetful);
    let folder = tempfile::tempdir().unwrap();
    publish(&mut published, folder.path());
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
        if draft.today() != today {
            today = draft.today();
            for engine in [&mut whole, &mut partial, &mut published] {
                engine.set_today(today);
            }
        }
        before = after;

        let cold = Seen::of(&mut before.engine(&on(today)));
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
fn warm_equals_cold_for_two_thousand_edits() {
    check(100, 20, &Folder::tiny());
}

#[test]
fn warm_equals_cold_in_the_built_in_theme() {
    check(5, 10, &Folder::default());
}
