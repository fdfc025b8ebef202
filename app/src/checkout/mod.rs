//! From seats on hold to tickets: the pages on which one orders and pays. They are HTML alone, so that nothing of them is downloaded
//! by those who only look, and they work in every browser; what moves on them are forms and links.
#![cfg(feature = "ssr")]

mod find_page;
mod frame;
mod order_form;
mod order_page;
mod orders_page;
mod steps;
mod summary;
mod ticket;

pub use find_page::FindForm;
pub use frame::Frame;
pub use order_form::{OrderForm, TypeChoice};
pub use order_page::{OrderPage, OrderPhase, Refund};
pub use orders_page::ListedOrder;
pub use summary::{CheckoutLine, Summary};
pub use ticket::TicketView;

use crate::{
    language::path_of_match,
    text::{seats, words},
};
use frame::framed;
use jari_core::domain::{Language, MatchId};
use leptos::prelude::*;

/// The page on which one says who buys.
pub fn order_form(frame: &Frame, form: OrderForm) -> String {
    framed(frame, words!(frame.language, checkout.title), None, order_form::view(frame.language, form))
}

/// The page of an order: how it stands, and what is to be done.
pub fn order_page(frame: &Frame, page: OrderPage) -> String {
    let (title, refresh) = (page.phase.title(frame.language), page.phase.changes_by_itself());
    framed(frame, title, refresh.then_some(REFRESH_SECS), order_page::view(frame.language, page))
}

/// The page of all orders of whoever asks.
pub fn orders_page(frame: &Frame, orders: Vec<ListedOrder>) -> String {
    framed(frame, words!(frame.language, site.my_tickets), None, orders_page::view(frame.language, orders))
}

/// How often a page asks again that waits for something, in seconds.
const REFRESH_SECS: u32 = 4;

/// The page of somebody who wants to order and has nothing on hold.
pub fn nothing_on_hold(frame: &Frame, match_id: MatchId, error: Option<String>) -> String {
    let language = frame.language;
    let body = view! {
        <h1>{words!(language, checkout.no_seats_title)}</h1>
        {error.map(|error| view! { <p class="checkout-error" role="alert">{error}</p> })}
        <p class="lead">{words!(language, checkout.no_seats_hint)}</p>
        <p class="checkout-ways">
            <a class="button" href=path_of_match(language, match_id)>{words!(language, checkout.choose_seats)}</a>
        </p>
    };
    framed(frame, words!(language, checkout.no_seats_title), None, body)
}

/// The page on which an order is looked up that was made in another browser.
pub fn find_page(frame: &Frame, form: FindForm) -> String {
    framed(frame, words!(frame.language, checkout.find.title), None, find_page::view(frame.language, form))
}

/// The page of an order that there is not, or that is another's: it may be looked up.
pub fn no_order(frame: &Frame, form: FindForm) -> String {
    let language = frame.language;
    let body = view! {
        <h1>{words!(language, checkout.not_found)}</h1>
        <p class="lead">{words!(language, checkout.not_found_hint)}</p>
        {find_page::form(language, form)}
    };
    framed(frame, words!(language, checkout.not_found), None, body)
}

/// What a seat is called outside of its block.
pub fn seat_name(language: Language, block: &str, row: &str, number: &str) -> String {
    seats::seat_of_block(language, block, &seats::seat(language, row, number))
}
