use super::block_level::level_class;
use crate::{
    erase::Erase,
    language::language,
    text::{matches, words},
};
use leptos::prelude::*;

/// What the map's colours mean, from most seats left to none.
#[component]
pub fn LevelLegend() -> impl IntoView {
    let language = language();
    let entry = |(level, name): (usize, &'static str)| {
        view! {
            <li>
                <svg class="level-sample" viewBox="0 0 20 14" width="20" height="14" aria-hidden="true">
                    <rect class=level_class(level) width="20" height="14" rx="3"/>
                </svg>
                {name}
            </li>
        }
    };
    view! {
        <ul class="level-legend" aria-label=words!(language, matches.legend)>
            {matches::levels(language).into_iter().enumerate().rev().map(entry).collect_view()}
        </ul>
    }
    .erase()
}
