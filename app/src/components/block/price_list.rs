use crate::page_data::{PriceCategory, Tickets};
use crate::{
    erase::Erase,
    language::language,
    text::{seats, words},
};
use jari_core::domain::Currency;
use leptos::prelude::*;

/// The price categories with the colour that their seats have.
#[component]
pub fn PriceList(
    /// The categories, dearest first.
    categories: Vec<PriceCategory>,
    /// What their prices are in.
    currency: Currency,
    /// What is sold at the match.
    tickets: Tickets,
) -> impl IntoView {
    let language = language();
    let entry = |category: PriceCategory| {
        let types = tickets.types.iter().zip(category.prices);
        let types = types.filter_map(|(of, price)| {
            let words = seats::type_price(language, of.name.as_str(), price?, currency);
            Some(view! { <span class="price-type">{words}</span> " " })
        });
        let types = (tickets.types.len() > 1)
            .then(|| view! { <span class="price-types">{types.collect_view()}</span> });
        view! {
            <li>
                <svg class="price-color" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                    <rect class="seat-body" x="1" y="1" width="14" height="14" rx="4" fill=category.color/>
                </svg>
                <span class="price-name">{category.name}</span>
                " "
                <span class="price-amount">{seats::price(language, category.price, currency)}</span>
                {types}
            </li>
        }
    };
    view! {
        <section class="price-list" aria-labelledby="prices-title">
            <h2 id="prices-title">{words!(language, seats.prices)}</h2>
            <ul>{categories.into_iter().map(entry).collect_view()}</ul>
        </section>
    }
    .erase()
}
