//! One word, two spellings: British and American English by rule. Done at build, so that the client looks a word up as
//! its reader wrote it.

/// The rules, as endings and beginnings that stand for each other. Longer ones come first where one ends with another.
const ENDINGS: &[(&str, &str)] = &[
    ("isations", "izations"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("iser", "izer"),
    ("ises", "izes"),
    ("ise", "ize"),
    ("ysing", "yzing"),
    ("ysed", "yzed"),
    ("yses", "yzes"),
    ("yse", "yze"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("ouring", "oring"),
    ("ourable", "orable"),
    ("ourite", "orite"),
    ("ourites", "orites"),
    ("oural", "oral"),
    ("ourally", "orally"),
    ("ourful", "orful"),
    ("our", "or"),
    ("tres", "ters"),
    ("tre", "ter"),
    ("ogues", "ogs"),
    ("ogue", "og"),
    ("elling", "eling"),
    ("elled", "eled"),
    ("eller", "eler"),
    ("ellers", "elers"),
    ("ellor", "elor"),
    ("ellors", "elors"),
    ("ences", "enses"),
    ("ence", "ense"),
    ("ilment", "illment"),
    ("ilful", "illful"),
    ("ammes", "ams"),
    ("amme", "am"),
    ("dgement", "dgment"),
    ("dgements", "dgments"),
    ("ueing", "uing"),
];

/// Pairs that follow no rule.
const WORDS: &[(&str, &str)] = &[
    ("grey", "gray"),
    ("practise", "practice"),
    ("practising", "practicing"),
    ("practised", "practiced"),
    ("cheque", "check"),
    ("cosy", "cozy"),
    ("sceptical", "skeptical"),
    ("sceptic", "skeptic"),
    ("mum", "mom"),
    ("mums", "moms"),
    ("organise", "organize"),
    ("enrol", "enroll"),
    ("anaesthetic", "anesthetic"),
    ("paediatric", "pediatric"),
    ("gynaecologist", "gynecologist"),
    ("oestrogen", "estrogen"),
    ("orthopaedic", "orthopedic"),
    ("manoeuvre", "maneuver"),
    ("ageing", "aging"),
    ("storey", "story"),
    ("tyre", "tire"),
    ("plough", "plow"),
    ("pyjamas", "pajamas"),
    ("speciality", "specialty"),
];

/// The other spelling of an English word, if it has one by rule. The result need not be a word: it only ever leads to
/// the word it came from.
pub fn other(word: &str) -> Option<String> {
    for (british, american) in WORDS {
        if word == *british {
            return Some((*american).to_owned());
        }
        if word == *american {
            return Some((*british).to_owned());
        }
    }
    // The longest ending decides: `counselor` ends with `elor` before it ends with `or`.
    let pairs = ENDINGS.iter().flat_map(|(british, american)| [(*british, *american), (*american, *british)]);
    let mut best: Option<(&str, &str, usize)> = None;
    let last = word.as_bytes().last();
    for (from, to) in pairs.filter(|(from, _)| from.as_bytes().last() == last) {
        if best.is_some_and(|(.., length)| length > from.len()) {
            continue;
        }
        // Short words mostly only look like it: `wise`, `rise`, `four`, `for`.
        if let Some(stem) = word.strip_suffix(from).filter(|stem| stem.chars().count() >= 3) {
            best = Some((stem, to, from.len()));
        }
    }
    best.map(|(stem, to, _)| [stem, to].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_come_in_pairs() {
        for (british, american) in [
            ("behaviour", "behavior"),
            ("behaviours", "behaviors"),
            ("behavioural", "behavioral"),
            ("catastrophising", "catastrophizing"),
            ("recognise", "recognize"),
            ("analyse", "analyze"),
            ("counselling", "counseling"),
            ("counsellor", "counselor"),
            ("centre", "center"),
            ("dialogue", "dialog"),
            ("programme", "program"),
            ("practise", "practice"),
            ("mum", "mom"),
        ] {
            assert_eq!(other(british).as_deref(), Some(american));
            assert_eq!(other(american).as_deref(), Some(british));
        }
        for word in ["wise", "four", "for", "term", "cat"] {
            assert_eq!(other(word), None);
        }
    }
}
