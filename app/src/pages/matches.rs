use crate::{
    components::venue::MatchCard, erase::Erase, language::language, page_data::MatchesPage, text::words,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The command that loads matches to look at.
const LOAD_DEMO: &str = "server load-demo";

/// The matches, or what to do when there are none.
#[component]
pub(super) fn MatchList(
    /// The matches.
    page: MatchesPage,
) -> impl IntoView {
    let language = language();
    let MatchesPage { matches: list, now } = page;
    let now = now.shown();
    let cards = if list.is_empty() {
        view! {
            <div class="empty">
                <h2>{words!(language, matches.empty_title)}</h2>
                <p>{words!(language, matches.empty_hint)}</p>
                <p><code>{LOAD_DEMO}</code></p>
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
            <h1>{words!(language, matches.hero)}</h1>
            <p>{words!(language, matches.lead)}</p>
        </div>
        {cards}
    }
    .erase()
}
