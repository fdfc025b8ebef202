use crate::{
    erase::Erase,
    language::language,
    live::SeatBoard,
    text::{seats, words},
};
use jari_core::domain::Currency;
use leptos::prelude::*;

/// The nearest free seat like the one that somebody else was faster with, and the button that holds it.
#[component]
pub fn SeatOffer(
    /// What is known of each seat.
    board: SeatBoard,
    /// What prices are in.
    currency: Currency,
) -> impl IntoView {
    let language = language();
    let offer = move || {
        board.instead_of_lost().map(|seat| {
            let name = seats::seat(language, &seat.row, &seat.number);
            let price = seats::price(language, board.price_of(&seat), currency);
            let notes = seats::notes(language, seat.notes()).map(|notes| format!(" · {notes}"));
            let id = seat.id;
            view! {
                <p class="offer" role="status">
                    <span>{seats::instead_of_lost(language, &name)} {notes} " · " {price}</span>
                    " "
                    <button class="button" type="button" on:click=move |_| board.press(id)>
                        {words!(language, seats.hold)}
                    </button>
                </p>
            }
        })
    };
    offer.erase()
}
