use crate::{live::Notice, text};
use leptos::prelude::*;

/// That nothing can be held without cookies, where the browser keeps none. A screen reader is told when that turns out.
#[component]
pub fn CookieNote(
    /// The page's messages.
    notice: Notice,
) -> impl IntoView {
    let note = move || {
        notice.needs_cookies().then(|| view! { <p class="sale-note">{text::seats::NEEDS_COOKIES}</p> })
    };
    view! { <div class="cookie-note" role="status">{note}</div> }
}
