use super::ReleaseForm;
use crate::{
    erase::Erase,
    language::{language, path_of_block},
    live::{ServerClock, countdown},
    page_data::HeldSeat,
    text::{matches, seats, words},
};
use jari_core::domain::{Currency, MatchId, SeatId};
use leptos::prelude::*;

/// One of the viewer's seats, with the time that is left of it and the button that lets it go.
#[component]
pub fn OwnSeat(
    /// The match.
    match_id: MatchId,
    /// The seat.
    held: HeldSeat,
    /// What its price is in.
    currency: Currency,
    /// The server's time.
    clock: ServerClock,
    /// Lets it go.
    on_release: Callback<SeatId>,
) -> impl IntoView {
    let language = language();
    let block = matches::block_name(language, &held.block_name);
    let seat = seats::seat(language, &held.row, &held.number);
    let href = path_of_block(language, match_id, held.block_id);
    let label = seats::release_label(language, &block, &seat);
    view! {
        <li class="own-seat">
            <a class="own-seat-name" href=href>
                <span class="own-seat-block">{block}</span>
                " "
                <span>{seat}</span>
            </a>
            <span class="own-seat-price">{seats::price(language, held.price, currency)}</span>
            <span class="own-seat-left" class:is-short=move || countdown::is_short(clock.now(), held.expires_at)>
                {move || countdown::remaining(language, clock.now(), held.expires_at)}
            </span>
            <ReleaseForm match_id seat_id=held.seat_id label on_release>{words!(language, seats.release)}</ReleaseForm>
        </li>
    }
    .erase()
}
