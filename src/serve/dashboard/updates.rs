//! The last updates: what changed, how long it took, and why each output was rendered.

use super::super::log::{Log, Update};
use super::{counted, frame};
use crate::render::metadata::Escaped;

/// The page with the log.
pub fn updates(log: &Log, site: &str, base: &str) -> String {
    let list: String = log.updates().enumerate().map(|(place, update)| item(update, place == 0, base)).collect();
    let main = format!(
        "<p>The newest first. An output is rendered when something that it read has changed, and only then. The first time \
         is that until the open pages were sent, the second that until the whole site was true again.</p>\n{list}"
    );
    frame("updates", site, base, "Updates", &main)
}

fn item(update: &Update, is_open: bool, base: &str) -> String {
    let what = match (update.files.as_slice(), update.work.changed_sources) {
        ([], 0) => "the day or the view".to_owned(),
        ([one], 1) => one.to_string(),
        (_, count) => counted(count, "file"),
    };
    let rendered: usize = update.causes.values().map(|(count, _)| count).sum();
    let milliseconds = |time: std::time::Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
    let whole = update.whole.map_or("at work".to_owned(), milliseconds);
    let stages = [
        (update.work.parsed > 0, format!("{} read", counted(update.work.parsed, "file"))),
        (update.work.themed, "theme loaded".to_owned()),
        (update.work.linked, "site linked".to_owned()),
        (true, format!("{} rendered", counted(rendered, "output"))),
    ];
    let stages: Vec<String> = stages.into_iter().filter(|(is, _)| *is).map(|(_, words)| words).collect();
    let files: String = match update.files.len() {
        0 | 1 => String::new(),
        _ => {
            let files =
                update.files.iter().map(|file| format!("<li>{}</li>", Escaped(file.as_str()))).collect::<String>();
            let rest = update.work.changed_sources.saturating_sub(update.files.len());
            let rest = if rest > 0 { format!("<li>and {rest} more</li>") } else { String::new() };
            format!("<ul class=\"columns\">{files}{rest}</ul>")
        }
    };
    let mut causes: Vec<_> = update.causes.iter().collect();
    causes.sort_by_key(|(cause, (count, _))| (std::cmp::Reverse(*count), cause.as_str()));
    let causes: String = causes
        .iter()
        .map(|(cause, (count, examples))| {
            let links: Vec<String> = examples
                .iter()
                .map(|url| {
                    let address = format!("{base}{}", url.as_str().trim_start_matches('/'));
                    format!("<a href=\"{0}\">{0}</a>", Escaped(&address))
                })
                .collect();
            let rest = count - examples.len();
            let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            format!(
                "<dt>{}, because {}</dt><dd>{}{rest}</dd>",
                counted(*count, "output"),
                Escaped(cause),
                links.join(" ")
            )
        })
        .collect();
    format!(
        "<details class=\"update\"{}><summary><b>{}</b> <time>{}</time> <span>{}</span> <span class=\"times\">{} · {whole}</span>\
         </summary>\n<p>{}</p>{files}<dl>{causes}</dl></details>\n",
        if is_open { " open" } else { "" },
        update.number,
        Escaped(&update.at),
        Escaped(&what),
        milliseconds(update.first),
        stages.join(", "),
    )
}
