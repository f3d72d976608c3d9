//! What the machine can do at all: every source read, its Markdown made HTML by pulldown-cmark, and files of the same sizes
//! as haven's written. No front matter, no links, no templates, no site.

use std::path::Path;
use std::{fs, io};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;

/// One output: the source that stands behind it, its path and its size in bytes.
pub struct Planned {
    source: Option<String>,
    output: String,
    size: usize,
}

/// What a build in `built` wrote, as a plan.
pub fn plan(content: &Path, built: &Path) -> io::Result<Vec<Planned>> {
    let mut plan = Vec::new();
    for entry in walkdir::WalkDir::new(built).sort_by_file_name().into_iter().filter_map(Result::ok) {
        if !entry.file_type().is_file() {
            continue;
        }
        let output = entry.path().strip_prefix(built).map_err(io::Error::other)?.to_string_lossy().into_owned();
        let source = output.strip_suffix("/index.html").map(|page| format!("{page}.md"));
        let source = source.filter(|source| content.join(source).is_file());
        plan.push(Planned { source, output, size: entry.metadata()?.len() as usize });
    }
    Ok(plan)
}

/// The plan as text, a line an output.
pub fn write_plan(plan: &[Planned]) -> String {
    plan.iter()
        .map(|item| format!("{}\t{}\t{}\n", item.source.as_deref().unwrap_or("-"), item.output, item.size))
        .collect()
}

/// Reads a plan and does it.
pub fn run(plan: &Path, content: &Path, out: &Path) -> io::Result<()> {
    let text = fs::read_to_string(plan)?;
    let items: Vec<Planned> = text
        .lines()
        .filter_map(|line| {
            let mut parts = line.split('\t');
            let source = parts.next().filter(|source| *source != "-").map(str::to_owned);
            Some(Planned { source, output: parts.next()?.to_owned(), size: parts.next()?.parse().ok()? })
        })
        .collect();
    items.par_iter().with_min_len(64).try_for_each(|item| {
        let mut page = String::with_capacity(item.size);
        if let Some(source) = &item.source {
            let text = fs::read_to_string(content.join(source))?;
            let body = text.splitn(3, "---\n").nth(2).unwrap_or_default();
            let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
            html::push_html(&mut page, Parser::new_ext(body, options | Options::ENABLE_TASKLISTS));
        }
        while page.len() < item.size {
            page.push_str(&FILLER[..FILLER.len().min(item.size - page.len())]);
        }
        let path = out.join(&item.output);
        fs::write(&path, &page).or_else(|_| {
            fs::create_dir_all(path.parent().unwrap_or(out))?;
            fs::write(&path, &page)
        })
    })
}

const FILLER: &str = "<li><a href=\"../../area-000/unit-0000/\">What stands where a theme writes its own.</a></li>\n";
