use crate::{erase::Erase, live::OwnHolds, page_data::HeldSeat, text::seats};
use jari_core::domain::{Currency, Language};
use leptos::prelude::*;

/// The choice of what a seat is to be sold as, where there is more than one type.
#[component]
pub fn TicketChoice(
    /// The viewer's holds.
    own: OwnHolds,
    /// The seat.
    held: HeldSeat,
    /// What its price is in.
    currency: Currency,
    /// The page's.
    language: Language,
    /// The choice's accessible name.
    label: String,
) -> impl IntoView {
    let types = own.types_of(&held);
    if types.len() < 2 {
        return ().erase();
    }
    let seat = held.seat_id;
    let prices = held.prices.clone();
    let chosen = Memo::new(move |_| own.type_of(&held));
    let option = |(n, of): (usize, crate::page_data::TicketType)| {
        let amount = prices.get(n).copied().flatten().unwrap_or_default();
        let words = seats::type_price(language, of.name.as_str(), amount, currency);
        view! {
            <option value=of.key prop:selected=move || chosen.get() == Some(n)>
                {words}
            </option>
        }
    };
    view! {
        <select
            class="own-seat-type"
            aria-label=label
            on:change=move |event| own.choose_type(seat, event_target_value(&event))
        >
            {types.into_iter().map(option).collect_view()}
        </select>
    }
    .erase()
}
