use crate::{components::venue::MatchCard, erase::Erase, page_data::MatchesPage, text::matches};
use leptos::prelude::*;
use leptos_meta::Title;

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
        .erase()
    } else {
        let card = |overview| view! { <MatchCard overview now/> };
        let cards = list.into_iter().map(card).collect_view();
        view! { <ul class="match-cards">{cards}</ul> }.erase()
    };
    view! {
        <Title text=""/>
        <div class="hero">
            <h1>{matches::HERO}</h1>
            <p>{matches::LEAD}</p>
        </div>
        {cards}
    }
    .erase()
}
