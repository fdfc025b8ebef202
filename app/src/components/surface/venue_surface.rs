use super::{MoveButtons, SurfaceHint};
use crate::{
    components::venue::VenueMap,
    erase::Erase,
    live::FreeCounts,
    page_data::{BlockView, Scenery},
    surface::Surface,
};
use jari_core::domain::{BlockId, Currency, MatchId};
use leptos::prelude::*;

/// The venue's map in its frame: the shapes that the server has drawn, and above them what the browser draws of seats.
#[component]
pub fn VenueSurface(
    /// The match.
    match_id: MatchId,
    /// What is drawn besides blocks.
    scenery: Scenery,
    /// The blocks.
    blocks: Vec<BlockView>,
    /// What prices are in.
    currency: Currency,
    /// How many seats each block has left.
    counts: FreeCounts,
    /// Told which block the pointer or the keyboard is at.
    pointed: RwSignal<Option<BlockId>>,
    /// The map.
    surface: Surface,
) -> impl IntoView {
    view! {
        <div
            class="surface"
            class:is-live=move || surface.is_live.get()
            class:is-whole=move || surface.is_whole.get()
        >
            <div class="surface-frame" node_ref=surface.frame>
                <VenueMap match_id scenery blocks=blocks.clone() counts pointed/>
                <canvas class="surface-seats" node_ref=surface.canvas aria-hidden="true"></canvas>
            </div>
            <SurfaceHint blocks currency counts pointed surface/>
            <MoveButtons surface/>
            <canvas class="surface-overview" node_ref=surface.overview aria-hidden="true"></canvas>
            <div class="surface-grid" node_ref=surface.grid></div>
            <p class="surface-said" role="status">{move || surface.said.get()}</p>
            <p class="surface-said" role="status">{move || surface.party_told()}</p>
        </div>
    }
    .erase()
}
