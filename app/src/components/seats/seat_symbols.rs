use crate::{erase::Erase, live::Face};
use jari_core::domain::SeatNotes;
use leptos::prelude::*;

/// The symbol that draws a seat: its shape and mark tell the state without its colour.
pub(super) const fn symbol(face: Face, notes: SeatNotes) -> &'static str {
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
                    <rect class="seat-body" x="-8" y="-8" width="16" height="16" rx="5"/>
                </g>
                <g id="w">
                    <rect class="seat-body" x="-8" y="-8" width="16" height="16" rx="5"/>
                    <path class="seat-wheelchair" d="M-1 -5v5h4l2 4M-1 -2a4 4 0 1 0 3.5 6"/>
                    <circle class="seat-wheelchair-head" cx="-1" cy="-5.5" r="1.5"/>
                </g>
                <g id="c">
                    <rect class="seat-body" x="-8" y="-8" width="16" height="16" rx="5"/>
                    <path class="seat-companion" d="M-5.7 4.6a2.9 3.4 0 0 1 5.2 -1.6a2.9 3.4 0 0 1 6.2 1.6z"/>
                    <circle class="seat-companion" cx="-2.8" cy="-2" r="2"/>
                    <circle class="seat-companion" cx="2.8" cy="-2" r="2"/>
                </g>
                <g id="v">
                    <rect class="seat-body" x="-8" y="-8" width="16" height="16" rx="5"/>
                    <path class="seat-pillar" d="M2.6 -8h0.4a5 5 0 0 1 5 5v6a5 5 0 0 1 -5 5h-0.4z"/>
                </g>
                <g id="wv">
                    <use href="#w"/>
                    <path class="seat-pillar" d="M3.6 -8a5 5 0 0 1 4.4 4.4z"/>
                </g>
                <g id="cv">
                    <use href="#c"/>
                    <path class="seat-pillar" d="M3.6 -8a5 5 0 0 1 4.4 4.4z"/>
                </g>
                <g id="h">
                    <rect class="seat-held" x="-7" y="-7" width="14" height="14" rx="4.5"/>
                    <path class="seat-somebody" d="M-3.6 4.4a3.6 3.6 0 0 1 7.2 0z"/>
                    <circle class="seat-somebody" cy="-2" r="2.1"/>
                </g>
                <g id="r">
                    <rect class="seat-gone" x="-5.5" y="-5.5" width="11" height="11" rx="3"/>
                    <path class="seat-cross" d="M-2.5 2.5l5 -5"/>
                </g>
                <g id="o">
                    <rect class="seat-gone" x="-5.5" y="-5.5" width="11" height="11" rx="3"/>
                    <path class="seat-cross" d="M-2.5 -2.5l5 5m0 -5l-5 5"/>
                </g>
                <g id="m">
                    <circle class="seat-own-ring" r="9.5"/>
                    <rect class="seat-own" x="-7" y="-7" width="14" height="14" rx="4.5"/>
                    <path class="seat-check" d="M-3.5 0l2.5 2.5l4.5 -5"/>
                </g>
                <g id="p">
                    <rect class="seat-pending" x="-7" y="-7" width="14" height="14" rx="4.5"/>
                    <path class="seat-pending-dots" d="M-4 0h.01M0 0h.01M4 0h.01"/>
                </g>
            </defs>
        </svg>
    }
    .erase()
}
