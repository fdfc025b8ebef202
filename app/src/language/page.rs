//! Which language a page is in.

use jari_core::domain::Language;
use leptos::prelude::*;

/// The language of the page, as its components find it.
#[derive(Clone, Copy)]
struct OfPage(Language);

/// Finds out the language of the page, and tells it to all that is in it.
pub(crate) fn provide_language() -> Language {
    let language = found();
    provide_context(OfPage(language));
    language
}

/// The language of the page.
pub(crate) fn language() -> Language {
    use_context::<OfPage>().map_or_else(Language::default, |OfPage(language)| language)
}

/// The address says it; where it does not, as that of a page that does not exist, whoever has read the request may.
#[cfg(feature = "ssr")]
fn found() -> Language {
    use leptos_router::location::RequestUrl;
    let address = use_context::<RequestUrl>().and_then(|address| address.parse().ok());
    let said = address.and_then(|address| super::language_of(address.path()));
    said.or_else(use_context::<Language>).unwrap_or_default()
}

/// The document says it, so that the browser cannot be of another mind than the server was.
#[cfg(not(feature = "ssr"))]
fn found() -> Language {
    let said = document().document_element().and_then(|root| root.get_attribute("lang"));
    said.and_then(|language| language.parse().ok()).unwrap_or_default()
}
