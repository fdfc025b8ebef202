use super::SaleBadge;
use crate::page_data::ListedMatch;
use crate::{
    components::site::SeatMeter,
    erase::Erase,
    language::{language, path_of_match},
    text::{self, matches, words},
};
use jari_core::domain::{SaleState, UnixMillis};
use leptos::prelude::*;

/// A match in the list.
#[component]
pub fn MatchCard(
    /// The match.
    overview: ListedMatch,
    /// The server's time.
    now: UnixMillis,
) -> impl IntoView {
    let language = language();
    let ListedMatch { info, free, held } = overview;
    let state = info.sale().state(now);
    let when = match state {
        SaleState::Upcoming => Some(matches::opens_at(language, info.sale_opens_at)),
        SaleState::Open => info.sale_closes_at.map(|at| matches::closes_at(language, at)),
        SaleState::Closed => None,
    };
    let starts = info.starts_at;
    let own = (held.seats > 0).then(|| {
        let seats = matches::own_held(language, held.seats);
        let price =
            (held.price > 0).then(|| format!(" · {}", text::price(language, held.price, info.currency)));
        view! { <p class="match-card-own">{seats} {price}</p> }
    });
    view! {
        <li class="match-card">
            // The same date stands in full below the name.
            <p class="match-card-date" aria-hidden="true">
                <span class="match-card-month">{matches::month(language, starts)}</span>
                " "
                <span class="match-card-day">{matches::day(starts)}</span>
                " "
                <span class="match-card-weekday">{matches::weekday(language, starts)}</span>
            </p>
            <div class="match-card-what">
                <h2 class="match-card-name">
                    <a href=path_of_match(language, info.id)>{info.name}</a>
                </h2>
                <p class="match-card-place">{info.venue_name}</p>
                <p class="match-card-time">{matches::starts_at(language, starts)}</p>
                {own}
            </div>
            <div class="match-card-sale">
                <SaleBadge state cancelled=info.cancelled/>
                <span class="match-card-when">{when}</span>
            </div>
            <SeatMeter free=Signal::stored(free) total=info.total/>
            <span class="match-card-go" aria-hidden="true">{words!(language, matches.to_seats)}</span>
        </li>
    }
    .erase()
}
