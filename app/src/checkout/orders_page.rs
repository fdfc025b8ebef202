//! The orders of whoever asks.

use super::order_page::OrderPhase;
use crate::{
    language::path_of_find,
    page_data::Match,
    text::{matches, price, words},
};
use jari_core::domain::{Language, Money};
use leptos::prelude::*;

/// An order, as the list shows it.
#[derive(Clone, Debug)]
pub struct ListedOrder {
    /// What people call it.
    pub code: String,
    /// Its page.
    pub path: String,
    /// The match.
    pub info: Match,
    /// How many seats.
    pub seats: usize,
    /// What all of it costs.
    pub total: Money,
    /// How it stands.
    pub phase: OrderPhase,
}

pub(super) fn view(language: Language, orders: Vec<ListedOrder>) -> impl IntoView {
    let nothing =
        orders.is_empty().then(|| view! { <p class="lead">{words!(language, checkout.no_orders)}</p> });
    let item = |ListedOrder { code, path, info, seats, total, phase }: ListedOrder| {
        let total = price(language, total.amount, total.currency);
        view! {
            <li class="checkout-summary">
                <h2><a href=path>{info.name}</a></h2>
                <p>{info.venue_name} " · " {matches::starts_at(language, info.starts_at)}</p>
                <p>
                    <strong>{phase.title(language)}</strong> " · "
                    {words!(language, checkout.order_of, count = seats, price = total)} " · "
                    {words!(language, checkout.code, code)}
                </p>
            </li>
        }
    };
    view! {
        <h1>{words!(language, site.my_tickets)}</h1>
        {nothing}
        <ul class="checkout-tickets">{orders.into_iter().map(item).collect_view()}</ul>
        <p class="checkout-find">
            <span>{words!(language, checkout.find.elsewhere)}</span> " "
            <a href=path_of_find(language)>{words!(language, checkout.find.title)}</a>
        </p>
    }
}
