//! How an order stands, and what is to be done.

use super::{
    steps::{Step, steps},
    summary::{Summary, summary},
    ticket::{TicketView, ticket},
};
use crate::{
    language::path_of_match,
    page_data::Moment,
    text::{price, short_date_time, words},
};
use jari_core::domain::{Language, Money};
use leptos::prelude::*;

/// How an order stands, as its buyer is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderPhase {
    /// It is to be paid; perhaps a try has failed.
    Unpaid {
        /// Whether the last try was declined.
        declined: bool,
    },
    /// The buyer was sent to pay, and nothing is known of it yet.
    Checking,
    /// It is paid.
    Paid,
    /// Its time is over.
    Expired,
    /// It did not come about.
    Failed,
    /// It was cancelled.
    Cancelled,
}

/// Money that goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
    /// How much.
    pub money: Money,
    /// Whether it is back already.
    pub is_done: bool,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct OrderPage {
    /// What people call the order.
    pub code: String,
    /// How it stands.
    pub phase: OrderPhase,
    /// What is bought.
    pub summary: Summary,
    /// Until when it may be paid.
    pub reserved_until: Moment,
    /// What goes back.
    pub refund: Option<Refund>,
    /// Its tickets.
    pub tickets: Vec<TicketView>,
    /// Whether it may be given back.
    pub can_cancel: bool,
    /// The path of the page, below which its forms are sent.
    pub path: String,
    /// What went wrong, in words.
    pub error: Option<String>,
    /// Whether giving it up or back takes the phone's number, as this browser has looked it up.
    pub asks_phone: bool,
}

impl OrderPhase {
    /// The heading.
    pub(super) fn title(self, language: Language) -> &'static str {
        match self {
            Self::Unpaid { .. } => words!(language, checkout.unpaid_title),
            Self::Checking => words!(language, checkout.checking_title),
            Self::Paid => words!(language, checkout.paid_title),
            Self::Expired => words!(language, checkout.expired_title),
            Self::Failed => words!(language, checkout.failed_title),
            Self::Cancelled => words!(language, checkout.cancelled_title),
        }
    }

    /// Whether it may become another without the buyer.
    pub(super) const fn changes_by_itself(self) -> bool {
        matches!(self, Self::Checking)
    }

    const fn is_open(self) -> bool {
        matches!(self, Self::Unpaid { .. } | Self::Checking)
    }
}

pub(super) fn view(language: Language, page: OrderPage) -> impl IntoView {
    let OrderPage {
        code,
        phase,
        summary: bought,
        reserved_until,
        refund,
        tickets,
        can_cancel,
        path,
        error,
        asks_phone,
    } = page;
    let (match_id, total) = (bought.info.id, bought.total);
    let hint = match phase {
        OrderPhase::Unpaid { .. } => {
            words!(language, checkout.unpaid_hint, when = short_date_time(language, reserved_until))
        }
        OrderPhase::Checking => words!(language, checkout.checking_hint).to_owned(),
        OrderPhase::Paid => words!(language, checkout.paid_hint).to_owned(),
        OrderPhase::Expired => words!(language, checkout.expired_hint).to_owned(),
        OrderPhase::Failed => words!(language, checkout.failed_hint).to_owned(),
        OrderPhase::Cancelled => words!(language, checkout.cancelled_hint).to_owned(),
    };
    let declined = (phase == OrderPhase::Unpaid { declined: true })
        .then(|| words!(language, checkout.declined).to_owned());
    let error = error.or(declined);
    let refund = refund.map(|Refund { money, is_done }| {
        let price = price(language, money.amount, money.currency);
        let text = if is_done {
            words!(language, checkout.refunded, price)
        } else {
            words!(language, checkout.refunding, price)
        };
        view! { <p class="checkout-note">{text}</p> }
    });
    let pay = phase.is_open().then(|| {
        let pay = match phase {
            _ if total.amount == 0 => words!(language, checkout.pay_nothing).to_owned(),
            OrderPhase::Checking => words!(language, checkout.go_on).to_owned(),
            _ => words!(language, checkout.pay, price = price(language, total.amount, total.currency)),
        };
        view! {
            <div class="checkout-ways">
                <form method="post" action=format!("{path}/pay")><button class="button">{pay}</button></form>
                <form method="post" action=format!("{path}/cancel") class:checkout-proof=asks_phone>
                    {phone(language, asks_phone)}
                    <button class="button is-quiet">{words!(language, checkout.give_up)}</button>
                </form>
            </div>
        }
    });
    let again = matches!(phase, OrderPhase::Expired | OrderPhase::Failed | OrderPhase::Cancelled);
    let again = again.then(|| {
        view! {
            <p class="checkout-ways">
                <a class="button" href=path_of_match(language, match_id)>{words!(language, checkout.choose_seats)}</a>
            </p>
        }
    });
    let calendar = (phase == OrderPhase::Paid).then(|| {
        view! {
            <p class="checkout-ways">
                <a class="button is-quiet" href=format!("{path}/calendar.ics")>{words!(language, checkout.calendar)}</a>
            </p>
        }
    });
    let cancel = can_cancel.then(|| {
        view! {
            <details class="checkout-cancel">
                <summary>{words!(language, checkout.cancel)}</summary>
                <p>{words!(language, checkout.cancel_hint)}</p>
                <form method="post" action=format!("{path}/cancel") class:checkout-proof=asks_phone>
                    {phone(language, asks_phone)}
                    <button class="button is-quiet">{words!(language, checkout.cancel_now)}</button>
                </form>
            </details>
        }
    });
    let here = if phase == OrderPhase::Paid { Step::Tickets } else { Step::Payment };
    view! {
        {steps(language, here)}
        <h1>{phase.title(language)}</h1>
        {error.map(|error| view! { <p class="checkout-error" role="alert">{error}</p> })}
        <p class="lead" role="status">{hint}</p>
        <p class="checkout-code">{words!(language, checkout.code, code)}</p>
        {refund}
        {pay}
        <div class="checkout-tickets">{tickets.into_iter().map(|one| ticket(language, one)).collect_view()}</div>
        {calendar}
        {summary(language, bought)}
        {again}
        {cancel}
    }
}

/// Where the phone's number is asked for, which whoever has a forwarded mail does not know.
fn phone(language: Language, is_asked: bool) -> impl IntoView {
    is_asked.then(|| {
        view! {
            <label class="checkout-field">
                <span>{words!(language, checkout.find.phone)}</span>
                <input name="phone" type="tel" autocomplete="tel" maxlength="40" required/>
            </label>
        }
    })
}
