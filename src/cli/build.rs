//! `haven build`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::progress::Progress;
use super::timings::{Shared, Timings};
use super::{BuildArgs, End, Refusal, print};
use crate::engine::Settings;
use crate::publish::{Foreign, Publisher};

pub fn run(args: &BuildArgs) -> Result<End, Refusal> {
    let started = Instant::now();
    let mut timings = Timings::default();
    let settings = Settings { base_url: args.base_url.clone(), offline: args.offline, ..args.site.settings() };
    let mut engine = args.site.timed_engine(settings, &mut timings)?;
    let out = args.out.clone().unwrap_or_else(|| args.site.root.join("public"));
    let foreign = if args.force { Foreign::Overwrite } else { Foreign::Refuse };
    let publisher = Publisher::open(&args.site.root, &out, foreign)?;
    let outputs = engine.outputs().len();
    let progress = Progress::new(outputs);
    let (writing, size) = (Shared::default(), AtomicU64::new(0));
    let render = || {
        engine.render_all(&|path, output| {
            writing.time(|| publisher.write(path, &output.bytes, output.hash));
            size.fetch_add(output.bytes.len() as u64, Ordering::Relaxed);
            progress.step();
        });
    };
    timings.time("render", "outputs", render, |()| (outputs, size.load(Ordering::Relaxed)));
    progress.finish();
    timings.add("writing*", "outputs", outputs, 0, writing.total());
    let published = timings.time(
        "publish",
        "files",
        || publisher.finish(),
        |done| done.as_ref().map_or((0, 0), |summary| (summary.written + summary.unchanged, summary.bytes)),
    );
    let summary = published.map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Refusal(lines.join("\nerror: "))
    })?;
    let excerpts = timings.time("explain", "problems", || args.site.excerpts(&mut engine), |found| (found.len(), 0));
    print::for_people(&excerpts);
    let pages = engine.outputs().iter().filter(|path| path.extension() == "html").count();
    println!(
        "{pages} pages in {}: {} files written, {} unchanged, {} removed ({}) in {}",
        out.display(),
        summary.written,
        summary.unchanged,
        summary.removed,
        print::bytes(summary.bytes),
        print::seconds(started.elapsed()),
    );
    if args.timings {
        print!("{}", timings.table());
    }
    // The process ends here: giving back what a site of 10,000 pages held, piece by piece, took 9 % of a build.
    std::mem::forget(engine);
    Ok(if print::has_errors(&excerpts) { End::ContentErrors } else { End::Fine })
}
