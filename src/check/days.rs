//! The days of a page: whether they can be true, and whether its review is due.

use jiff::civil::Date;

use super::say;
use crate::diagnostic::Diagnostic;
use crate::document::front_matter::FrontMatter;
use crate::source::SourcePath;

crate::codes! {
    /// # A day that has not come
    ///
    /// What a page says of the past lies in the future: the day on which it was reviewed, published or changed, or on which
    /// a row was checked. Readers see these days and trust them.
    ///
    /// Correct the day. A page that shall appear later says so with `publish_on`.
    FUTURE_DAY: Error = "future-day";

    /// # Days in the wrong order
    ///
    /// A page is published before it is changed, reviewed before its next review is due, and there before it is gone. Two
    /// days of this page contradict that, so one of them is wrong.
    DAY_ORDER: Error = "day-order";

    /// # A review that is overdue
    ///
    /// The page promises on itself that it would be reviewed by a day that has passed. Have somebody read all of it, then
    /// set `reviewed_on` and the next `review_due`; do not move the day alone.
    ///
    /// `haven report` lists every page with its days; `haven check --as-of 2027-01-01` shows what will be due by then.
    REVIEW_OVERDUE: Warning = "review-overdue";
}

/// What is wrong with the days of a page.
pub(super) fn page(path: &SourcePath, front: &FrontMatter, today: Date, diagnostics: &mut Vec<Diagnostic>) {
    let past = [("published", front.published), ("updated", front.updated), ("reviewed_on", front.reviewed_on)];
    for (name, day) in past {
        if let Some(day) = day.filter(|day| *day > today) {
            let message = format!("`{name}` is {day}, which has not come yet");
            let help = "Write the day on which it happened. `publish_on` is for a page that shall appear later.";
            say(diagnostics, &FUTURE_DAY, (path, name), message, help);
        }
    }
    order(path, front, diagnostics);
    if let Some(due) = front.review_due.filter(|due| *due < today) {
        let message = format!("this page was to be reviewed by {due}");
        let help = "Have it reviewed as a whole, then set `reviewed_on` and the next `review_due`.";
        say(diagnostics, &REVIEW_OVERDUE, (path, "review_due"), message, help);
    }
}

/// Says which days of a page contradict each other.
pub(super) fn order(path: &SourcePath, front: &FrontMatter, diagnostics: &mut Vec<Diagnostic>) {
    let pairs = [
        ("published", front.published, "updated", front.updated, "a page is changed after it was published"),
        ("reviewed_on", front.reviewed_on, "review_due", front.review_due, "the next review comes after the last"),
        ("publish_on", front.publish_on, "expires_on", front.expires_on, "a page is there before it is gone"),
    ];
    for (first, before, second, after, why) in pairs {
        let (Some(before), Some(after)) = (before, after) else { continue };
        // A page may change on the day on which it appears, and be there for no day at all only by mistake.
        if after < before || (after == before && first != "published") {
            let message = format!("`{second}` is {after} and `{first}` {before}, but {why}");
            say(diagnostics, &DAY_ORDER, (path, second), message, "Correct one of the two days.");
        }
    }
}
