//! A ticket, as its owner shows it.

use crate::{
    page_data::{Match, Moment},
    text::{matches, price, short_date_time, words},
};
use jari_core::domain::{Language, Money};
use leptos::prelude::*;

/// What is shown of a ticket.
#[derive(Clone, Debug)]
pub struct TicketView {
    /// What it is for.
    pub info: Match,
    /// What the seat is called.
    pub seat: String,
    /// What there is to say of the seat, in words.
    pub notes: Option<String>,
    /// The area that it is in.
    pub area: String,
    /// The type of ticket, in words; none where there are no types.
    pub kind: Option<String>,
    /// What it has cost.
    pub price: Money,
    /// Whose it is.
    pub name: String,
    /// Its code, as SVG of ours.
    pub code: String,
    /// Whether it is valid.
    pub is_valid: bool,
    /// When somebody has entered by it.
    pub entered: Option<Moment>,
}

pub(super) fn ticket(language: Language, ticket: TicketView) -> impl IntoView {
    let TicketView { info, seat, notes, area, kind, price: paid, name, code, is_valid, entered } = ticket;
    let state = match entered {
        _ if !is_valid => Some(words!(language, checkout.ticket_void).to_owned()),
        Some(when) => Some(words!(language, checkout.ticket_used, when = short_date_time(language, when))),
        None => None,
    };
    let (label, title) =
        (words!(language, checkout.ticket_code, seat), words!(language, checkout.ticket, seat));
    let is_over = state.is_some();
    view! {
        <article class="ticket" class:is-over=is_over aria-label=title>
            <div class="ticket-code" role="img" aria-label=label inner_html=code></div>
            <div class="ticket-text">
                <h2>{info.name}</h2>
                <p>{info.venue_name} " · " {matches::starts_at(language, info.starts_at)}</p>
                <p class="ticket-seat">{seat.clone()}</p>
                {notes.map(|notes| view! { <p class="seat-notes">{notes}</p> })}
                <p>{area} {kind.map(|kind| format!(" · {kind}"))} " · " {price(language, paid.amount, paid.currency)}</p>
                <p>{name}</p>
                {state.map(|state| view! { <p class="ticket-state"><strong>{state}</strong></p> })}
            </div>
        </article>
    }
}
