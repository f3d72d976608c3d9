//! Addresses that settings name: menu entries and options of the theme. A link that every page has leads somewhere, or is
//! reported.

use super::link::Linker;
use super::links::Addresses;
use super::views::Target;
use crate::config;
use crate::diagnostic::{At, Diagnostic, Key, Spot};

crate::codes! {
    /// # An option that leads nowhere
    ///
    /// Some options of a theme name a page by its address, such as `urgent_url: /finding-help/urgent-help/`, and the theme
    /// links to it from many pages. This site has no such page, or the page has no such place.
    ///
    /// Correct the address, or write the page. An empty text leaves the link out: `urgent_url: ""`.
    OPTION_TARGET: Error = "option-target";
}

/// An option of the theme that holds an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NamedAddress {
    /// The option.
    pub option: String,
    /// What it holds, not empty.
    pub address: String,
    /// Whether the site sets it. If not, it is the theme's default.
    pub is_set: bool,
}

/// Why an address cannot be linked to, and what to do about it.
pub(super) type Refused = (String, Option<String>);

/// The address as templates write it. `address` is one of this site's (`/cbt/#harms`), of another site, or of a person.
pub(super) fn lead(address: &str, addresses: &Addresses<'_>) -> Result<String, Refused> {
    const ELSEWHERE: [&str; 5] = ["https://", "http://", "mailto:", "tel:", "sms:"];
    if ELSEWHERE.iter().any(|scheme| address.starts_with(scheme)) {
        return Ok(address.to_owned());
    }
    if !address.starts_with('/') || address.starts_with("//") {
        let help = "Write an address of this site from its first slash on, `/about/`, or a whole one, with `https://`.";
        return Err((format!("`{address}` is not an address"), Some(help.to_owned())));
    }
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let did_you_mean = |near: &[String], mark: &str| near.first().map(|near| format!("Did you mean `{mark}{near}`?"));
    match addresses.below_top(path, fragment).0 {
        Target::Url(url) => Ok(url),
        Target::NoAnchor { near, .. } => {
            Err((format!("the page `{path}` has no place `#{fragment}`"), did_you_mean(&near, "#")))
        }
        Target::Hidden(file) => {
            Err((format!("`{file}` is not published"), Some("Publish that page, or name another.".to_owned())))
        }
        Target::Missing(near) => Err((format!("this site has nothing at `{path}`"), did_you_mean(&near, ""))),
    }
}

impl Linker<'_> {
    /// Reports the options of the theme that lead nowhere.
    pub(super) fn check_options(
        &self,
        options: &[NamedAddress],
        addresses: &Addresses<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for NamedAddress { option, address, is_set } in options {
            let Err((reason, near)) = lead(address, addresses) else { continue };
            let message = format!("{reason}, to which the theme's option `{option}` leads");
            let spot = match is_set {
                true => Spot::Value(vec![Key::Name("options".into()), Key::Name(option.clone())]),
                false => Spot::File,
            };
            let at = At::new(&config::path(), spot);
            let help = near.unwrap_or_else(|| {
                format!("Write the page, or name another under `options:`; `{option}: \"\"` leaves the link out.")
            });
            diagnostics.push(Diagnostic::new(&OPTION_TARGET, at, message).help(help));
        }
    }
}
