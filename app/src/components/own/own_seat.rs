use super::ReleaseForm;
use crate::{
    erase::Erase,
    live::{ServerClock, countdown},
    page_data::HeldSeat,
    text::{self, matches},
};
use jari_core::domain::{MatchId, SeatId};
use leptos::prelude::*;

/// One of the viewer's seats, with the time that is left of it and the button that lets it go.
#[component]
pub fn OwnSeat(
    /// The match.
    match_id: MatchId,
    /// The seat.
    held: HeldSeat,
    /// The server's time.
    clock: ServerClock,
    /// Lets it go.
    on_release: Callback<SeatId>,
) -> impl IntoView {
    let block = matches::block_name(&held.block_name);
    let seat = text::seats::seat(&held.row, &held.number);
    let href = format!("/matches/{match_id}/blocks/{}", held.block_id);
    let label = text::seats::release_label(&block, &seat);
    view! {
        <li class="own-seat">
            <a class="own-seat-name" href=href>
                <span class="own-seat-block">{block}</span>
                " "
                <span>{seat}</span>
            </a>
            <span class="own-seat-price">{text::seats::price(held.price)}</span>
            <span class="own-seat-left" class:is-short=move || countdown::is_short(clock.now(), held.expires_at)>
                {move || countdown::remaining(clock.now(), held.expires_at)}
            </span>
            <ReleaseForm match_id seat_id=held.seat_id label on_release>{text::seats::RELEASE}</ReleaseForm>
        </li>
    }
    .erase()
}
