use crate::{
    erase::Erase,
    language::language,
    live::SeatBoard,
    text::{seats, words},
};
use jari_core::domain::Currency;
use leptos::prelude::*;

/// The free seat for whoever comes with the viewer, beside the accessible seat that the viewer has, and the button that holds it.
#[component]
pub fn CompanionOffer(
    /// What is known of each seat.
    board: SeatBoard,
    /// What prices are in.
    currency: Currency,
) -> impl IntoView {
    let language = language();
    let offer = move || {
        board.companion_to_offer().map(|seat| {
            let name = seats::seat(language, &seat.row, &seat.number);
            let price = seats::price(language, board.price_of(&seat), currency);
            let id = seat.id;
            view! {
                <p class="offer" role="status">
                    <span>{seats::companion_free(language, &name)} " · " {price}</span>
                    " "
                    <button class="button" type="button" on:click=move |_| board.press(id)>
                        {words!(language, seats.hold_companion)}
                    </button>
                </p>
            }
        })
    };
    offer.erase()
}
