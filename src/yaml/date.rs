//! Calendar days as authors write them. Only `2026-11-24` is accepted; the other common ways are understood just well
//! enough to say what to write instead.

use jiff::civil::Date;

/// A day written as `YYYY-MM-DD`, when there is such a day.
pub fn day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Option<i16> {
        let part = bytes.get(range)?;
        part.iter()
            .all(u8::is_ascii_digit)
            .then(|| part.iter().fold(0, |sum, digit| sum * 10 + i16::from(digit - b'0')))
    };
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    Date::new(digits(0..4)?, digits(5..7)? as i8, digits(8..10)? as i8).ok()
}

/// What to write instead of `text`, as a help sentence.
pub(super) fn advice(text: &str) -> String {
    match understand(text) {
        Meaning::Day(date) => format!("Write it as year-month-day: `{date}`."),
        Meaning::Either(day_first, month_first) => {
            format!(
                "Write it as year-month-day: `{day_first}` for {}, or `{month_first}` for {}.",
                spoken(day_first),
                spoken(month_first)
            )
        }
        Meaning::NoSuchDay(year, month) => {
            let last = Date::new(year, month, 1).map_or(31, Date::days_in_month);
            format!("{} {year} has {last} days.", MONTHS[month as usize - 1])
        }
        Meaning::NoSuchMonth => "The month, in the middle, goes from 01 to 12.".to_owned(),
        Meaning::Unknown => "Write it as year-month-day, such as `2026-11-24`.".to_owned(),
    }
}

/// The months in English, from January.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

enum Meaning {
    Day(Date),
    /// Day first, or month first: both are possible.
    Either(Date, Date),
    NoSuchDay(i16, i8),
    NoSuchMonth,
    Unknown,
}

fn understand(text: &str) -> Meaning {
    let mut numbers: Vec<i16> = Vec::new();
    let mut month = None;
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words.take(3) {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        // `24T10:00` ends the day at the T; `1st` and `24th` lose their ending.
        let digits = digits.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        match digits.parse() {
            Ok(number) => numbers.push(number),
            Err(_) => month = month_called(word).or(month),
        }
    }
    match (numbers.as_slice(), month) {
        ([compact], None) if text.len() == 8 => from_ymd(compact / 10_000, compact / 100 % 100, compact % 100),
        ([year, month, day], None) if *year > 31 => from_ymd(*year, *month, *day),
        ([first, second, year], None) if *year > 31 => {
            match (date(*year, *second, *first), date(*year, *first, *second)) {
                (Some(day_first), Some(month_first)) if day_first != month_first => {
                    Meaning::Either(day_first, month_first)
                }
                (Some(date), _) | (None, Some(date)) => Meaning::Day(date),
                (None, None) => Meaning::Unknown,
            }
        }
        ([day, year], Some(month)) if *year > 31 => from_ymd(*year, month, *day),
        _ => Meaning::Unknown,
    }
}

fn from_ymd(year: i16, month: i16, day: i16) -> Meaning {
    match date(year, month, day) {
        Some(date) => Meaning::Day(date),
        None if !(1..=12).contains(&month) => Meaning::NoSuchMonth,
        None if (1000..=9999).contains(&year) => Meaning::NoSuchDay(year, month as i8),
        None => Meaning::Unknown,
    }
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    if !(1000..=9999).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn month_called(word: &str) -> Option<i16> {
    let word = word.to_lowercase();
    if word.len() < 3 {
        return None;
    }
    let found = MONTHS.iter().position(|month| month.to_lowercase().starts_with(&word));
    found.map(|index| index as i16 + 1)
}

fn spoken(date: Date) -> String {
    format!("{} {} {}", date.day(), MONTHS[date.month() as usize - 1], date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(advice(text), expected, "{text:?}");
    }

    #[test]
    fn only_a_real_day_in_iso_form_is_a_day() {
        assert_eq!(day("2024-02-29").unwrap().to_string(), "2024-02-29");
        for text in
            ["2026-02-29", "2026-13-01", "2026-1-1", "2026-01-01T00:00", "", "20260101", "２０２６-01-01", "-026-01-01"]
        {
            assert_eq!(day(text), None, "{text:?}");
        }
    }

    #[test]
    fn advice_names_the_day_that_was_meant() {
        check("24/11/2026", "Write it as year-month-day: `2026-11-24`.");
        check("11/24/2026", "Write it as year-month-day: `2026-11-24`.");
        check("5.5.2026", "Write it as year-month-day: `2026-05-05`.");
        check("2026-11-24 10:30", "Write it as year-month-day: `2026-11-24`.");
        check("2026-11-24T10:30:00Z", "Write it as year-month-day: `2026-11-24`.");
        check("2026/3/1", "Write it as year-month-day: `2026-03-01`.");
        check("1 March 2026", "Write it as year-month-day: `2026-03-01`.");
        check("March 1st, 2026", "Write it as year-month-day: `2026-03-01`.");
        check("24th Sept 2026", "Write it as year-month-day: `2026-09-24`.");
        check("5/6/2026", "Write it as year-month-day: `2026-06-05` for 5 June 2026, or `2026-05-06` for 6 May 2026.");
        check("2026-02-30", "February 2026 has 28 days.");
        check("2026-13-01", "The month, in the middle, goes from 01 to 12.");
        check("soon", "Write it as year-month-day, such as `2026-11-24`.");
        check("2026", "Write it as year-month-day, such as `2026-11-24`.");
        check("", "Write it as year-month-day, such as `2026-11-24`.");
    }
}
