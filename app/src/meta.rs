//! What the server tells the browser in the document's head.
#![cfg(feature = "hydrate")]

/// The content of the `meta` element of that name.
pub(crate) fn content(name: &str) -> Option<String> {
    let meta = leptos::prelude::document().query_selector(&format!("meta[name={name}]")).ok()??;
    meta.get_attribute("content")
}
