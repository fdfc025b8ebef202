//! What is bought, and what it costs.

use crate::{
    page_data::Match,
    text::{matches, price, words},
};
use jari_core::domain::{Currency, Language, Money};
use leptos::prelude::*;

/// One seat of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckoutLine {
    /// What the seat is called.
    pub seat: String,
    /// What there is to say of it, in words.
    pub notes: Option<String>,
    /// The type of ticket, in words; none where there are no types.
    pub kind: Option<String>,
    /// What it costs, in the match's currency.
    pub amount: i64,
}

/// What is bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The match.
    pub info: Match,
    /// Its seats.
    pub lines: Vec<CheckoutLine>,
    /// What is charged besides.
    pub fee: i64,
    /// What all of it costs.
    pub total: Money,
}

/// The match, its seats and what all of it costs.
pub(super) fn summary(language: Language, summary: Summary) -> impl IntoView {
    let Summary { info, lines, fee, total } = summary;
    let amount = move |amount, currency: Currency| price(language, amount, currency);
    let line = move |CheckoutLine { seat, notes, kind, amount: of_seat }| {
        let kind = kind.map(|kind| format!(" · {kind}"));
        let notes = notes.map(|notes| view! { " " <span class="seat-notes">{notes}</span> });
        view! { <li><span>{seat} {kind} {notes}</span> " " <span>{amount(of_seat, total.currency)}</span></li> }
    };
    let fee = (fee > 0).then(|| {
        let name = words!(language, checkout.fee);
        view! { <li><span>{name}</span> " " <span>{amount(fee, total.currency)}</span></li> }
    });
    view! {
        <section class="checkout-summary" aria-labelledby="summary-title">
            <h2 id="summary-title">{info.name}</h2>
            <p class="lead">{info.venue_name} " · " {matches::starts_at(language, info.starts_at)}</p>
            <ul>{lines.into_iter().map(line).collect_view()} {fee}</ul>
            <p class="checkout-total">
                <span>{words!(language, seats.total)}</span> " " <strong>{amount(total.amount, total.currency)}</strong>
            </p>
        </section>
    }
}
