//! Text to the part of an address that a reader can say aloud: for anchors, topics and file names. It must never leave
//! its folder, never be empty and never depend on anything but the text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Bytes that a slug has at most: file systems take 255 a name, and an address should fit on a line.
const LONGEST: usize = 120;

/// The slug of `text`: in lower case and NFC, with the letters, digits and marks of any script kept, an apostrophe
/// inside a word left out (`can’t` is `cant`), and everything else made one `-`. Never empty (`section` stands in), at
/// most 120 bytes, never `.`, `..` or with a `/`.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let folded: String;
    let characters = if text.is_ascii() {
        text
    } else {
        folded = text.to_lowercase().nfc().collect();
        &folded
    };
    let mut gap = false;
    for character in characters.chars() {
        if character.is_alphanumeric() || is_combining_mark(character) {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.push(character.to_ascii_lowercase());
        } else if !matches!(character, '\'' | '’') {
            gap = true;
        }
        if slug.len() > LONGEST {
            break;
        }
    }
    while slug.len() > LONGEST || slug.ends_with('-') {
        slug.pop();
    }
    if slug.is_empty() { "section".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_any_script_stay_and_the_rest_is_one_hyphen() {
        for (text, expected) in [
            ("The seven steps", "the-seven-steps"),
            ("  What — if anything — helps?  ", "what-if-anything-helps"),
            ("What CBT can't do", "what-cbt-cant-do"),
            ("What CBT can’t do", "what-cbt-cant-do"),
            ("Step 1: notice", "step-1-notice"),
            ("Ängste & Bindung", "ängste-bindung"),
            ("E\u{301}tat", "état"),
            ("不安型依恋", "不安型依恋"),
            ("चिंता और लगाव", "चिंता-और-लगाव"),
            ("../../etc/passwd", "etc-passwd"),
            ("..", "section"),
            ("", "section"),
            ("🙂", "section"),
            ("a_b.c", "a-b-c"),
        ] {
            assert_eq!(slug(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_slug_fits_in_a_file_name() {
        let slug = slug(&"ä-".repeat(500));
        assert!(slug.len() <= LONGEST && slug.ends_with('ä'), "{slug}");
    }
}
