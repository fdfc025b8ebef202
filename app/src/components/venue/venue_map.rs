use super::{BlockMark, pointed::block_of};
use crate::{
    erase::Erase,
    language::language,
    live::FreeCounts,
    page_data::{BlockView, Scenery},
    text::words,
};
use jari_core::domain::{BlockId, MatchId};
use leptos::{prelude::*, web_sys};

/// The whole venue: what is around the seats, and every block.
#[component]
pub fn VenueMap(
    /// The match.
    match_id: MatchId,
    /// What is drawn besides blocks.
    scenery: Scenery,
    /// The blocks.
    blocks: Vec<BlockView>,
    /// How many seats each block has left.
    counts: FreeCounts,
    /// Told which block the pointer or the keyboard is at.
    pointed: RwSignal<Option<BlockId>>,
) -> impl IntoView {
    let language = language();
    let point = move |event: &web_sys::Event| {
        if let Some(block) = block_of(event) {
            pointed.set(Some(block));
        }
    };
    view! {
        <svg
            class="venue-map"
            viewBox=scenery.view_box
            role="group"
            aria-label=words!(language, matches.venue_map)
            on:mouseover=move |event| point(&event)
            on:focusin=move |event| point(&event)
        >
            <defs>
                <pattern id="sold-out" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="sold-out-ground" width="14" height="14"/>
                    <rect class="sold-out-stripe" width="6" height="14"/>
                </pattern>
            </defs>
            <g aria-hidden="true" inner_html=scenery.shapes></g>
            {blocks.into_iter().map(|block| view! { <BlockMark match_id block counts pointed/> }).collect_view()}
        </svg>
    }
    .erase()
}
