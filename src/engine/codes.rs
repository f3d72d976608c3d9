//! Every code that haven can print, with its manual page, collected from the files that raise them.

use crate::diagnostic::Code;

/// Every code, by name.
pub fn all() -> Vec<&'static Code> {
    let mut codes: Vec<&'static Code> = [
        crate::config::CODES,
        crate::document::compile::CODES,
        crate::document::data::CODES,
        crate::document::markdown::CODES,
        crate::document::markdown::directives::CODES,
        crate::document::markdown::outline::CODES,
        crate::document::markdown::sanitise::CODES,
        crate::site::menus::CODES,
        crate::site::paths::CODES,
        crate::site::routes::CODES,
        crate::site::rows::CODES,
        crate::theme::CODES,
        crate::theme::assets::CODES,
        crate::theme::components::CODES,
        crate::theme::contrast::CODES,
        crate::theme::manifest::CODES,
        crate::theme::templates::CODES,
        crate::theme::usage::CODES,
        crate::render::page::CODES,
    ]
    .into_iter()
    .flatten()
    .copied()
    .chain(crate::yaml::codes())
    .collect();
    codes.sort_by_key(|code| code.name);
    codes
}
