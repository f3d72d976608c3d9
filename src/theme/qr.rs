//! The address of a page as a QR code, so that a reader of paper finds the page again. Drawn by the theme as one SVG path.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};
use tera::Value;

use super::values::{none, with_fields};

/// `size`, in modules with the quiet zone of four around, and `path`, the dark modules as the data of an SVG path; none for
/// an address that is empty or too long for any code.
pub fn code(address: &str) -> Value {
    const QUIET: i32 = 4;
    if address.is_empty() {
        return none();
    }
    // Level M: a fold or a coffee stain may hide 15 % of it. One mask for all: trying the eight of the standard for the most even
    // code took a tenth of the build of a small site, and a camera reads each.
    let segments = [QrSegment::make_bytes(address.as_bytes())];
    let (level, mask) = (QrCodeEcc::Medium, Some(Mask::new(0)));
    let code = QrCode::encode_segments_advanced(&segments, level, Version::MIN, Version::MAX, mask, false);
    let Ok(code) = code else { return none() };
    let width = code.size();
    let mut path = String::new();
    for y in 0..width {
        let mut x = 0;
        while x < width {
            let is_dark = code.get_module(x, y);
            let end = (x..width).find(|&x| code.get_module(x, y) != is_dark).unwrap_or(width);
            if is_dark {
                let (left, top, length) = (x + QUIET, y + QUIET, end - x);
                path.push_str(&format!("M{left} {top}h{length}v1h-{length}z"));
            }
            x = end;
        }
    }
    with_fields(
        Value::from(tera::Map::new()),
        [("size", Value::from(i64::from(width + 2 * QUIET))), ("path", Value::from(path))],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_as_large_as_its_address_needs() {
        let size = |address: &str| code(address).get_from_path("size").and_then(Value::as_i64);
        // Versions 2 and 4 of the standard, with 25 and 33 modules.
        assert_eq!(size("https://example.org/"), Some(25 + 8));
        assert_eq!(size("https://example.org/understanding/the-reassurance-cycle/"), Some(33 + 8));
        assert_eq!((size(""), size(&"x".repeat(4000))), (None, None));
    }

    #[test]
    fn the_finder_in_the_corner_is_drawn() {
        let drawn = code("https://example.org/");
        let path = drawn.get_from_path("path").and_then(Value::as_str).unwrap();
        assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
    }
}
