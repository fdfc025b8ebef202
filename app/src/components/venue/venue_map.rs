use super::{BlockMark, PlanShape, pointed::block_of};
use crate::{
    domain::{BlockId, BlockOverview, MatchId, VenuePlan},
    live::FreeCounts,
    text::matches,
};
use leptos::{prelude::*, web_sys};

/// The whole venue: what is around the seats, and every block.
#[component]
pub fn VenueMap(
    /// The match.
    match_id: MatchId,
    /// What is drawn besides blocks.
    plan: VenuePlan,
    /// The blocks.
    blocks: Vec<BlockOverview>,
    /// How many seats each block has left.
    counts: FreeCounts,
    /// Told which block the pointer or the keyboard is at.
    pointed: RwSignal<Option<BlockId>>,
) -> impl IntoView {
    let (width, height) = (plan.max.x - plan.min.x, plan.max.y - plan.min.y);
    let margin = width.max(height) * 0.02;
    let view_box = format!(
        "{:.1} {:.1} {:.1} {:.1}",
        plan.min.x - margin,
        plan.min.y - margin,
        width + 2.0 * margin,
        height + 2.0 * margin
    );
    let end = matches::shared_end(blocks.iter().map(|block| block.info.name.as_str())).len();
    let point = move |event: &web_sys::Event| {
        if let Some(block) = block_of(event) {
            pointed.set(Some(block));
        }
    };
    view! {
        <svg
            class="venue-map"
            viewBox=view_box
            role="group"
            aria-label=matches::VENUE_MAP
            on:mouseover=move |event| point(&event)
            on:focusin=move |event| point(&event)
        >
            <defs>
                <pattern id="sold-out" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="sold-out-ground" width="14" height="14"/>
                    <rect class="sold-out-stripe" width="6" height="14"/>
                </pattern>
            </defs>
            <g aria-hidden="true">
                {plan.shapes.into_iter().map(|shape| view! { <PlanShape shape/> }).collect_view()}
            </g>
            {blocks.into_iter().map(|block| view! { <BlockMark match_id block counts shared_end=end pointed/> }).collect_view()}
        </svg>
    }
    .into_any()
}
