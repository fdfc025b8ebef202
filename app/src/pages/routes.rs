//! The pages as routes: each reads from its address what is asked for.

use super::loaded::{Asked, loaded};
use crate::erase::Erased;
use jari_core::domain::{BlockId, Language, MatchId};
use leptos::prelude::*;
use leptos_router::{hooks::use_params_map, params::ParamsMap};

/// `/ko` and `/en`: every match, the soonest first.
#[component]
pub fn Matches() -> impl IntoView {
    asked(|_| Some(Asked::Matches))
}

/// `/:language/matches/:match_id`: the whole venue, live.
#[component]
pub fn Match() -> impl IntoView {
    asked(|params| {
        let id: MatchId = params.get("match_id")?.parse().ok()?;
        Some(Asked::Match(id))
    })
}

/// `/:language/matches/:match_id/blocks/:block_id`: every seat of a block, live.
#[component]
pub fn Block() -> impl IntoView {
    asked(|params| {
        let match_id: MatchId = params.get("match_id")?.parse().ok()?;
        let block_id: BlockId = params.get("block_id")?.parse().ok()?;
        Some(Asked::Block(match_id, block_id))
    })
}

/// The page that an address asks for, by the parts of it. In a language that is none there is nothing.
fn asked(read: fn(&ParamsMap) -> Option<Asked>) -> Erased {
    let params = use_params_map();
    loaded(Memo::new(move |_| {
        let asked = params.with(|params| {
            params.get_str("language")?.parse::<Language>().ok()?;
            read(params)
        });
        asked.unwrap_or(Asked::Nothing)
    }))
}
