//! How many words a reader reads. Words of scripts with spaces are counted by their spaces; each Chinese, Japanese or
//! Korean ideograph counts as one, as word processors do.

/// A count that goes on from text to text, so that `foo*bar*` is one word.
#[derive(Default)]
pub(super) struct Words {
    count: u32,
    is_inside: bool,
}

impl Words {
    /// Counts on over `text`.
    pub fn add(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return };
        if !text.is_ascii() {
            return self.add_characters(text);
        }
        // Neighbours side by side and few enough to be counted in a byte, so that the compiler compares sixteen at once:
        // one by one they were 3 % of a build.
        let pairs = bytes.chunks(128).zip(bytes[1..].chunks(128));
        let starts = pairs.map(|(before, here)| {
            let starts = before.iter().zip(here).map(|(before, here)| u8::from(is_space(*before) & !is_space(*here)));
            u32::from(starts.sum::<u8>())
        });
        self.count += starts.sum::<u32>() + u32::from(!self.is_inside & !is_space(*first));
        self.is_inside = !is_space(*last);
    }

    /// A word ends here: the end of a line or a block.
    pub fn pause(&mut self) {
        self.is_inside = false;
    }

    /// Words so far.
    pub fn count(&self) -> u32 {
        self.count
    }

    fn add_characters(&mut self, text: &str) {
        for character in text.chars() {
            if is_ideograph(character) {
                self.count += 1;
                self.is_inside = false;
            } else if character.is_whitespace() {
                self.is_inside = false;
            } else if !self.is_inside {
                // Punctuation between ideographs is no word, but a dash between spaces is hardly worth the look.
                self.is_inside = character.is_alphanumeric() || character.is_ascii();
                self.count += u32::from(self.is_inside);
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    byte <= b' '
}

fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_across_texts_and_scripts() {
        for (texts, expected) in [
            (&["one two  three"][..], 3),
            (&["foo", "bar"], 1),
            (&["foo ", "bar"], 2),
            (&["foo", " bar"], 2),
            (&["don", "’", "t"], 1),
            (&["不安型依恋"], 5),
            (&["CBT对不安"], 4),
            (&["Ängste — Bindung"], 2),
            (&["", " ", "\n"], 0),
        ] {
            let mut words = Words::default();
            texts.iter().for_each(|text| words.add(text));
            assert_eq!(words.count(), expected, "{texts:?}");
        }
    }
}
