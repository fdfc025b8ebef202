use crate::{language::language, live::Notice, text::words};
use leptos::prelude::*;

/// That nothing can be held without cookies, where the browser keeps none. A screen reader is told when that turns out.
#[component]
pub fn CookieNote(
    /// The page's messages.
    notice: Notice,
) -> impl IntoView {
    let needs_cookies = words!(language(), seats.needs_cookies);
    let note = move || notice.needs_cookies().then(|| view! { <p class="sale-note">{needs_cookies}</p> });
    view! { <div class="cookie-note" role="status">{note}</div> }
}
