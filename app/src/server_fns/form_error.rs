use crate::text;
use jari_core::domain::Language;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The part of a page's address that says by its code why a form, sent without JavaScript, came back in vain.
pub const FORM_ERROR: &str = "error";

/// What to say of the form that a page is the answer to. The address may come from anybody, so it can choose among the words
/// that are ours, and say nothing else.
pub fn form_error(
    // The language of the page.
    language: Language,
    // The most seats that the viewer may have on hold.
    max_holds: u32,
) -> Option<String> {
    let code = use_query_map().with_untracked(|query| query.get(FORM_ERROR))?;
    text::form_error(language, &code, max_holds)
}

/// A query, without its question mark, as it is without what a form came back with.
pub fn without_form_error(query: &str) -> String {
    let is_kept = |pair: &&str| pair.split('=').next() != Some(FORM_ERROR) && !pair.is_empty();
    query.split('&').filter(is_kept).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_form_came_back_with_is_left_out() {
        for (query, rest) in [
            ("", ""),
            ("error=SEAT_TAKEN", ""),
            ("seat=3&error=SEAT_TAKEN&errors=1", "seat=3&errors=1"),
            ("&seat=3&&error", "seat=3"),
        ] {
            assert_eq!(without_form_error(query), rest, "{query}");
        }
    }
}
