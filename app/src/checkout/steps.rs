//! How far one has come.

use crate::text::words;
use jari_core::domain::Language;
use leptos::prelude::*;

/// A step on the way to one's tickets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Seats,
    Details,
    Payment,
    Tickets,
}

/// All steps, with the one at which one is.
pub(super) fn steps(language: Language, here: Step) -> impl IntoView {
    let all = [
        (Step::Seats, words!(language, checkout.step.seats)),
        (Step::Details, words!(language, checkout.step.details)),
        (Step::Payment, words!(language, checkout.step.payment)),
        (Step::Tickets, words!(language, checkout.step.tickets)),
    ];
    let item = move |(step, name)| {
        let class = if step < here { "is-done" } else { "" };
        view! { <li class=class aria-current=(step == here).then_some("step")>{name}</li> }
    };
    view! {
        <nav class="checkout-steps" aria-label=words!(language, checkout.steps)>
            <ol>{all.map(item).into_iter().collect_view()}</ol>
        </nav>
    }
}
