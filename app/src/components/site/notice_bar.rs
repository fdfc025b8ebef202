use crate::{
    erase::{Erase, Erased},
    language::language,
    live::{Notice, Topic},
    text::words,
};
use leptos::prelude::*;

/// The page's messages, one for each topic. Their place is always there, as a screen reader reads out only what appears
/// in a place that it knows, and of several it reads out what is new. Without JavaScript the link that closes one leads
/// to the same page without the message.
#[component]
pub fn NoticeBar(
    /// The messages.
    notice: Notice,
) -> impl IntoView {
    let language = language();
    let place = move |topic: Topic| -> Erased {
        let close = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            notice.clear(topic);
        };
        let message = move || {
            let message = notice.message(topic)?;
            let class = match topic {
                _ if message.is_error => "notice is-error",
                Topic::Request => "notice",
                Topic::Ending | Topic::Ended => "notice is-warning",
            };
            Some(view! {
                <div class=class>
                    <p>{message.text}</p>
                    <a class="notice-close" href="?" aria-label=words!(language, site.dismiss) on:click=close>
                        <span aria-hidden="true">"×"</span>
                    </a>
                </div>
            })
        };
        message.erase()
    };
    view! {
        <div class="notices" role="alert" aria-atomic="false">
            {[Topic::Ended, Topic::Ending, Topic::Request].map(place).collect_view()}
        </div>
    }
}
