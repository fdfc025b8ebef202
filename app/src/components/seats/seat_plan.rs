use super::{PartySize, SeatHint, SeatMap, Zoom, ZoomButtons};
use crate::map::seat_layout::SeatLayout;
use crate::page_data::{PriceCategory, Seat};
use crate::{erase::Erase, live::SeatBoard};
use jari_core::domain::Currency;
use leptos::prelude::*;

/// The seat map in a frame through which one looks at it, and above it what there is to say and to press.
#[component]
pub fn SeatPlan(
    /// The seats, ordered by id.
    seats: Vec<Seat>,
    /// The venue's price categories.
    categories: Vec<PriceCategory>,
    /// What their prices are in.
    currency: Currency,
    /// What is known of each seat.
    board: SeatBoard,
    /// The most seats that the viewer may hold; 0 means no cap.
    max_holds: u32,
) -> impl IntoView {
    let layout = SeatLayout::new(&seats);
    let zoom = Zoom::new(layout.width, layout.height);
    if let Some(place) = layout.seats.get(layout.first) {
        zoom.begin_at(*place);
    }
    let pointed = RwSignal::new(None);
    view! {
        <PartySize board max_holds pointed/>
        <div class="map-bar">
            <SeatHint seats=seats.clone() categories=categories.clone() currency board pointed/>
            <ZoomButtons zoom/>
        </div>
        <div class=move || zoom.class() node_ref=zoom.frame>
            <SeatMap seats layout categories board zoom pointed/>
        </div>
    }
    .erase()
}
