//! The site as a picture: pages around a circle, section by section, and a line for every link between their texts.
//! Lines bend towards the middle, so that many links between two sections look like one strand (hierarchical edge
//! bundling, Holten 2006, with one level). A large site is drawn with its sections as the points.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::fmt::Write;

use super::super::overview::Overview;
use super::{counted, frame};
use crate::render::metadata::Escaped;

/// More points than this are dust: sections are drawn instead.
const MOST: usize = 400;

/// Beyond this many, names are shown only of the point under the pointer.
const NAMED: usize = 110;

/// The side of the square picture, and the circle in it.
const SIDE: f64 = 1200.0;
const RADIUS: f64 = 330.0;

/// Colours of sections; after that they begin again.
const COLOURS: usize = 8;

/// A point on the circle.
struct Point {
    title: String,
    url: String,
    /// Which section, from 0.
    section: usize,
    links_in: usize,
    /// Nothing links to it.
    is_orphan: bool,
    angle: f64,
}

/// The page with the map.
pub fn map(overview: &Overview) -> String {
    let shown: Vec<usize> = (0..overview.pages.len()).filter(|page| overview.pages[*page].is_shown).collect();
    let mut names: Vec<&str> = shown.iter().map(|page| overview.pages[*page].section.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let (mut points, links) = match shown.len() > MOST {
        true => sections(overview, &shown, &names),
        false => single_pages(overview, &shown, &names),
    };
    place(&mut points);
    let orphans: Vec<&Point> = points.iter().filter(|point| point.is_orphan).collect();
    let legend: String = names
        .iter()
        .enumerate()
        .map(|(section, name)| {
            format!("<li><i class=\"dot s{}\"></i>{}</li>", section % COLOURS, Escaped(section_name(name)))
        })
        .collect();
    let orphan_list: String = orphans
        .iter()
        .map(|point| format!("<li><a href=\"{}\">{}</a></li>", Escaped(&point.url), Escaped(&point.title)))
        .collect();
    let alone = match orphans.is_empty() {
        true => "<p>Every page is linked to from the text of another.</p>".to_owned(),
        false => format!(
            "<p>No text links to {}:</p><ul class=\"columns\">{orphan_list}</ul>",
            counted(orphans.len(), "page")
        ),
    };
    let main = format!(
        "<p>Each point is a page, larger the more pages link to it; each line is a link in a text. Point at a page, or \
         move to it with the Tab key, to see its own links.</p>\n<figure class=\"map\">{}\n\
         <figcaption><ul class=\"legend\">{legend}<li><i class=\"dot ring\"></i>no link leads here</li></ul></figcaption>\
         </figure>\n<h2>Pages without a link to them</h2>\n{alone}",
        picture(&points, &links)
    );
    frame("map", &overview.title, &overview.base, "Map of the site", &main)
}

fn section_name(name: &str) -> &str {
    if name.is_empty() { "top of the site" } else { name }
}

fn single_pages(overview: &Overview, shown: &[usize], names: &[&str]) -> (Vec<Point>, BTreeMap<(usize, usize), usize>) {
    let degrees = overview.degrees();
    let mut order = shown.to_vec();
    order.sort_by_key(|page| (&overview.pages[*page].section, &overview.pages[*page].url));
    let at: BTreeMap<usize, usize> = order.iter().enumerate().map(|(point, page)| (*page, point)).collect();
    let points = order
        .iter()
        .map(|page| {
            let state = &overview.pages[*page];
            Point {
                title: state.title.clone(),
                url: state.url.clone(),
                section: names.binary_search(&state.section.as_str()).unwrap_or(0),
                links_in: degrees[*page].0,
                is_orphan: degrees[*page].0 == 0 && !state.is_index,
                angle: 0.0,
            }
        })
        .collect();
    let links = overview.links.iter().filter_map(|(from, to)| Some(((*at.get(from)?, *at.get(to)?), 1)));
    (points, links.collect())
}

fn sections(overview: &Overview, shown: &[usize], names: &[&str]) -> (Vec<Point>, BTreeMap<(usize, usize), usize>) {
    let section = |page: usize| names.binary_search(&overview.pages[page].section.as_str()).unwrap_or(0);
    let mut sizes = vec![0; names.len()];
    shown.iter().for_each(|page| sizes[section(*page)] += 1);
    let mut links = BTreeMap::new();
    for (from, to) in
        overview.links.iter().map(|(from, to)| (section(*from), section(*to))).filter(|(from, to)| from != to)
    {
        *links.entry((from, to)).or_insert(0) += 1;
    }
    let points = names
        .iter()
        .zip(sizes)
        .enumerate()
        .map(|(section, (name, size))| Point {
            title: format!("{} ({})", section_name(name), counted(size, "page")),
            url: format!("{}{name}", overview.base),
            section,
            links_in: size / 4,
            is_orphan: false,
            angle: 0.0,
        })
        .collect();
    (points, links)
}

/// Spreads the points around the circle, with a gap between sections.
fn place(points: &mut [Point]) {
    let gaps = points.windows(2).filter(|pair| pair[0].section != pair[1].section).count() + 1;
    let step = TAU / (points.len() as f64 + 1.5 * gaps as f64);
    let mut angle = -TAU / 4.0;
    let mut section = points.first().map_or(0, |point| point.section);
    for point in points {
        angle += if point.section == section { step } else { 2.5 * step };
        section = point.section;
        point.angle = angle;
    }
}

fn picture(points: &[Point], links: &BTreeMap<(usize, usize), usize>) -> String {
    let names = if points.len() > NAMED { "crowded" } else { "named" };
    let label = format!("{} and {} between them", counted(points.len(), "point"), counted(links.len(), "link"));
    let mut svg =
        format!("<svg viewBox=\"0 0 {SIDE} {SIDE}\" role=\"group\" aria-label=\"{label}\" class=\"{names}\">\n");
    for (number, point) in points.iter().enumerate() {
        let _ = write!(
            svg,
            "<g class=\"point s{}{}\">",
            point.section % COLOURS,
            if point.is_orphan { " orphan" } else { "" }
        );
        for ((from, to), weight) in links.range((number, 0)..(number + 1, 0)) {
            let width = (*weight as f64).sqrt().min(9.0);
            let _ = write!(svg, "<path d=\"{}\" stroke-width=\"{width:.1}\"/>", curve(&points[*from], &points[*to]));
        }
        let (x, y) = on_circle(point.angle, RADIUS);
        let size = 3.5 + 1.5 * (point.links_in as f64).sqrt().min(8.0);
        let (title, url) = (Escaped(&point.title), Escaped(&point.url));
        let _ = writeln!(
            svg,
            "<a href=\"{url}\" aria-label=\"{title}\"><circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{size:.1}\"/>{}</a></g>",
            name(point, size)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// The name of a point, written outwards, and never upside down.
fn name(point: &Point, size: f64) -> String {
    let (x, y) = on_circle(point.angle, RADIUS + size + 7.0);
    let is_left = point.angle.cos() < 0.0;
    let turn = point.angle.to_degrees() + if is_left { 180.0 } else { 0.0 };
    let anchor = if is_left { "end" } else { "start" };
    // Whole words and nothing in half a parenthesis: whoever says what they read must be understood.
    let (title, more) = match point.title.char_indices().nth(38) {
        Some((end, _)) => {
            let words = point.title[..end].rsplit_once(' ').map_or("", |(words, _)| words);
            (words.split(" (").next().unwrap_or_default(), "…")
        }
        None => (point.title.as_str(), ""),
    };
    format!(
        "<text aria-hidden=\"true\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" transform=\"rotate({turn:.1} {x:.1} {y:.1})\">{}{more}</text>",
        Escaped(title)
    )
}

fn curve(from: &Point, to: &Point) -> String {
    let middle = SIDE / 2.0;
    let ((x1, y1), (x2, y2)) = (on_circle(from.angle, RADIUS - 4.0), on_circle(to.angle, RADIUS - 4.0));
    // Neighbours meet near the rim, others near the middle.
    let pull = 0.35;
    let (cx, cy) = (middle + ((x1 + x2) / 2.0 - middle) * pull, middle + ((y1 + y2) / 2.0 - middle) * pull);
    format!("M{x1:.1} {y1:.1}Q{cx:.1} {cy:.1} {x2:.1} {y2:.1}")
}

fn on_circle(angle: f64, radius: f64) -> (f64, f64) {
    (SIDE / 2.0 + radius * angle.cos(), SIDE / 2.0 + radius * angle.sin())
}
