//! How the index is written: scripts that hand their contents to the client's one function, so that they load from any
//! static host and from `file://` alike, and the digits of their numbers. `docs/search.md` describes the format.

use std::collections::HashMap;

use serde::Serialize;

use crate::source::fingerprint;

/// The digits of numbers in the index: six bits each, all of them plain in a JSON string.
const DIGITS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// A file of the index. Equal files are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its name without the hash: what kind of file it is.
    kind: &'static str,
    /// The hash of its contents.
    mark: String,
    /// JSON. As bytes, for whoever writes them need not look through them for letters first.
    contents: Vec<u8>,
}

impl Part {
    /// A file of this kind.
    pub fn of(kind: &'static str, contents: &impl Serialize) -> Self {
        let contents = json(contents);
        Part { kind, mark: mark(&contents), contents }
    }

    /// A file of named texts of this kind that is known by a `label` as well, so that its hash has only to tell it from what it was
    /// before an edit: twenty bits.
    pub fn labelled(kind: &'static str, label: &str, contents: &[(&str, &str)]) -> Self {
        let contents = object(contents);
        let mark = format!("{label}-{}", &mark(&contents)[..LABELLED]);
        Part { kind, mark, contents }
    }

    /// The hash in its name, with its label.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// The file's name.
    pub fn name(&self) -> String {
        format!("{}-{}.js", self.kind, self.mark)
    }

    /// The script: a call of the client's function with the name, without the ending, and the contents.
    pub fn script(&self) -> Vec<u8> {
        call(&format!("{}-{}", self.kind, self.mark), &self.contents)
    }

    /// Gives those whose names are equal, though their contents are not, other names.
    pub fn told_apart(parts: &mut [Part]) {
        let mut known: HashMap<(&str, String), &[u8]> = HashMap::new();
        for part in parts {
            let Part { kind, mark: own, contents } = part;
            while *known.entry((*kind, own.clone())).or_insert(contents) != contents.as_slice() {
                *own = mark(&[own.as_bytes(), contents].concat());
            }
        }
    }
}

/// How many characters the hash of a labelled file has.
pub const LABELLED: usize = 4;

fn json(contents: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(contents).expect("texts and lists can be written")
}

/// A JSON object of texts, whose names need no escapes. The shards of 10,000 pages are 80 MB, and serde_json looks at each byte by itself.
fn object(texts: &[(&str, &str)]) -> Vec<u8> {
    let room = texts.iter().map(|(name, text)| name.len() + text.len() + text.len() / 16 + 16).sum();
    let mut object = Vec::with_capacity(room);
    for (number, (name, text)) in texts.iter().enumerate() {
        object.extend_from_slice(if number == 0 { b"{\"" } else { b",\"" });
        object.extend_from_slice(name.as_bytes());
        object.extend_from_slice(b"\":");
        json_escape_simd::escape_into(text, &mut object);
    }
    object.push(b'}');
    object
}

/// A call of the client's function.
pub fn call(part: &str, contents: &[u8]) -> Vec<u8> {
    // In one piece: `format!` grows a string of 20 kB again and again.
    [b"havenSearch(\"", part.as_bytes(), b"\",", contents, b");\n"].concat()
}

/// A hash for a file's name: 35 bits.
pub fn mark(bytes: &[u8]) -> String {
    fingerprint::short(fingerprint::of_bytes(bytes))[..7].to_owned()
}

/// A number in groups of five bits, the lowest first; the sixth bit says that another group follows.
pub fn number(mut value: u32, out: &mut String) {
    while value >= 32 {
        out.push(char::from(DIGITS[(32 | (value & 31)) as usize]));
        value >>= 5;
    }
    out.push(char::from(DIGITS[value as usize]));
}

/// Sorted words, front-coded: a capital letter says how many characters a word shares with the one before (A none, B one,
/// …), then comes the rest. Words have no capital letters.
pub fn front_coded<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut list = String::new();
    let mut previous = "";
    for word in words {
        let shared = word.chars().zip(previous.chars()).take_while(|(a, b)| a == b).count().min(25);
        list.push(char::from(b'A' + shared as u8));
        list.extend(word.chars().skip(shared));
        previous = word;
    }
    list
}

/// Bits, written as digits of six.
#[derive(Default)]
pub struct Bits {
    digits: Vec<u8>,
    /// In its lowest places the bits that do not fill a digit yet, fewer than six.
    waiting: u64,
    count: u32,
}

impl Bits {
    /// Appends the lowest `count` bits of `value`, the highest of them first; at most 32, and what lies above them is 0.
    pub fn push(&mut self, value: u32, count: u32) {
        self.waiting = self.waiting << count | u64::from(value);
        self.count += count;
        while self.count >= 6 {
            self.count -= 6;
            self.digits.push(DIGITS[(self.waiting >> self.count) as usize & 63]);
        }
    }

    /// Appends a number by the exponential Golomb code of order `k`: as many zeros as the number, plus 2^k, has bits
    /// beyond k + 1, and then those bits. Good for numbers around 2^k, and never bad for others.
    pub fn golomb(&mut self, value: u32, k: u32) {
        let shifted = value + (1 << k);
        let bits = 32 - shifted.leading_zeros();
        let zeros = bits - k - 1;
        if zeros + bits <= 32 {
            return self.push(shifted, zeros + bits);
        }
        self.push(0, zeros);
        self.push(shifted, bits);
    }

    /// The digits; the last one is filled up with zeros.
    pub fn finish(mut self) -> String {
        self.push(0, (6 - self.count) % 6);
        String::from_utf8(self.digits).expect("digits are text")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_a_digit_for_five_bits() {
        let write = |value| {
            let mut out = String::new();
            number(value, &mut out);
            out
        };
        assert_eq!((write(0), write(31), write(32)), ("0".into(), "V".into(), "W1".into()));
        assert_eq!(write(1000), "eV");
    }

    #[test]
    fn different_files_have_different_names_and_equal_ones_the_same() {
        let part = |contents: &str| Part { kind: "w", mark: "same".to_owned(), contents: contents.into() };
        let mut parts = [part("1"), part("2"), part("1"), part("3")];
        Part::told_apart(&mut parts);
        let names: Vec<String> = parts.iter().map(Part::name).collect();
        assert_eq!((&*names[0], &names[2]), ("w-same.js", &names[0]));
        let distinct: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), 3, "{names:?}");
        assert_eq!(parts[3].mark().len(), 7);
    }

    #[test]
    fn an_object_is_what_serde_json_makes_of_it() {
        let odd: String = (0..400).filter_map(char::from_u32).collect();
        let texts = [("a", odd.as_str()), ("b", ""), ("c", "\u{2028}\u{ffff}\u{1f600}\t\n\r\\\"/")];
        let expected: std::collections::BTreeMap<_, _> = texts.into();
        assert_eq!(object(&texts), json(&expected));
    }

    #[test]
    fn bits_fill_digits_from_the_top() {
        let write = |values: &[(u32, u32)]| {
            let mut bits = Bits::default();
            values.iter().for_each(|(value, k)| bits.golomb(*value, *k));
            bits.finish()
        };
        // 1 | 010, then 011; 00100 and 100 with k = 2.
        assert_eq!(write(&[(0, 0), (1, 0)]), "e");
        assert_eq!(write(&[(0, 0), (1, 0), (2, 0)]), "fW");
        assert_eq!((write(&[(3, 0)]), write(&[(0, 2)])), ("8".into(), "W".into()));
    }

    #[test]
    fn words_are_written_without_what_they_share() {
        assert_eq!(front_coded(["worried", "worries", "worry", "é"].into_iter()), "AworriedGsEyAé");
    }
}
