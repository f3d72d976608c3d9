//! Days as readers of a language write them. A language without a form here gets `2026-11-24`, which is the same for all.

use jiff::civil::Date;

/// A calendar day. Templates get it as `iso` (`2026-11-24`) and `text` (`24 November 2026`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// How it is written.
    form: u8,
}

impl Day {
    /// A day on a page in `language` (`en`, `pt-BR`).
    pub fn new(date: Date, language: &str) -> Self {
        Day { date, form: form_of(language) }
    }

    /// `2026-11-24`, for machines.
    pub fn iso(self) -> String {
        self.date.to_string()
    }

    /// `24 November 2026`, for readers.
    pub fn text(self) -> String {
        let Some(form) = FORMS.get(usize::from(self.form)) else { return self.iso() };
        let month = form.months.split(' ').nth(usize::from(self.date.month().unsigned_abs()) - 1).unwrap_or_default();
        let day = match (form.language, self.date.day()) {
            ("fr", 1) => "1er".to_owned(),
            (_, day) => day.to_string(),
        };
        let year = self.date.year().to_string();
        form.pattern.replace("{d}", &day).replace("{m}", month).replace("{y}", &year)
    }
}

/// How a language writes a day.
struct Form {
    language: &'static str,
    pattern: &'static str,
    /// In the case that stands after the number of the day.
    months: &'static str,
}

/// The form of exactly this language, or of the one that it is a kind of: `de-AT` is written as `de`.
fn form_of(language: &str) -> u8 {
    let base = language.split('-').next().unwrap_or_default();
    let at = |name: &str| FORMS.iter().position(|form| form.language == name);
    at(language).or_else(|| at(base)).map_or(u8::MAX, |at| at as u8)
}

const ENGLISH: &str = "January February March April May June July August September October November December";

static FORMS: &[Form] = &[
    Form { language: "en", pattern: "{d} {m} {y}", months: ENGLISH },
    Form { language: "en-US", pattern: "{m} {d}, {y}", months: ENGLISH },
    Form {
        language: "cy",
        pattern: "{d} {m} {y}",
        months: "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
    },
    Form {
        language: "da",
        pattern: "{d}. {m} {y}",
        months: "januar februar marts april maj juni juli august september oktober november december",
    },
    Form {
        language: "de",
        pattern: "{d}. {m} {y}",
        months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    },
    Form {
        language: "es",
        pattern: "{d} de {m} de {y}",
        months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    },
    Form {
        language: "fr",
        pattern: "{d} {m} {y}",
        months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    },
    Form {
        language: "it",
        pattern: "{d} {m} {y}",
        months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    },
    Form {
        language: "nb",
        pattern: "{d}. {m} {y}",
        months: "januar februar mars april mai juni juli august september oktober november desember",
    },
    Form {
        language: "nl",
        pattern: "{d} {m} {y}",
        months: "januari februari maart april mei juni juli augustus september oktober november december",
    },
    Form {
        language: "pl",
        pattern: "{d} {m} {y}",
        months: "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    },
    Form {
        language: "pt",
        pattern: "{d} de {m} de {y}",
        months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    },
    Form {
        language: "sv",
        pattern: "{d} {m} {y}",
        months: "januari februari mars april maj juni juli augusti september oktober november december",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_its_language_writes_it() {
        for (language, expected) in [
            ("en", "1 November 2026"),
            ("en-GB", "1 November 2026"),
            ("en-US", "November 1, 2026"),
            ("de-AT", "1. November 2026"),
            ("es", "1 de noviembre de 2026"),
            ("fr", "1er novembre 2026"),
            ("pl", "1 listopada 2026"),
            ("xx", "2026-11-01"),
        ] {
            assert_eq!(Day::new(jiff::civil::date(2026, 11, 1), language).text(), expected, "{language}");
        }
        assert!(FORMS.iter().all(|form| form.months.split(' ').count() == 12));
    }
}
