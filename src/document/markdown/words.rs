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
        // Eight bytes at a time, each of which tells in its highest bit whether it is part of a word: one by one they were
        // 3 % of a build, and compared with their neighbours in vectors, which a line of text hardly fills, still half of that.
        let (chunks, rest) = text.as_bytes().as_chunks();
        let mut last = [b' '; 8];
        last[..rest.len()].copy_from_slice(rest);
        let (mut count, mut before, mut seen) = (self.count, if self.is_inside { 0x80 } else { 0 }, 0);
        let mut look = |chunk: &[u8; 8]| {
            let bytes = u64::from_le_bytes(*chunk);
            seen |= bytes;
            // From `!` on, the one behind the space, the sum reaches the highest bit.
            let inside = bytes.wrapping_add((0x80 - 0x21) * EACH) & HIGHEST;
            let starts = inside & !(inside << 8 | before);
            count += ((starts >> 7).wrapping_mul(EACH) >> 56) as u32;
            before = inside >> 56;
        };
        chunks.iter().for_each(&mut look);
        if !rest.is_empty() {
            look(&last);
        }
        if seen & HIGHEST != 0 {
            return self.add_characters(text);
        }
        self.count = count;
        self.is_inside = text.as_bytes().last().map_or(self.is_inside, |last| *last > b' ');
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

/// One in each of eight bytes.
const EACH: u64 = u64::from_le_bytes([1; 8]);

/// The highest bit of each of eight bytes.
const HIGHEST: u64 = 0x80 * EACH;

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
            (&["seven77 eight888 a b c d e f g h i", "j k"], 12),
            (&["eight888", "", "eight888 \u{1}\t!", "!"], 2),
        ] {
            let mut words = Words::default();
            texts.iter().for_each(|text| words.add(text));
            assert_eq!(words.count(), expected, "{texts:?}");
        }
    }
}
