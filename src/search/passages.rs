//! A page's text as passages: a sentence, or a few short ones, of one section. Results show the passages in which the
//! words that were asked for stand. They are cut by what stands in the text alone, so that an edit moves few cuts.

/// The passages of a page. The first are those of its summary, and there is always one.
#[derive(Clone, Debug, Default)]
pub struct Passages {
    text: String,
    /// Where each ends, and its section; `SUMMARY` for the summary.
    ends: Vec<(u32, u16)>,
}

/// The section of a summary's passages.
pub const SUMMARY: u16 = u16::MAX;

/// A passage shorter than this goes on with the next sentence; in bytes.
const SHORT: usize = 45;
/// A sentence longer than this is cut between words.
const LONG: usize = 110;

impl Passages {
    /// None yet, with room for texts of so many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Passages { text: String::with_capacity(bytes), ends: Vec::with_capacity(bytes / SHORT + 1) }
    }

    /// Cuts `text`, which belongs to `section`, and hands each passage with its number to `each`. A text without a word
    /// is one empty passage.
    pub fn push(&mut self, text: &str, section: u16, each: &mut impl FnMut(&str, u16)) {
        let mut rest = text;
        loop {
            let (passage, behind) = rest.split_at(end(rest));
            let passage = passage.trim_end();
            let number = self.ends.len().min(usize::from(u16::MAX - 1)) as u16;
            each(passage, number);
            if self.ends.len() == usize::from(number) {
                self.text.push_str(passage);
                self.ends.push((self.text.len() as u32, section));
            }
            rest = behind;
            if rest.is_empty() {
                return;
            }
        }
    }

    /// How many there are so far.
    pub fn count(&self) -> u16 {
        self.ends.len() as u16
    }

    /// The section of a passage.
    pub fn section(&self, number: u16) -> u16 {
        self.ends.get(usize::from(number)).map_or(SUMMARY, |(_, section)| *section)
    }

    /// The text of a passage.
    pub fn text(&self, number: u16) -> &str {
        let number = usize::from(number);
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before].0);
        &self.text[start as usize..self.ends[number].0 as usize]
    }

    /// Lets go of what was kept in reserve.
    pub fn shrink(&mut self) {
        self.ends.shrink_to_fit();
    }
}

/// Where the first passage of `text` ends. Byte by byte, for letters are nearly all there is; nothing but a place between
/// words is looked at twice. No passage ends before `SHORT`, and a letter or digit closes no sentence, so what stands before the
/// last of them there says nothing.
fn end(text: &str) -> usize {
    let Some(short) = text.as_bytes().get(..SHORT - 1) else { return text.len() };
    end_from(text, short.iter().rposition(u8::is_ascii_alphanumeric).unwrap_or_default())
}

/// The same, looked for from `start` on.
fn end_from(text: &str, start: usize) -> usize {
    let mut last = 0;
    let mut closes = false;
    let mut bytes = text.bytes().enumerate();
    if start > 0 {
        bytes.nth(start - 1);
    }
    while let Some((at, byte)) = bytes.next() {
        let (place, is_sentence) = match byte {
            b' ' => (at + 1, std::mem::take(&mut closes)),
            b'.' | b'!' | b'?' => {
                closes = true;
                continue;
            }
            b'"' | b'\'' | b')' | b']' => continue,
            0x80.. => {
                let letter = text[at..].chars().next().expect("bytes are taken a letter at a time");
                bytes.nth(letter.len_utf8() - 2);
                match letter {
                    // Scripts without spaces have their places behind punctuation, so that no pair of letters is cut in two.
                    '。' | '！' | '？' => (at + letter.len_utf8(), true),
                    '、' | '，' | '；' => (at + letter.len_utf8(), false),
                    '”' | '’' => continue,
                    other => {
                        closes = other == '…';
                        continue;
                    }
                }
            }
            _ => {
                closes = false;
                continue;
            }
        };
        if place > LONG && last > 0 {
            return last;
        }
        if is_sentence && place >= SHORT {
            return place;
        }
        // The last place that leaves room; where there was none, the next.
        if place >= LONG / 2 {
            last = place;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        Passages::default().push(text, 0, &mut |passage, _| found.push(passage.to_owned()));
        found
    }

    #[test]
    fn passages_are_sentences_and_long_ones_are_cut_between_words() {
        assert_eq!(cut(""), [""]);
        assert_eq!(
            cut("Short. Shorter. And then a sentence of more words. End."),
            ["Short. Shorter. And then a sentence of more words.", "End."]
        );
        let long = cut(&"worry and ".repeat(30));
        assert!(long.iter().all(|passage| passage.len() <= LONG) && long.len() == 3, "{long:?}");
        assert_eq!(cut(&"焦虑。".repeat(10)).concat(), "焦虑。".repeat(10));
        assert_eq!(cut(&"焦虑".repeat(100)).len(), 1);
    }

    #[test]
    fn what_is_passed_over_says_nothing() {
        let parts = [
            "word ",
            "a",
            ". ",
            ".\"",
            "\u{201d} ",
            "?) ",
            "\u{2026}",
            "\u{7126}\u{3002}",
            "(",
            "7 ",
            "caf\u{e9} ",
            "' ' ",
            "\n",
        ];
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..20_000 {
            let text: String = (0..rng.usize(..60)).map(|_| parts[rng.usize(..parts.len())]).collect();
            assert_eq!(end(&text), end_from(&text, 0), "{text:?}");
        }
    }

    #[test]
    fn an_edit_moves_few_cuts() {
        let text = |word: &str| {
            format!("One sentence of some length with {word} in it, as they come. {}", "Others follow it. ".repeat(20))
        };
        let (before, after) = (cut(&text("this")), cut(&text("something longer")));
        assert_eq!(before[1..], after[1..]);
    }

    #[test]
    fn a_passage_knows_its_section_and_text() {
        let mut passages = Passages::default();
        passages.push("In short.", SUMMARY, &mut |_, _| {});
        passages.push("Text of a section.", 3, &mut |_, _| {});
        assert_eq!((passages.count(), passages.section(0), passages.section(1)), (2, SUMMARY, 3));
        assert_eq!((passages.text(0), passages.text(1)), ("In short.", "Text of a section."));
    }
}
