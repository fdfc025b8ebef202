use crate::{erase::Erase, live::Face, map::seat_shapes};
use jari_core::domain::SeatNotes;
use leptos::prelude::*;

/// The symbol that draws a seat: its shape and mark tell the state without its colour.
pub(crate) const fn symbol(face: Face, notes: SeatNotes) -> &'static str {
    let SeatNotes { accessible, companion, restricted_view } = notes;
    match face {
        Face::Available => match (accessible, companion, restricted_view) {
            (true, _, false) => "#w",
            (true, _, true) => "#wv",
            (false, true, false) => "#c",
            (false, true, true) => "#cv",
            (false, false, true) => "#v",
            (false, false, false) => "#s",
        },
        Face::Held => "#h",
        Face::Reserved => "#r",
        Face::Occupied => "#o",
        Face::Own => "#m",
        Face::Pending => "#p",
    }
}

/// The drawings of a seat in each state, once per page, around (0, 0) and a little smaller than the distance of two
/// seats. What takes the colour of the seat's price category has no colour of its own.
#[component]
pub fn SeatSymbols() -> impl IntoView {
    view! {
        <svg class="seat-symbols" width="0" height="0" aria-hidden="true">
            <defs>
                <g id="s">
                    <path class="seat-body" d=seat_shapes::BODY/>
                </g>
                <g id="w">
                    <path class="seat-body" d=seat_shapes::BODY/>
                    <path class="seat-wheelchair" d=seat_shapes::WHEELCHAIR/>
                    <path class="seat-wheelchair-head" d=seat_shapes::WHEELCHAIR_HEAD/>
                </g>
                <g id="c">
                    <path class="seat-body" d=seat_shapes::BODY/>
                    <path class="seat-companion" d=seat_shapes::COMPANIONS/>
                    <path class="seat-companion" d=seat_shapes::COMPANION_HEADS/>
                </g>
                <g id="v">
                    <path class="seat-body" d=seat_shapes::BODY/>
                    <path class="seat-pillar" d=seat_shapes::PILLAR/>
                </g>
                <g id="wv">
                    <use href="#w"/>
                    <path class="seat-pillar" d=seat_shapes::SMALL_PILLAR/>
                </g>
                <g id="cv">
                    <use href="#c"/>
                    <path class="seat-pillar" d=seat_shapes::SMALL_PILLAR/>
                </g>
                <g id="h">
                    <path class="seat-held" d=seat_shapes::INNER/>
                    <path class="seat-somebody" d=seat_shapes::SOMEBODY/>
                    <path class="seat-somebody" d=seat_shapes::SOMEBODY_HEAD/>
                </g>
                <g id="r">
                    <path class="seat-gone" d=seat_shapes::GONE/>
                    <path class="seat-cross" d=seat_shapes::RESERVED/>
                </g>
                <g id="o">
                    <path class="seat-gone" d=seat_shapes::GONE/>
                    <path class="seat-cross" d=seat_shapes::OCCUPIED/>
                </g>
                <g id="m">
                    <path class="seat-own-ring" d=seat_shapes::OWN_RING/>
                    <path class="seat-own" d=seat_shapes::INNER/>
                    <path class="seat-check" d=seat_shapes::CHECK/>
                </g>
                <g id="p">
                    <path class="seat-pending" d=seat_shapes::INNER/>
                    <path class="seat-pending-dots" d=seat_shapes::PENDING/>
                </g>
            </defs>
        </svg>
    }
    .erase()
}
