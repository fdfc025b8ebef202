//! The title of the document.

use crate::text::words;
use jari_core::domain::Language;

/// A page's title with the name of the site behind it, as it is put into the document. Every title passes here.
///
/// On the server that is markup, into which Leptos writes a title as it stands: it is the one text of a page that it does not
/// escape, and names stand in it. The browser is given a text.
pub(crate) fn of(language: Language, page: String) -> String {
    let site = words!(language, site.name);
    let title = if page.is_empty() { site.to_owned() } else { format!("{page} · {site}") };
    if cfg!(feature = "ssr") {
        title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    } else {
        title
    }
}
