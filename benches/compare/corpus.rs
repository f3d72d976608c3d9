//! A made-up site of any size, the same on every machine: articles of about 900 words with 6 to 8 headings, lists, tables,
//! footnotes, three links each and 5 to 10 of 200 topics, in sections of 100 pages. Words are invented and as unequally
//! common as in a real text (Zipf–Mandelbrot), because a search index lives on that.
//!
//! Page `i` has the same text whatever the number of pages; only what it links to depends on it.

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

use fastrand::Rng;

/// Words of the language.
const WORDS: usize = 20_000;
/// Topics of the site.
const TOPICS: usize = 200;
/// Pages of a section.
const SECTION: usize = 100;
/// Sections of an area.
const AREA: usize = 10;
/// The words that come first in the order of frequency.
const COMMON: &str = "the of and to a in that it for you with as on be this was have or by not they your from at but can when \
    an which what their people we more will about some if there how one all has who many also time into than them other so \
    most feel out up her his would been its were only no help she he make between over after even where because way while";
const SUBJECTS: &str = "anxiety sleep mood stress therapy worry habit routine trust anger grief memory attention family school \
    friend support panic breathing comfort distance closeness conflict repair partner boundary feeling thought";

/// For which generator the site is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// haven, with the theme `benches/themes/plain`.
    Haven,
    /// The same with a search index.
    HavenIndex,
    /// haven with its own theme and the search index.
    HavenSearch,
    /// Hugo, with the theme `benches/themes/hugo`.
    Hugo,
}

/// Areas in the menu on each page. A menu of all would make each page of a larger site larger.
const MENU: usize = 8;

/// The language and the topics of the site.
pub struct Corpus {
    pages: usize,
    words: Vec<String>,
    /// Running sums of the words' weights.
    sums: Vec<f64>,
    topics: Vec<String>,
}

struct Article {
    title: String,
    slug: String,
    summary: String,
    day: String,
    topics: Vec<String>,
}

impl Corpus {
    /// A site of `pages` articles.
    pub fn new(pages: usize) -> Self {
        let mut rng = Rng::with_seed(2026);
        let mut words: Vec<String> = COMMON.split(' ').chain(SUBJECTS.split(' ')).map(str::to_owned).collect();
        words.retain(|word| !word.is_empty());
        let mut known: std::collections::HashSet<String> = words.iter().cloned().collect();
        while words.len() < WORDS {
            let word = invented(&mut rng);
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let weigh = |rank: usize| {
            sum += (rank as f64 + 2.2).powf(-1.08);
            sum
        };
        let sums = (0..WORDS).map(weigh).collect();
        let subjects: Vec<&str> = SUBJECTS.split_whitespace().collect();
        let mut topics = Vec::new();
        while topics.len() < TOPICS {
            let topic = format!("{} {}", subjects[rng.usize(..subjects.len())], words[150 + rng.usize(..600)]);
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        Corpus { pages, words, sums, topics }
    }

    /// Writes the site into the new folder `out`, with the themes of `themes`.
    pub fn write(&self, out: &Path, dialect: Dialect, themes: &Path) -> io::Result<()> {
        let content = out.join("content");
        let index = if dialect == Dialect::Hugo { "_index.md" } else { "index.md" };
        let page = |path: String, title: &str| {
            put(
                &content.join(path).join(index),
                &format!("---\ntitle: \"{title}\"\nsummary: \"{title}.\"\n---\n\nWelcome.\n"),
            )
        };
        page(String::new(), "Bench site")?;
        let sections = self.pages.div_ceil(SECTION);
        for area in 0..sections.div_ceil(AREA) {
            page(format!("area-{area:03}"), &format!("Area {area}"))?;
        }
        for section in 0..sections {
            page(section_folder(section), &format!("Unit {section}"))?;
        }
        for number in 0..self.pages {
            put(&content.join(format!("{}.md", self.path(number))), &self.page(number, dialect))?;
        }
        match dialect {
            Dialect::Haven | Dialect::HavenIndex | Dialect::HavenSearch => {
                let options = match dialect {
                    Dialect::Haven => "",
                    Dialect::HavenSearch => "options: { search: true, urgent_url: \"\" }\n",
                    _ => "options: { search: true }\n",
                };
                if dialect == Dialect::HavenSearch {
                    // Its theme links to a page to search on, and to none of urgent help.
                    let page = "---\ntitle: Search\nlayout: search\nunlisted: true\n---\n";
                    put(&content.join("search.md"), page)?;
                }
                let mut settings =
                    "title: Bench site\nbase_url: https://example.org/\nlanguage: en\npaginate: 0\nmenus:\n  header:\n"
                        .to_owned();
                for area in self.menu() {
                    let _ = writeln!(settings, "    - {{ page: area-{area:03}/index.md }}");
                }
                let theme = if dialect == Dialect::HavenSearch { "haven" } else { "plain" };
                put(&out.join("site.yaml"), &format!("{settings}theme: {theme}\n{options}"))?;
                copy(&themes.join("plain"), &out.join("themes/plain"))
            }
            Dialect::Hugo => {
                copy(&themes.join("hugo"), out)?;
                let menu = self
                    .menu()
                    .map(|area| format!("[[params.nav]]\nname = \"Area {area}\"\nurl = \"/area-{area:03}/\"\n"));
                let settings = fs::read_to_string(out.join("hugo.toml"))?;
                put(&out.join("hugo.toml"), &(settings + &menu.collect::<String>()))
            }
        }
    }

    /// The path of a page below `content/`, without its extension.
    pub fn path(&self, number: usize) -> String {
        format!("{}/{}", section_folder(number / SECTION), self.article(number).slug)
    }

    fn article(&self, number: usize) -> Article {
        let mut rng = Rng::with_seed(number as u64 * 2 + 1);
        let first = &self.words[80 + rng.usize(..3000)];
        let second = &self.words[150 + rng.usize(..6000)];
        let patterns =
            ["Understanding {} and {}", "How {} affects {}", "Living with {} and {}", "What helps with {} in {}"];
        let title = patterns[rng.usize(..patterns.len())].replacen("{}", first, 1).replacen("{}", second, 1);
        let mut topics: Vec<String> = Vec::new();
        while topics.len() < 5 + number % 6 {
            // The first topics are the most common ones.
            let topic = &self.topics[(rng.f64() * rng.f64() * TOPICS as f64) as usize];
            if !topics.contains(topic) {
                topics.push(topic.clone());
            }
        }
        let (year, month, day) = (2012 + number / 336 % 14, 1 + number / 28 % 12, 1 + number % 28);
        Article {
            slug: format!("{first}-{second}-{number:06}"),
            summary: self.sentence(&mut rng, 14, false),
            day: format!("{year}-{month:02}-{day:02}"),
            title,
            topics,
        }
    }

    /// The areas that the menu has.
    fn menu(&self) -> std::ops::Range<usize> {
        0..self.pages.div_ceil(SECTION).div_ceil(AREA).min(MENU)
    }

    fn page(&self, number: usize, dialect: Dialect) -> String {
        let Article { title, summary, day, topics, .. } = self.article(number);
        let topics = topics.iter().map(|topic| format!("\"{topic}\"")).collect::<Vec<_>>().join(", ");
        let mut text = match dialect {
            Dialect::Haven | Dialect::HavenIndex | Dialect::HavenSearch => {
                format!(
                    "---\ntitle: \"{title}\"\nsummary: \"{summary}\"\npublished: {day}\ntopics: [{topics}]\n---\n\n"
                )
            }
            Dialect::Hugo => {
                format!("---\ntitle: \"{title}\"\ndescription: \"{summary}\"\ndate: {day}\ntopics: [{topics}]\n---\n\n")
            }
        };
        let mut rng = Rng::with_seed(number as u64 * 2);
        let headings = 6 + rng.usize(..3);
        let _ = write!(text, "{}\n\n", self.paragraph(&mut rng, 4));
        for heading in 0..headings {
            let level = if heading > 0 && rng.f64() < 0.35 { "###" } else { "##" };
            let words = 3 + rng.usize(..4);
            let _ = write!(text, "{level} {}\n\n", self.sentence(&mut rng, words, false).trim_end_matches('.'));
            text.push_str(&self.paragraph(&mut rng, 4 + heading % 4));
            if heading % 2 == 0 && heading < 6 {
                let target = (number * 7919 + heading * 104_729 + 1) % self.pages;
                let path = self.path(target);
                let address = if dialect == Dialect::Hugo { format!("/{path}.md") } else { format!("../../{path}.md") };
                let _ = write!(text, " See [{}]({address}) for more.", self.article(target).title);
            }
            if heading == 1 && number.is_multiple_of(3) {
                text.push_str("[^1]");
            }
            text.push_str("\n\n");
            match heading {
                2 => self.list(&mut rng, "- ", &mut text),
                4 => self.list(&mut rng, "1. ", &mut text),
                3 => text.push_str(&format!("> {}\n\n", self.paragraph(&mut rng, 2))),
                5 if number.is_multiple_of(5) => self.table(&mut rng, &mut text),
                _ => text.push_str(&format!("{}\n\n", self.paragraph(&mut rng, 3))),
            }
        }
        if number.is_multiple_of(3) {
            let _ = writeln!(text, "[^1]: {}", self.sentence(&mut rng, 12, false));
        }
        text
    }

    fn list(&self, rng: &mut Rng, mark: &str, text: &mut String) {
        for _ in 0..4 {
            let _ = writeln!(text, "{mark}{}", self.sentence(rng, 9, true));
        }
        text.push('\n');
    }

    fn table(&self, rng: &mut Rng, text: &mut String) {
        let row = |rng: &mut Rng| format!("| {} | {} | {} |\n", self.word(rng), self.word(rng), self.word(rng));
        text.push_str(&row(rng));
        text.push_str("| --- | --- | --- |\n");
        (0..4).for_each(|_| text.push_str(&row(rng)));
        text.push('\n');
    }

    fn paragraph(&self, rng: &mut Rng, sentences: usize) -> String {
        let sentence = |rng: &mut Rng| {
            let words = 7 + rng.usize(..15);
            self.sentence(rng, words, true)
        };
        (0..sentences).map(|_| sentence(rng)).collect::<Vec<_>>().join(" ")
    }

    fn sentence(&self, rng: &mut Rng, words: usize, marked: bool) -> String {
        let mut sentence = String::new();
        for place in 0..words {
            let word = self.word(rng);
            let word = match place {
                0 => word[..1].to_uppercase() + &word[1..],
                3 if marked && rng.u8(..5) == 0 => format!("**{word}**"),
                5 if marked && rng.u8(..5) == 0 => format!("*{word}*"),
                _ => word.to_owned(),
            };
            let _ = write!(sentence, "{}{word}", if place == 0 { "" } else { " " });
        }
        sentence + "."
    }

    fn word(&self, rng: &mut Rng) -> &str {
        let at = rng.f64() * self.sums[WORDS - 1];
        &self.words[self.sums.partition_point(|sum| *sum < at).min(WORDS - 1)]
    }
}

fn section_folder(section: usize) -> String {
    format!("area-{:03}/unit-{section:04}", section / AREA)
}

fn invented(rng: &mut Rng) -> String {
    const STARTS: [&str; 20] =
        ["b", "br", "c", "ch", "d", "f", "fl", "g", "h", "j", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "w"];
    const MIDDLES: [&str; 10] = ["a", "e", "i", "o", "u", "ai", "ea", "oo", "ou", "ie"];
    const ENDS: [&str; 12] = ["", "", "n", "l", "r", "st", "nd", "ing", "ed", "ness", "ly", "er"];
    let syllables = 1 + rng.usize(..3);
    let mut word = String::new();
    for _ in 0..syllables {
        word.push_str(STARTS[rng.usize(..STARTS.len())]);
        word.push_str(MIDDLES[rng.usize(..MIDDLES.len())]);
    }
    word + ENDS[rng.usize(..ENDS.len())]
}

/// Writes a file and the folders above it.
pub fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
