use crate::{
    components::{
        seats::{SeatLegend, SeatSymbols},
        venue::LevelLegend,
    },
    erase::Erase,
    surface::Surface,
};
use leptos::prelude::*;

/// What the map's drawings mean: the colours of blocks from afar, and the shapes of seats nearer.
#[component]
pub fn MapLegend(
    /// The map.
    surface: Surface,
) -> impl IntoView {
    let legend = move || {
        if surface.is_live.get() && !surface.is_whole.get() {
            let notes = surface.board.notes();
            return view! { <SeatSymbols/> <SeatLegend notes/> }.erase();
        }
        view! { <LevelLegend/> }.erase()
    };
    legend.erase()
}
