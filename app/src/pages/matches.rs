use crate::{
    components::{site::Failure, venue::MatchCard},
    server_fns::load_matches,
    text::{matches, site},
    view::MatchesPage,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/`: every match, the soonest first.
#[component]
pub fn Matches() -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| load_matches());
    let content = move || {
        Suspend::new(async move {
            match page.await {
                Ok(page) => view! { <MatchList page/> }.into_any(),
                Err(error) => view! { <Failure error/> }.into_any(),
            }
        })
    };
    view! { <Suspense fallback=|| view! { <p class="loading">{site::LOADING}</p> }>{content}</Suspense> }
}

/// The matches, or what to do when there are none.
#[component]
pub(super) fn MatchList(
    /// The matches.
    page: MatchesPage,
) -> impl IntoView {
    let MatchesPage { matches: list, now } = page;
    let cards = if list.is_empty() {
        view! {
            <div class="empty">
                <h2>{matches::EMPTY_TITLE}</h2>
                <p>{matches::EMPTY_HINT}</p>
                <p><code>{matches::EMPTY_COMMAND}</code></p>
            </div>
        }
        .into_any()
    } else {
        let cards = list.into_iter().map(|info| view! { <MatchCard info now/> }).collect_view();
        view! { <ul class="match-cards">{cards}</ul> }.into_any()
    };
    view! {
        <Title text=""/>
        <div class="hero">
            <h1>{matches::HERO}</h1>
            <p>{matches::LEAD}</p>
        </div>
        {cards}
    }
    .into_any()
}
