//! The pages below `/_haven/`: the state of the site for those who write it. Everything works as links and forms; the
//! script only keeps what is shown up to date.

mod calendar;
mod manual;
mod map;
mod pages;
mod updates;

pub use calendar::calendar;
pub use manual::{manual, manuals};
pub use map::map;
pub use pages::pages;
pub use updates::updates;

use crate::render::metadata::Escaped;

/// The parts of the dashboard: address, title.
const PARTS: &[(&str, &str)] =
    &[("", "Pages"), ("map", "Map"), ("reviews", "Reviews"), ("updates", "Updates"), ("codes", "Messages")];

/// A whole page of the dashboard. `part` is its address below `/_haven/`, `main` is HTML.
fn frame(part: &str, site: &str, base: &str, heading: &str, main: &str) -> String {
    let links: String = PARTS
        .iter()
        .map(|(address, title)| {
            let current = if *address == part { " aria-current=\"page\"" } else { "" };
            format!("<li><a href=\"/_haven/{address}\"{current}>{title}</a></li>")
        })
        .collect();
    let (site, base, heading) = (Escaped(site), Escaped(base), Escaped(heading));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{heading} · {site}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"/_haven/client/dashboard.css\">\n\
         <script type=\"module\" src=\"/_haven/client/dashboard.js\"></script>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the content</a>\n\
         <header class=\"top\"><p class=\"site\"><a href=\"{base}\">{site}</a> <span>preview</span></p>\n\
         <nav aria-label=\"Dashboard\"><ul>{links}<li><a href=\"{base}_components/\">Components</a></li></ul></nav></header>\n\
         <main id=\"main\" tabindex=\"-1\">\n<h1>{heading}</h1>\n{main}\n</main>\n</body>\n</html>\n"
    )
}

/// `1 page`, `2 pages`.
fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
