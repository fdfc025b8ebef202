use super::{HoldTimer, OwnSeat};
use crate::{
    domain::SeatId,
    erase::Erase,
    live::{OwnHolds, ServerClock},
    text,
};
use leptos::prelude::*;

/// 내 좌석: what the viewer has on hold in the match, what it costs, and how long it lasts.
#[component]
pub fn OwnPanel(
    /// The viewer's holds.
    own: OwnHolds,
    /// The server's time.
    clock: ServerClock,
    /// The most seats that the viewer may hold; 0 means no cap.
    max_holds: u32,
    /// Lets a seat go.
    on_release: Callback<SeatId>,
) -> impl IntoView {
    let seat = move |held| view! { <OwnSeat match_id=own.match_id() held clock on_release/> };
    let seats = move || {
        let list = own.list();
        if list.is_empty() {
            return view! { <p class="own-empty">{text::seats::OWN_EMPTY}</p> }.erase();
        }
        view! {
            <ul class="own-seats">{list.into_iter().map(seat).collect_view()}</ul>
            <p class="own-total">
                <span>{text::seats::TOTAL}</span>
                " "
                <strong>{text::won(own.total())}</strong>
            </p>
        }
        .erase()
    };
    view! {
        <section class="own-panel" class:is-empty=move || own.count() == 0 aria-labelledby="own-title">
            <div class="own-head">
                <h2 id="own-title">{text::seats::OWN_TITLE}</h2>
                <p class="own-count">{move || text::seats::own_count(own.count(), max_holds)}</p>
                <HoldTimer clock end=Signal::derive(move || own.ends_first())/>
            </div>
            {seats}
        </section>
    }
    .erase()
}
