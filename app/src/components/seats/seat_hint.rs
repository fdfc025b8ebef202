use crate::page_data::{PriceCategory, Seat};
use crate::{erase::Erase, live::SeatBoard, text::seats};
use jari_core::domain::SeatId;
use leptos::prelude::*;

/// What there is to say of the seat that the pointer or the keyboard is at. It repeats the seat's own name, so a
/// screen reader passes it by.
#[component]
pub fn SeatHint(
    /// The seats, ordered by id.
    seats: Vec<Seat>,
    /// The venue's price categories.
    categories: Vec<PriceCategory>,
    /// What is known of each seat.
    board: SeatBoard,
    /// The seat.
    pointed: RwSignal<Option<SeatId>>,
) -> impl IntoView {
    let seats = StoredValue::new(seats);
    let hint = move || {
        let index = board.index_of(pointed.get()?)?;
        let seat = seats.with_value(|seats| seats.get(index).cloned())?;
        let category = categories.iter().find(|category| Some(category.id) == seat.category_id);
        Some(view! {
            <strong>{seats::seat(&seat.row, &seat.number)}</strong>
            <span>{category.map(|category| format!("{} {}", category.name, seats::price(category.price)))}</span>
            <span>{move || board.face(index).map(seats::face)}</span>
        })
    };
    let shown = move || match hint() {
        Some(hint) => hint.erase(),
        None => view! { <span>{seats::HINT}</span> }.erase(),
    };
    view! { <p class="seat-hint" aria-hidden="true">{shown}</p> }
}
