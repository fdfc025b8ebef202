use super::seat_symbols::symbol;
use crate::{
    erase::Erase,
    language::language,
    live::Face,
    text::{seats, words},
};
use leptos::prelude::*;

/// What the drawings of seats mean.
#[component]
pub fn SeatLegend(
    /// Whether any seat is meant for a wheelchair.
    has_accessible: bool,
) -> impl IntoView {
    let language = language();
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
        .map(|face| (face, false, seats::face(language, face)));
    let accessible = has_accessible.then_some((Face::Available, true, words!(language, seats.accessible)));
    view! {
        <ul class="seat-legend" aria-label=words!(language, seats.legend)>
            {states.into_iter().chain(accessible).map(entry).collect_view()}
        </ul>
    }
    .erase()
}
