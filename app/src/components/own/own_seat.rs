use super::{ReleaseForm, TicketChoice};
use crate::{
    erase::Erase,
    language::{language, path_of_block},
    live::{OwnHolds, ServerClock, countdown},
    page_data::HeldSeat,
    text::{matches, seats, words},
};
use jari_core::domain::{Currency, SeatId};
use leptos::prelude::*;

/// One of the viewer's seats, with the time that is left of it and the button that lets it go.
#[component]
pub fn OwnSeat(
    /// The viewer's holds.
    own: OwnHolds,
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
    let notes = seats::notes(language, held.notes);
    let match_id = own.match_id();
    let href = path_of_block(language, match_id, held.block_id);
    let choice = seats::ticket_type_label(language, &block, &seat);
    let label = seats::release_label(language, &block, &seat);
    let (seat_id, end) = (held.seat_id, held.expires_at);
    let price = {
        let held = held.clone();
        move || seats::price(language, own.price_of(&held), currency)
    };
    // They end together, and there is one countdown, but where one was not lengthened with the others.
    let left = move || {
        (own.ends_first() != Some(end)).then(|| {
            view! {
                <span class="own-seat-left" class:is-short=move || countdown::is_short(clock.now(), end)>
                    {move || countdown::remaining(language, clock.now(), end)}
                </span>
            }
        })
    };
    // A map of the whole venue has it already.
    let show = move |event: leptos::ev::MouseEvent| {
        if !event.ctrl_key() && !event.meta_key() && !event.shift_key() && own.show(seat_id) {
            event.prevent_default();
        }
    };
    view! {
        <li class="own-seat">
            <a class="own-seat-name" href=href on:click=show>
                <span class="own-seat-block">{block}</span>
                " "
                <span>{seat}</span>
                {notes.map(|notes| view! { " " <span class="seat-notes">{notes}</span> })}
            </a>
            <span class="own-seat-price">{price}</span>
            <TicketChoice own held currency language label=choice/>
            {left}
            <ReleaseForm match_id seat_id label on_release>{words!(language, seats.release)}</ReleaseForm>
        </li>
    }
    .erase()
}
