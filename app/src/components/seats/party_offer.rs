use crate::{erase::Erase, language::language, live::SeatBoard, text::seats};
use jari_core::domain::{Currency, SeatId};
use leptos::prelude::*;

/// The nearest seats side by side for a party that has not got those that it asked for, and the button that holds them.
#[component]
pub fn PartyOffer(
    /// What is known of each seat.
    board: SeatBoard,
    /// What prices are in.
    currency: Currency,
) -> impl IntoView {
    let language = language();
    let offer = move || {
        let group = board.party_elsewhere()?;
        let name = board.name_of_party(&group)?;
        let count = group.len();
        let seats: Vec<_> = group.into_iter().filter_map(|index| board.seat(index)).collect();
        let price = seats.iter().map(|seat| board.price_of(seat)).sum::<Option<i64>>();
        let ids: Vec<SeatId> = seats.iter().map(|seat| seat.id).collect();
        Some(view! {
            <p class="offer" role="status">
                <span>{seats::party_near(language, count, &name)} " · " {seats::price(language, price, currency)}</span>
                " "
                <button class="button" type="button" on:click=move |_| board.hold_together(&ids)>
                    {seats::party_hold(language, count)}
                </button>
            </p>
        })
    };
    offer.erase()
}
