use crate::text;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The part of a page's address that says by its code why a form, sent without JavaScript, came back in vain.
pub const FORM_ERROR: &str = "error";

/// What to say of the form that a page is the answer to. The address may come from anybody, so it can choose among the words
/// that are ours, and say nothing else.
pub fn form_error(
    // The most seats that the viewer may have on hold.
    max_holds: u32,
) -> Option<String> {
    let code = use_query_map().with_untracked(|query| query.get(FORM_ERROR))?;
    text::form_error(&code, max_holds)
}
