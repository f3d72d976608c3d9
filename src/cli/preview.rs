//! `haven serve`.

use super::{End, Refusal, ServeArgs};

pub fn run(args: ServeArgs) -> Result<End, Refusal> {
    args.site.check()?;
    let _ = (args.port, args.host, args.open);
    Err(Refusal("no preview".to_owned()))
}
