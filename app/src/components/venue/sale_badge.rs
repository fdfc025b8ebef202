use crate::{language::language, text::matches};
use jari_core::domain::SaleState;
use leptos::prelude::*;

/// Where in its sale a match is.
#[component]
pub fn SaleBadge(
    /// The state.
    state: SaleState,
    /// Whether the match does not take place.
    cancelled: bool,
) -> impl IntoView {
    let class = match state {
        SaleState::Upcoming => "sale-badge is-upcoming",
        SaleState::Open => "sale-badge is-open",
        SaleState::Closed => "sale-badge is-closed",
    };
    view! { <span class=class>{matches::sale_state(language(), state, cancelled)}</span> }
}
