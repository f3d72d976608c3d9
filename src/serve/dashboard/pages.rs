//! Every page with what its author should know, sorted and filtered by the query of the address.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::super::answer::Target;
use super::super::overview::{Overview, PageState, State};
use super::{counted, frame};
use crate::diagnostic::Severity;
use crate::render::metadata::Escaped;

/// Rows on one page.
const ROWS: usize = 200;

/// The columns: name in the address, title.
const COLUMNS: &[(&str, &str)] = &[
    ("title", "Page"),
    ("status", "Status"),
    ("owner", "Owner"),
    ("review", "Review due"),
    ("grade", "Grade"),
    ("words", "Words"),
    ("findings", "Findings"),
    ("in", "Links in"),
    ("out", "Links out"),
];

/// What the address asks for.
struct Query {
    words: String,
    state: String,
    owner: String,
    show: String,
    sort: String,
    is_descending: bool,
    from: usize,
}

impl Query {
    fn of(target: &Target) -> Query {
        let value = |key: &str| target.value(key).unwrap_or_default();
        Query {
            words: value("q"),
            state: value("status"),
            owner: value("owner"),
            show: value("show"),
            sort: Some(value("sort")).filter(|sort| !sort.is_empty()).unwrap_or_else(|| "title".into()),
            is_descending: value("order") == "down",
            from: value("from").parse().unwrap_or(0),
        }
    }

    fn wants(&self, page: &PageState, links_in: usize) -> bool {
        let words = self.words.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&words);
        (words.is_empty() || has(&page.title) || has(&page.url) || has(page.file.as_str()))
            && (self.state.is_empty() || page.states.iter().any(|state| state.name() == self.state))
            && (self.owner.is_empty() || page.owners.contains(&self.owner))
            && match self.show.as_str() {
                "findings" => !page.findings.is_empty(),
                "orphans" => links_in == 0 && !page.is_index,
                "hidden" => !page.is_shown,
                "unpublished" => is_unpublished(page),
                _ => true,
            }
    }

    /// The address with one thing changed.
    fn with(&self, key: &str, value: &str) -> String {
        let order = if self.is_descending { "down" } else { "" };
        let from = String::new();
        let mut pairs = vec![
            ("q", &*self.words),
            ("status", &self.state),
            ("owner", &self.owner),
            ("show", &self.show),
            ("sort", &self.sort),
            ("order", order),
            ("from", &from),
        ];
        for pair in &mut pairs {
            if pair.0 == key {
                pair.1 = value;
            }
        }
        let encoded =
            |value: &str| percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
        let pairs: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
        pairs.iter().map(|(key, value)| format!("{key}={}", encoded(value))).collect::<Vec<_>>().join("&")
    }
}

/// The list of pages.
pub fn pages(overview: &Overview, target: &Target) -> String {
    let query = Query::of(target);
    let degrees = overview.degrees();
    let all = overview.pages.iter().zip(&degrees);
    let mut rows: Vec<(&PageState, &(usize, usize))> =
        all.filter(|(page, degree)| query.wants(page, degree.0)).collect();
    rows.sort_by(|a, b| {
        let order = compare(&query.sort, a, b);
        let order = if query.is_descending { order.reverse() } else { order };
        order.then_with(|| a.0.url.cmp(&b.0.url))
    });
    let found = rows.len();
    let shown: String = rows.iter().skip(query.from).take(ROWS).map(|(page, degree)| row(page, degree)).collect();
    let heads: String = COLUMNS.iter().map(|(name, title)| head(&query, name, title)).collect();
    let main = format!(
        "{}{}<p class=\"count\" role=\"status\">{} of {}</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" \
         aria-label=\"Pages\"><table>\n<thead><tr>{heads}</tr></thead>\n<tbody>{shown}</tbody></table></div>\n{}",
        summary(overview, &degrees),
        form(overview, &query),
        counted(found, "page"),
        overview.pages.len(),
        pager(&query, found),
    );
    frame("", &overview.title, &overview.base, "Pages", &main)
}

fn compare(sort: &str, a: &(&PageState, &(usize, usize)), b: &(&PageState, &(usize, usize))) -> Ordering {
    let errors = |page: &PageState| (page.count(Severity::Error), page.findings.len());
    match sort {
        "status" => a.0.states.cmp(&b.0.states),
        "owner" => a.0.owners.cmp(&b.0.owners),
        // Those without a day come last.
        "review" => (a.0.review_due.is_none(), a.0.review_due).cmp(&(b.0.review_due.is_none(), b.0.review_due)),
        "grade" => a.0.grade().unwrap_or(-1.0).total_cmp(&b.0.grade().unwrap_or(-1.0)),
        "words" => a.0.words.cmp(&b.0.words),
        "findings" => errors(a.0).cmp(&errors(b.0)),
        "in" => a.1.0.cmp(&b.1.0),
        "out" => a.1.1.cmp(&b.1.1),
        _ => a.0.title.to_lowercase().cmp(&b.0.title.to_lowercase()),
    }
}

/// Numbers that lead to the pages that they count.
fn summary(overview: &Overview, degrees: &[(usize, usize)]) -> String {
    let count = |wanted: &dyn Fn(&PageState) -> bool| overview.pages.iter().filter(|page| wanted(page)).count();
    let state =
        |name: &'static str| count(&move |page: &PageState| page.states.iter().any(|state| state.name() == name));
    let orphans = overview.pages.iter().zip(degrees).filter(|(page, degree)| degree.0 == 0 && !page.is_index).count();
    let cards = [
        (count(&|page| !page.findings.is_empty()), "with findings", "show=findings", "attention"),
        (state("overdue"), "reviews overdue", "status=overdue", "attention"),
        (count(&is_unpublished), "not published yet", "show=unpublished", "quiet"),
        (orphans, "without a link to them", "show=orphans", "quiet"),
    ];
    let card = |(number, words, query, tone): &(usize, &str, &str, &str)| {
        let tone = if *number == 0 { "well" } else { tone };
        format!("<li class=\"{tone}\"><a href=\"/_haven/?{query}\"><b>{number}</b> {words}</a></li>")
    };
    format!("<ul class=\"cards\">{}</ul>\n", cards.iter().map(card).collect::<String>())
}

/// Whether a page is still being written. With drafts shown, it is shown all the same.
fn is_unpublished(page: &PageState) -> bool {
    page.states.iter().any(|state| matches!(state, State::Draft | State::InReview))
}

fn form(overview: &Overview, query: &Query) -> String {
    let option = |value: &str, words: &str, chosen: &str| {
        let selected = if value == chosen { " selected" } else { "" };
        format!("<option value=\"{}\"{selected}>{}</option>", Escaped(value), Escaped(words))
    };
    let states: BTreeSet<State> = overview.pages.iter().flat_map(|page| page.states.iter().copied()).collect();
    let mut names: Vec<&str> = states.iter().map(|state| state.name()).collect();
    names.dedup();
    let states: String = names.iter().map(|name| option(name, &name.replace('-', " "), &query.state)).collect();
    let owners: BTreeSet<&String> = overview.pages.iter().flat_map(|page| &page.owners).collect();
    let owners: String = owners.iter().map(|name| option(name, name, &query.owner)).collect();
    let shows = [
        ("findings", "with findings"),
        ("orphans", "without links to them"),
        ("unpublished", "not published yet"),
        ("hidden", "not shown"),
    ];
    let shows: String = shows.iter().map(|(value, words)| option(value, words, &query.show)).collect();
    format!(
        "<form class=\"filter\" action=\"/_haven/\" method=\"get\">\n\
         <p><label for=\"q\">Title or address</label><input id=\"q\" name=\"q\" type=\"search\" value=\"{}\"></p>\n\
         <p><label for=\"status\">Status</label><select id=\"status\" name=\"status\"><option value=\"\">any</option>{states}</select></p>\n\
         <p><label for=\"owner\">Owner</label><select id=\"owner\" name=\"owner\"><option value=\"\">anyone</option>{owners}</select></p>\n\
         <p><label for=\"show\">Only pages</label><select id=\"show\" name=\"show\"><option value=\"\">all</option>{shows}</select></p>\n\
         <input type=\"hidden\" name=\"sort\" value=\"{}\"><p><button>Show</button> <a href=\"/_haven/\">Clear</a></p></form>\n",
        Escaped(&query.words),
        Escaped(&query.sort),
    )
}

fn head(query: &Query, name: &str, title: &str) -> String {
    let is_sorted = query.sort == name;
    let sort = match (is_sorted, query.is_descending) {
        (false, _) => "",
        (true, false) => " aria-sort=\"ascending\"",
        (true, true) => " aria-sort=\"descending\"",
    };
    let order = if is_sorted && !query.is_descending { "&order=down" } else { "" };
    let rest = Query {
        is_descending: false,
        sort: name.into(),
        from: 0,
        words: query.words.clone(),
        state: query.state.clone(),
        owner: query.owner.clone(),
        show: query.show.clone(),
    };
    let address = rest.with("", "");
    format!(
        "<th scope=\"col\"{sort}><a href=\"/_haven/?{}{}\">{title}</a></th>",
        Escaped(&address),
        order.replace('&', "&amp;")
    )
}

fn row(page: &PageState, (links_in, links_out): &(usize, usize)) -> String {
    let states: String = page
        .states
        .iter()
        .map(|state| format!("<span class=\"state {}\">{}</span> ", state.name(), Escaped(&state.words())))
        .collect();
    let title = Escaped(&page.title);
    let title = match page.is_shown {
        true => format!("<a href=\"{}\">{title}</a>", Escaped(&page.url)),
        false => title.to_string(),
    };
    let findings = match (page.count(Severity::Error), page.findings.len()) {
        (0, 0) => "–".to_owned(),
        (0, all) => format!("<span class=\"mark warning\">{all}</span>"),
        (errors, all) if errors == all => format!("<span class=\"mark error\">{all}</span>"),
        (errors, all) => {
            format!("<span class=\"mark error\">{errors}</span> <span class=\"mark warning\">{}</span>", all - errors)
        }
    };
    let grade = page.grade().map_or("–".to_owned(), |grade| format!("{grade:.1}"));
    let tone = page.grade().map_or("", |grade| {
        if grade > 12.0 {
            " hard"
        } else if grade > 9.0 {
            " middle"
        } else {
            ""
        }
    });
    format!(
        "<tr><th scope=\"row\">{title}<small>{}</small></th><td>{states}</td><td>{}</td><td>{}</td>\
         <td class=\"number{tone}\">{grade}</td><td class=\"number\">{}</td><td class=\"number\">{findings}</td>\
         <td class=\"number\">{links_in}</td><td class=\"number\">{links_out}</td></tr>\n",
        Escaped(page.file.as_str()),
        Escaped(&page.owners.join(", ")),
        page.review_due.map(|day| day.to_string()).unwrap_or_else(|| "–".into()),
        page.words,
    )
}

fn pager(query: &Query, found: usize) -> String {
    let link = |from: usize, words: &str| {
        format!("<a href=\"/_haven/?{}\">{words}</a> ", Escaped(&query.with("from", &from.to_string())))
    };
    let before = (query.from > 0).then(|| link(query.from.saturating_sub(ROWS), "Those before"));
    let after = (query.from + ROWS < found).then(|| link(query.from + ROWS, "Those after"));
    match (before, after) {
        (None, None) => String::new(),
        (before, after) => {
            format!("<p class=\"pager\">{}{}</p>", before.unwrap_or_default(), after.unwrap_or_default())
        }
    }
}
