use crate::{
    components::{seats::symbol, tenths},
    live::Face,
    page_data::Seat,
    text::seats,
};
use jari_core::domain::{Language, Point, SeatId};
use leptos::{prelude::*, svg};

/// One seat on the map: a link to itself around its drawing. A block has hundreds, so there is as little as possible of each.
pub(super) fn seat_mark(
    language: Language,
    seat: &Seat,
    at: Point,
    face: Face,
    // Whether a companion's seat cannot be had for now.
    lacks_accessible: bool,
    // How many are taken together, as the page's address says.
    party: usize,
) -> impl IntoView + use<> {
    let notes = seat.notes();
    let name = seats::seat(language, &seat.row, &seat.number);
    let state = seats::state(language, face, lacks_accessible);
    // Built without the macro, which would take a link outside of an `svg` tag for one of HTML. The link is what has a
    // place: its drawing stays around (0, 0), so that it grows around its own middle, and not around the map's corner.
    svg::a()
        .attr("href", seat_query(seat.id, party))
        .attr("transform", format!("translate({} {})", tenths(at.x), tenths(at.y)))
        .attr("aria-label", seats::seat_label(language, &name, notes, state))
        .child(svg::r#use().attr("href", symbol(face, notes)))
}

/// The page that has this seat chosen, for so many.
pub(super) fn seat_query(seat: SeatId, party: usize) -> String {
    if party > 1 { format!("?seat={seat}&party={party}") } else { format!("?seat={seat}") }
}
