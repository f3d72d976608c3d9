//! The preview's own files, which no output ever holds: its client and the look of what it shows.

/// The file at an address below `/_haven/`, with its media type.
pub fn of(address: &str) -> Option<(&'static str, &'static [u8])> {
    let (_, text) = FILES.iter().find(|(name, _)| *name == address)?;
    let extension = address.rsplit_once('.').map_or("", |(_, extension)| extension);
    Some((super::mime::of(extension), text.as_bytes()))
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$((concat!("client/", $name), include_str!(concat!("client/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "main.js",
    "bar.js",
    "head.js",
    "tabs.js",
    "morph.js",
    "own.js",
    "files.js",
    "problems.js",
    "gone.js",
    "dom.js",
    "dashboard.js",
    "hard.js",
    "print.js",
    "palette.css",
    "preview.css",
    "marks.css",
    "dashboard.css",
    "vendor/idiomorph.js",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_and_asks_only_for_others() {
        for (name, text) in FILES {
            assert!(of(name).is_some());
            for part in text.lines().filter(|line| line.starts_with("import ") || line.starts_with("@import ")) {
                let address = part.split('"').nth(1).unwrap().trim_start_matches("./");
                assert!(of(&format!("client/{address}")).is_some(), "{name} imports {address}");
            }
        }
        assert!(of("client/none.js").is_none());
    }
}
