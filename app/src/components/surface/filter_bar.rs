use crate::{
    erase::Erase,
    language::language,
    page_data::PriceCategory,
    surface::Surface,
    text::{seats, words},
};
use jari_core::{domain::Currency, surface::Filter};
use leptos::prelude::*;

/// The largest party that one looks for here.
const PARTIES: u32 = 8;

/// What is looked for: prices, which are the legend as well, what is free, how many together, places for wheelchairs. It works once
/// the map shows seats, and has its place from the beginning, so that nothing moves then.
#[component]
pub fn FilterBar(
    /// The price categories, dearest first.
    categories: Vec<PriceCategory>,
    /// What their prices are in.
    currency: Currency,
    /// The map.
    surface: Surface,
) -> impl IntoView {
    let language = language();
    let filter = surface.filter;
    let price = move |category: PriceCategory| {
        let amount = category.price?;
        let is_on = move || filter.with(|filter| filter.prices.binary_search(&amount).is_ok());
        Some(view! {
            <button
                class="filter-price"
                type="button"
                disabled=move || !surface.is_live.get()
                aria-pressed=move || is_on().to_string()
                on:click=move |_| filter.update(|filter| filter.toggle_price(amount))
            >
                <svg class="price-color" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                    <rect class="seat-body" x="1" y="1" width="14" height="14" rx="4" fill=category.color/>
                </svg>
                {category.name}
                " "
                <span class="filter-amount">{seats::price(language, category.price, currency)}</span>
            </button>
        })
    };
    let flag = move |name: &'static str, get: fn(&Filter) -> bool, set: fn(&mut Filter, bool)| {
        let is_on = move || filter.with(get);
        view! {
            <button
                class="filter-price"
                type="button"
                disabled=move || !surface.is_live.get()
                aria-pressed=move || is_on().to_string()
                on:click=move |_| filter.update(|filter| {
                    let is_on = get(filter);
                    set(filter, !is_on);
                })
            >
                {name}
            </button>
        }
    };
    let party = move |count: u32| {
        let is_on = move || filter.with(|filter| filter.party.max(1) == count);
        view! { <option value=count.to_string() selected=is_on>{seats::own_count(language, count as usize, 0)}</option> }
    };
    let change = move |event: leptos::ev::Event| {
        let party = event_target_value(&event).parse().unwrap_or(1);
        filter.update(|filter| filter.party = party);
    };
    let mut amounts: Vec<i64> = categories.iter().filter_map(|category| category.price).collect();
    amounts.sort_unstable();
    amounts.dedup();
    let amounts = StoredValue::new(amounts);
    let limit = move |name: &'static str,
                      get: fn(&Filter) -> Option<i64>,
                      set: fn(&mut Filter, Option<i64>)| {
        let option = move |amount: i64| {
            let is_on = move || filter.with(get) == Some(amount);
            view! { <option value=amount.to_string() selected=is_on>{seats::price(language, Some(amount), currency)}</option> }
        };
        let change = move |event: leptos::ev::Event| {
            let amount = event_target_value(&event).parse().ok();
            filter.update(|filter| set(filter, amount));
        };
        view! {
            <select
                class="filter-limit"
                aria-label=name
                disabled=move || !surface.is_live.get()
                on:change=change
            >
                <option value="" selected=move || filter.with(get).is_none()>{name}</option>
                {amounts.get_value().into_iter().map(option).collect_view()}
            </select>
        }
    };
    let none = move || filter.with(Filter::is_none);
    view! {
                <div class="filter-bar" role="group" aria-label=words!(language, matches.surface.filter)>
                    {categories.into_iter().filter_map(price).collect_view()}
                    {flag(words!(language, matches.surface.only_free), |filter| filter.only_free, |filter, is| filter.only_free = is)}
                    {flag(words!(language, seats.accessible), |filter| filter.accessible, |filter, is| filter.accessible = is)}
                    <label class="filter-party">
                        <span>{words!(language, seats.party.label)}</span>
                        <select disabled=move || !surface.is_live.get() on:change=change>{(1..=PARTIES).map(party).collect_view()}</select>
                    </label>
                    {limit(words!(language, matches.surface.lowest), |filter| filter.from, |filter, price| filter.from = price)}
                    {limit(words!(language, matches.surface.highest), |filter| filter.to, |filter, price| filter.to = price)}
                    {move || (!none()).then(|| view! {
                        <button class="filter-clear" type="button" on:click=move |_| filter.set(Filter::default())>
                            {words!(language, matches.surface.clear)}
                        </button>
                    })}
                </div>
            }
    .erase()
}
