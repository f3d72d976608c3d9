//! The theme that is part of the program, as files of a site. A site that has a folder `themes/haven` of its own uses
//! that one instead, whole: half of one and half of the other would fit nobody.

use std::borrow::Cow;

use bytes::Bytes;
use rust_embed::RustEmbed;

use super::{Content, SourcePath};

#[derive(RustEmbed)]
#[folder = "themes/haven"]
#[exclude = "*/.*"]
struct Theme;

/// The folder that the built-in theme takes in a site.
pub const THEME_FOLDER: &str = "themes/haven";

/// The files of the built-in theme.
pub fn theme() -> impl Iterator<Item = (SourcePath, Content)> {
    Theme::iter().filter_map(|name| {
        let path = SourcePath::new(&format!("{THEME_FOLDER}/{name}"))?;
        let bytes = match Theme::get(&name)?.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        };
        Some((path, Content::Bytes(bytes)))
    })
}
