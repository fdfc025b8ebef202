//! The pages as routes: each reads from its address what is asked for.

use super::loaded::{Asked, loaded};
use jari_core::domain::{BlockId, MatchId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/`: every match, the soonest first.
#[component]
pub fn Matches() -> impl IntoView {
    loaded(Memo::new(|_| Asked::Matches))
}

/// `/matches/:match_id`: the whole venue, live.
#[component]
pub fn Match() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get("match_id")?.parse::<MatchId>().ok());
        id.map_or(Asked::Nothing, Asked::Match)
    });
    loaded(asked)
}

/// `/matches/:match_id/blocks/:block_id`: every seat of a block, live.
#[component]
pub fn Block() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| {
        let ids = params.with(|params| {
            let match_id: MatchId = params.get("match_id")?.parse().ok()?;
            let block_id: BlockId = params.get("block_id")?.parse().ok()?;
            Some((match_id, block_id))
        });
        ids.map_or(Asked::Nothing, |(match_id, block_id)| Asked::Block(match_id, block_id))
    });
    loaded(asked)
}
