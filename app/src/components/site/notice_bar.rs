use crate::{live::Notice, text::site};
use leptos::prelude::*;

/// The page's message. Its place is always there, as a screen reader reads out only what appears in a place that it
/// knows. Without JavaScript the link that closes it leads to the same page without the message.
#[component]
pub fn NoticeBar(
    /// The message.
    notice: Notice,
) -> impl IntoView {
    let close = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        notice.clear();
    };
    let message = move || {
        let message = notice.message()?;
        let class = if message.is_error { "notice is-error" } else { "notice" };
        Some(view! {
            <div class=class>
                <p>{message.text}</p>
                <a class="notice-close" href="?" aria-label=site::DISMISS on:click=close>
                    <span aria-hidden="true">"×"</span>
                </a>
            </div>
        })
    };
    view! { <div class="notices" role="alert">{message}</div> }
}
