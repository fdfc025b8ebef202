use super::seat_symbols::symbol;
use crate::{
    erase::Erase,
    language::language,
    live::Face,
    text::{seats, words},
};
use jari_core::domain::SeatNotes;
use leptos::prelude::*;

/// What the drawings of seats mean.
#[component]
pub fn SeatLegend(
    /// What there is to say of any of the seats.
    notes: SeatNotes,
) -> impl IntoView {
    let language = language();
    let entry = |(face, notes, name): (Face, SeatNotes, &'static str)| {
        view! {
            <li>
                <svg class="legend-seat" viewBox="-11 -11 22 22" width="24" height="24" aria-hidden="true">
                    <use href=symbol(face, notes)></use>
                </svg>
                {name}
            </li>
        }
    };
    let states = [Face::Available, Face::Own, Face::Held, Face::Reserved, Face::Occupied]
        .map(|face| (face, SeatNotes::default(), seats::face(language, face)));
    let none = SeatNotes::default();
    let noted = [
        (notes.accessible, SeatNotes { accessible: true, ..none }, words!(language, seats.accessible)),
        (notes.companion, SeatNotes { companion: true, ..none }, words!(language, seats.companion)),
        (
            notes.restricted_view,
            SeatNotes { restricted_view: true, ..none },
            words!(language, seats.restricted_view),
        ),
    ];
    let noted = noted.into_iter().filter(|(is_there, ..)| *is_there);
    let noted = noted.map(|(_, notes, name)| (Face::Available, notes, name));
    view! {
        <ul class="seat-legend" aria-label=words!(language, seats.legend)>
            {states.into_iter().chain(noted).map(entry).collect_view()}
        </ul>
    }
    .erase()
}
