use crate::{
    language::language,
    live::{ServerClock, countdown},
    text::words,
};
use jari_core::domain::UnixMillis;
use leptos::prelude::*;

/// The time until the first of the viewer's holds ends. It is not read out by itself each second: a screen reader
/// finds it when it is looked for.
#[component]
pub fn HoldTimer(
    /// The server's time.
    clock: ServerClock,
    /// When it ends.
    #[prop(into)]
    end: Signal<Option<UnixMillis>>,
) -> impl IntoView {
    let language = language();
    let timer = move || {
        let (now, end) = (clock.now(), end.get()?);
        let class = if countdown::is_short(now, end) { "hold-timer is-short" } else { "hold-timer" };
        Some(view! {
            <p class=class role="timer">
                <span class="hold-timer-name">{words!(language, seats.time_left)}</span>
                " "
                <span class="hold-timer-left">{countdown::remaining(language, now, end)}</span>
            </p>
        })
    };
    view! { {timer} }
}
