use super::seat_symbols::symbol;
use crate::page_data::Seat;
use crate::{components::tenths, live::SeatView, text::seats};
use jari_core::domain::{Language, Point, SeatId};
use leptos::{prelude::*, svg};

/// One seat on the map: a link to itself around its drawing. A block has hundreds, so there is as little as possible
/// of each: two attributes that follow the seat's own signal, and no listener, as the map listens for all.
pub(super) fn seat_mark(
    language: Language,
    seat: &Seat,
    at: Point,
    view: RwSignal<SeatView>,
    // Whether a companion's seat cannot be had for now.
    lacks_accessible: Option<Memo<bool>>,
    // How many are taken together, as the page's address says.
    party: usize,
) -> impl IntoView + use<> {
    let notes = seat.notes();
    let name = seats::seat(language, &seat.row, &seat.number);
    // Built without the macro, which would take a link outside of an `svg` tag for one of HTML. The link is what has a
    // place: its drawing stays around (0, 0), so that it grows around its own middle, and not around the map's corner.
    svg::a()
        .attr("href", seat_query(seat.id, party))
        .attr("transform", format!("translate({} {})", tenths(at.x), tenths(at.y)))
        .attr("aria-label", move || {
            let lacks = lacks_accessible.is_some_and(|lacks| lacks.get());
            seats::seat_label(language, &name, notes, seats::state(language, view.get().face(), lacks))
        })
        .child(svg::r#use().attr("href", move || symbol(view.get().face(), notes)))
}

/// The page that has this seat chosen, for so many.
pub(super) fn seat_query(seat: SeatId, party: usize) -> String {
    if party > 1 { format!("?seat={seat}&party={party}") } else { format!("?seat={seat}") }
}
