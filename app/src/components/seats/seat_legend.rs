use super::seat_symbols::symbol;
use crate::{erase::Erase, live::Face, text::seats};
use leptos::prelude::*;

/// What the drawings of seats mean.
#[component]
pub fn SeatLegend(
    /// Whether any seat is meant for a wheelchair.
    has_accessible: bool,
) -> impl IntoView {
    let entry = |(face, accessible, name): (Face, bool, &'static str)| {
        view! {
            <li>
                <svg class="legend-seat" viewBox="-11 -11 22 22" width="24" height="24" aria-hidden="true">
                    <use href=symbol(face, accessible)></use>
                </svg>
                {name}
            </li>
        }
    };
    let states = [Face::Available, Face::Own, Face::Held, Face::Reserved, Face::Occupied]
        .map(|face| (face, false, seats::face(face)));
    let accessible = has_accessible.then_some((Face::Available, true, seats::ACCESSIBLE));
    view! {
        <ul class="seat-legend" aria-label=seats::LEGEND>
            {states.into_iter().chain(accessible).map(entry).collect_view()}
        </ul>
    }
    .erase()
}
