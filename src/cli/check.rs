//! `haven check`.

use super::{CheckArgs, End, Format, Refusal, print};
use crate::diagnostic::{Severity, json};

pub fn run(args: &CheckArgs) -> Result<End, Refusal> {
    let mut engine = args.site.engine(args.site.settings())?;
    engine.render_all(&|_, _| {});
    let mut excerpts = args.site.excerpts(&mut engine);
    if args.strict {
        for excerpt in excerpts.iter_mut().filter(|excerpt| excerpt.severity == Severity::Warning) {
            excerpt.severity = Severity::Error;
        }
    }
    match args.format {
        Format::Human => {
            print::for_people(&excerpts);
            if excerpts.is_empty() {
                print::out(&format!("Nothing found in {} outputs.\n", engine.outputs().len()))?;
            }
        }
        Format::Json => print::out(&format!("{:#}\n", json::json(&excerpts)))?,
        Format::Sarif => print::out(&format!("{:#}\n", json::sarif(&excerpts)))?,
        Format::Github => print::out(&json::github(&excerpts))?,
    }
    Ok(if print::has_errors(&excerpts) { End::ContentErrors } else { End::Fine })
}
