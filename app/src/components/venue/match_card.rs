use super::SaleBadge;
use crate::{
    components::site::SeatMeter,
    domain::{MatchInfo, SaleState, UnixMillis},
    erase::Erase,
    text::matches,
};
use leptos::prelude::*;

/// A match in the list.
#[component]
pub fn MatchCard(
    /// The match.
    info: MatchInfo,
    /// The server's time.
    now: UnixMillis,
) -> impl IntoView {
    let state = info.sale_state(now);
    let when = match state {
        SaleState::Upcoming => Some(matches::opens_at(info.sale.opens_at)),
        SaleState::Open => info.sale.closes_at.map(matches::closes_at),
        SaleState::Closed => None,
    };
    let free = info.free;
    view! {
        <li class="match-card">
            <div class="match-card-head">
                <SaleBadge state/>
                <span class="match-card-sale">{when}</span>
            </div>
            <h2 class="match-card-name">
                <a href=format!("/matches/{}", info.id)>{info.name}</a>
            </h2>
            <p class="match-card-place">{info.venue_name}</p>
            <p class="match-card-time">{matches::starts_at(info.starts_at)}</p>
            <SeatMeter free=Signal::stored(free) total=info.total/>
        </li>
    }
    .erase()
}
