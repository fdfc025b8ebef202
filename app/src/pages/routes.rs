//! The pages as routes: each reads from its address what is asked for.

use super::loaded::{Asked, loaded};
use crate::{erase::Erased, language::language};
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

/// `/:language/matches/:match_id/blocks/:block_id`: every seat of a block, by links and forms. In the browser it is a place of the map.
#[component]
pub fn Block() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let of_path = || {
        params.get_str("language")?.parse::<Language>().ok()?;
        Some((params.get_str("match_id")?.parse().ok()?, params.get_str("block_id")?.parse().ok()?))
    };
    of_path().map_or_else(
        || loaded(Memo::new(|_| Asked::Nothing)),
        |(match_id, block_id)| block(match_id, block_id),
    )
}

#[cfg(feature = "ssr")]
fn block(match_id: MatchId, block_id: BlockId) -> Erased {
    super::block::rendered(language(), match_id, block_id)
}

/// Whoever follows a link to it inside of the page goes on to the map; the address in between leaves no trace.
#[cfg(not(feature = "ssr"))]
fn block(match_id: MatchId, block_id: BlockId) -> Erased {
    use crate::{erase::Erase, language::path_to_block};
    use leptos_router::{components::Redirect, hooks::use_location};
    let query = use_location().search.get_untracked();
    view! { <Redirect path=path_to_block(language(), match_id, block_id, &query)/> }.erase()
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
