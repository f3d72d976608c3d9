//! When pages must be reviewed: a picture of the months to come with a square for each page, and the same as a table.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;

use super::super::overview::{Overview, PageState, State};
use super::{counted, frame};
use crate::render::metadata::Escaped;
use crate::yaml::date::MONTHS;

/// Months in the picture; what is due later is in the table.
const SHOWN: usize = 12;

/// Most squares in a column; a month with more has another one beside it.
const TALL: usize = 10;

const SQUARE: usize = 18;
const COLUMN: usize = 66;

/// A page with the day of its review.
type Due<'a> = (Date, &'a PageState);

/// The page with the calendar.
pub fn calendar(overview: &Overview) -> String {
    let mut due: Vec<Due<'_>> = overview
        .pages
        .iter()
        .filter(|page| !page.states.contains(&State::Archived))
        .filter_map(|page| Some((page.review_due?, page)))
        .collect();
    due.sort_by(|a, b| (a.0, &a.1.url).cmp(&(b.0, &b.1.url)));
    let without = overview.pages.iter().filter(|page| page.review_due.is_none() && !page.is_index).count();
    let overdue = due.iter().filter(|(day, _)| *day < overview.today).count();
    let rows: String = due.iter().map(|(day, page)| row(*day, page, overview.today)).collect();
    let main = format!(
        "<p>{}. Without a day: {}. A square is a page; point at it to see its title.</p>\n\
         <figure class=\"calendar\"><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Calendar\">{}</div></figure>\n\
         <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Reviews\"><table><thead><tr>\
         <th scope=\"col\">Review due</th><th scope=\"col\">Page</th><th scope=\"col\">Owner</th>\
         <th scope=\"col\">In</th></tr></thead>\n<tbody>{rows}</tbody></table></div>",
        match overdue {
            0 => "No review is overdue".to_owned(),
            1 => "1 review is overdue".to_owned(),
            many => format!("{many} reviews are overdue"),
        },
        counted(without, "page"),
        picture(&due, overview.today),
    );
    frame("reviews", &overview.title, &overview.base, "Reviews", &main)
}

fn row(day: Date, page: &PageState, today: Date) -> String {
    let days = today.until(day).map_or(0, |span| span.get_days());
    let (tone, left) = match days {
        ..0 => ("expired", format!("{} ago", counted(days.unsigned_abs() as usize, "day"))),
        0 => ("scheduled", "today".to_owned()),
        _ => ("published", counted(days.unsigned_abs() as usize, "day")),
    };
    format!(
        "<tr><td>{day}</td><th scope=\"row\"><a href=\"{}\">{}</a></th><td>{}</td><td><span class=\"state {tone}\">{left}</span></td></tr>\n",
        Escaped(&page.url),
        Escaped(&page.title),
        Escaped(&page.owners.join(", "))
    )
}

fn picture(due: &[Due<'_>], today: Date) -> String {
    let first = today.first_of_month();
    let month = |number: usize| first.checked_add((number as i64).months()).unwrap_or(first);
    let columns: Vec<(String, Vec<&Due<'_>>)> =
        std::iter::once(("Overdue".to_owned(), due.iter().filter(|(day, _)| *day < today).collect()))
            .chain((0..SHOWN).map(|number| {
                let (start, end) = (month(number).max(today), month(number + 1));
                let pages = due.iter().filter(|(day, _)| *day >= start && *day < end).collect();
                (month_name(month(number), number), pages)
            }))
            .collect();
    let wide = |pages: usize| pages.div_ceil(TALL).max(1);
    // No higher than the fullest month needs.
    let tallest = columns.iter().map(|(_, pages)| pages.len()).max().unwrap_or_default().min(TALL);
    let height = 46 + tallest * SQUARE;
    let mut x = 8;
    let mut drawn = String::new();
    for (number, (name, pages)) in columns.iter().enumerate() {
        let width = (wide(pages.len()) * SQUARE + 14).max(COLUMN);
        let tone = if number == 0 { "overdue" } else { "due" };
        let _ = write!(
            drawn,
            "<g class=\"{tone}\"><line x1=\"{x}\" x2=\"{}\" y1=\"{1}\" y2=\"{1}\"/><text x=\"{x}\" y=\"{2}\">{name}</text>\
             <text class=\"total\" x=\"{x}\" y=\"{3}\">{4}</text>",
            x + width - 10,
            height - 38,
            height - 20,
            height - 4,
            pages.len(),
        );
        for (place, (day, page)) in pages.iter().enumerate() {
            let (left, top) = (x + place / TALL * SQUARE, height - 40 - (place % TALL + 1) * SQUARE);
            let side = SQUARE - 3;
            let _ = write!(
                drawn,
                "<a href=\"{}\" aria-label=\"{day}: {1}\"><rect x=\"{left}\" y=\"{top}\" width=\"{side}\" height=\"{side}\" rx=\"3\"/>\
                 <title>{day}: {1}</title></a>",
                Escaped(&page.url),
                Escaped(&page.title),
            );
        }
        drawn.push_str("</g>\n");
        x += width + if number == 0 { 20 } else { 4 };
    }
    format!(
        "<svg viewBox=\"0 0 {x} {height}\" width=\"{x}\" height=\"{height}\" role=\"group\" aria-label=\"Reviews by month\">\n{drawn}</svg>"
    )
}

fn month_name(month: Date, number: usize) -> String {
    let name = MONTHS[usize::from(month.month().unsigned_abs()) - 1];
    let short: String = name.chars().take(3).collect();
    if number == 0 || month.month() == 1 { format!("{short} {}", month.year()) } else { short }
}
