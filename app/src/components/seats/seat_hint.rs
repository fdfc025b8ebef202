use crate::page_data::{PriceCategory, Seat};
use crate::{
    erase::Erase,
    language::language,
    live::SeatBoard,
    text::{seats, words},
};
use jari_core::domain::{Currency, SeatId};
use leptos::prelude::*;

/// What there is to say of the seat that the pointer or the keyboard is at. It repeats the seat's own name, so a
/// screen reader passes it by.
#[component]
pub fn SeatHint(
    /// The seats, ordered by id.
    seats: Vec<Seat>,
    /// The venue's price categories.
    categories: Vec<PriceCategory>,
    /// What their prices are in.
    currency: Currency,
    /// What is known of each seat.
    board: SeatBoard,
    /// The seat.
    pointed: RwSignal<Option<SeatId>>,
) -> impl IntoView {
    let language = language();
    let seats = StoredValue::new(seats);
    let hint = move || {
        let index = board.index_of(pointed.get()?)?;
        let seat = seats.with_value(|seats| seats.get(index).cloned())?;
        let category = categories.iter().find(|category| Some(category.id) == seat.category_id).cloned();
        let price = category.map(|PriceCategory { name, price, .. }| {
            view! { {name} " " {seats::price(language, price, currency)} }
        });
        Some(view! {
            <strong>{seats::seat(language, &seat.row, &seat.number)}</strong>
            <span>{price}</span>
            {seats::notes(language, seat.notes()).map(|notes| view! { <span class="seat-notes">{notes}</span> })}
            <span>{move || board.face(index).map(|face| seats::state(language, face, board.lacking(&seat).is_some()))}</span>
        })
    };
    let shown = move || match hint() {
        Some(hint) => hint.erase(),
        None => view! { <span>{words!(language, seats.hint)}</span> }.erase(),
    };
    view! { <p class="seat-hint" aria-hidden="true">{shown}</p> }
}
