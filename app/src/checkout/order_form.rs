//! Who buys.

use super::{
    steps::{Step, steps},
    summary::{Summary, summary},
};
use crate::{language::path_of_match, text::words};
use jari_core::domain::{
    Language, SeatId,
    order::{BuyerFaults, BuyerField, FieldFault},
};
use leptos::prelude::*;

/// What the form shows.
#[derive(Clone, Debug)]
pub struct OrderForm {
    /// What is bought.
    pub summary: Summary,
    /// Its seats, in the order of the lines, and the types of ticket that each may be sold as.
    pub seats: Vec<(SeatId, Vec<TypeChoice>)>,
    /// Where the form is sent to.
    pub action: String,
    /// What makes that sending it twice makes one order.
    pub key: String,
    /// What was written before, and is not lost: name, e-mail address, phone.
    pub written: [String; 3],
    /// What is wrong with it.
    pub faults: BuyerFaults,
    /// What else went wrong, in words.
    pub error: Option<String>,
}

/// A type of ticket that a seat may be sold as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeChoice {
    /// What programs know it by.
    pub key: String,
    /// What it is called, and costs.
    pub label: String,
    /// Whether it is the one that is chosen.
    pub is_chosen: bool,
}

/// A field: its name, the `type`, `autocomplete` and `inputmode` that browsers know, and the most characters.
const FIELDS: [(BuyerField, &str, &str, u16); 3] = [
    (BuyerField::Name, "text", "name", 80),
    (BuyerField::Email, "email", "email", 254),
    (BuyerField::Phone, "tel", "tel", 40),
];

pub(super) fn view(language: Language, form: OrderForm) -> impl IntoView {
    let OrderForm { summary: bought, seats, action, key, written, faults, error } = form;
    let match_id = bought.info.id;
    let costs_nothing = bought.total.amount == 0;
    let error = error.or((!faults.is_empty()).then(|| words!(language, checkout.faults).to_owned()));
    // Whoever comes back goes on at what is to be mended.
    let first = faults.first().map(|(field, _)| *field);
    let fields: Vec<_> = FIELDS
        .into_iter()
        .zip(written)
        .map(|(field, value)| {
            let fault = faults.iter().find(|(of, _)| *of == field.0).map(|(_, fault)| *fault);
            input(language, field, value, fault, first == Some(field.0))
        })
        .collect();
    let names: Vec<_> = bought.lines.iter().map(|line| line.seat.clone()).collect();
    let has_types = seats.iter().any(|(_, types)| types.len() > 1);
    let seat = |((seat, types), name): ((SeatId, Vec<TypeChoice>), String)| {
        let choice = (types.len() > 1).then(|| type_choice(language, seat, &name, types));
        view! { <input type="hidden" name="seat" value=seat.to_string()/> {choice} }
    };
    let update = has_types.then(|| {
        view! {
            <button class="button is-quiet" name="update" value="1" formnovalidate>{words!(language, checkout.update)}</button>
        }
    });
    // Another type may cost something.
    let go_on = if costs_nothing && !has_types {
        words!(language, checkout.pay_nothing)
    } else {
        words!(language, checkout.to_payment)
    };
    view! {
        {steps(language, Step::Details)}
        <h1>{words!(language, checkout.title)}</h1>
        {error.map(|error| view! { <p class="checkout-error" role="alert">{error}</p> })}
        <div class="checkout-columns">
            <form class="checkout-form" method="post" action=action>
                <h2>{words!(language, checkout.details)}</h2>
                <p class="checkout-hint">{words!(language, checkout.details_hint)}</p>
                <input type="hidden" name="key" value=key/>
                {fields}
                {seats.into_iter().zip(names).map(seat).collect_view()}
                <p class="checkout-ways">
                    <button class="button">{go_on}</button>
                    {update}
                    <a class="button is-quiet" href=path_of_match(language, match_id)>
                        {words!(language, checkout.change_seats)}
                    </a>
                </p>
            </form>
            {summary(language, bought)}
        </div>
    }
}

fn type_choice(
    language: Language,
    seat: SeatId,
    name: &str,
    types: Vec<TypeChoice>,
) -> impl IntoView + use<> {
    let option = |TypeChoice { key, label, is_chosen }| {
        view! { <option value=key selected=is_chosen>{label}</option> }
    };
    view! {
        <label class="checkout-field">
            <span>{words!(language, checkout.ticket_type, seat = name)}</span>
            <select name=format!("type.{seat}")>{types.into_iter().map(option).collect_view()}</select>
        </label>
    }
}

fn input(
    language: Language,
    (field, kind, autocomplete, most): (BuyerField, &'static str, &'static str, u16),
    value: String,
    fault: Option<FieldFault>,
    is_first: bool,
) -> impl IntoView {
    let name = field.as_str();
    let (id, told) = (format!("buyer-{name}"), format!("buyer-{name}-fault"));
    let fault = fault.map(|fault| {
        view! { <span class="checkout-fault" id=told.clone()>{fault_text(language, field, fault)}</span> }
    });
    view! {
        <div class="checkout-field">
            <label for=id.clone()>{label(language, field)}</label>
            <input
                id=id
                name=name
                type=kind
                autocomplete=autocomplete
                maxlength=most.to_string()
                value=value
                required
                autofocus=is_first
                aria-invalid=fault.is_some().then_some("true")
                aria-describedby=fault.is_some().then_some(told)
            />
            {fault}
        </div>
    }
}

fn label(language: Language, field: BuyerField) -> &'static str {
    match field {
        BuyerField::Name => words!(language, checkout.field.name),
        BuyerField::Email => words!(language, checkout.field.email),
        BuyerField::Phone => words!(language, checkout.field.phone),
    }
}

fn fault_text(language: Language, field: BuyerField, fault: FieldFault) -> &'static str {
    match (fault, field) {
        (FieldFault::Required, _) => words!(language, checkout.required),
        (FieldFault::TooLong, _) => words!(language, checkout.too_long),
        (FieldFault::Invalid, BuyerField::Name) => words!(language, checkout.invalid.name),
        (FieldFault::Invalid, BuyerField::Email) => words!(language, checkout.invalid.email),
        (FieldFault::Invalid, BuyerField::Phone) => words!(language, checkout.invalid.phone),
    }
}
