//! One page in several frames: as wide as a phone, a tablet, a desk, and as it is printed.

use crate::render::metadata::Escaped;

/// The frames: a name that the client in them reads, a title, width and height in CSS pixels. A sheet of A4 is 794 wide.
const FRAMES: &[(&str, &str, u32, u32)] = &[
    ("haven-phone", "Phone, 390", 390, 844),
    ("haven-small", "Narrowest, 320", 320, 640),
    ("haven-tablet", "Tablet, 768", 768, 1024),
    ("haven-print", "Print, A4", 794, 1123),
];

/// The page with the frames; `page` is an address of this server.
pub fn page(page: &str) -> String {
    let address = percent_encoding::utf8_percent_encode(page, crate::serve::answer::PATH).to_string();
    let address = Escaped(&address);
    let frames: String = FRAMES
        .iter()
        .map(|(name, title, width, height)| {
            format!(
                "<figure tabindex=\"0\" aria-label=\"{title}\"><figcaption>{title}</figcaption>\
                 <iframe name=\"{name}\" src=\"{address}\" width=\"{width}\" height=\"{height}\" title=\"{title}\"></iframe></figure>\n"
            )
        })
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Widths of {address}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/_haven/client/dashboard.css\">\n</head>\n\
         <body>\n<header class=\"top\"><p class=\"site\"><a href=\"{address}\">Back to the page</a></p></header>\n\
         <main class=\"frames\">\n<h1>{address}</h1>\n{frames}</main>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_cannot_leave_its_attribute() {
        let page = super::page("/a\"><script>/");
        assert!(!page.contains("<script"));
        assert_eq!(page.matches("<iframe").count(), super::FRAMES.len());
    }
}
