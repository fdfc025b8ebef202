//! Looking up an order that was made in another browser.

use crate::{language::path_of_find, text::words};
use jari_core::domain::Language;
use leptos::prelude::*;

/// What was written, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct FindForm {
    /// The order's code, as it was written.
    pub code: String,
    /// The e-mail address, as it was written.
    pub email: String,
    /// Whether there is no such order, or it is another's.
    pub is_not_found: bool,
    /// Whether it was tried too often.
    pub is_too_often: bool,
}

pub(super) fn view(language: Language, form: FindForm) -> impl IntoView {
    view! {
        <h1>{words!(language, checkout.find.title)}</h1>
        {self::form(language, form)}
    }
}

/// The form, with what came of it before.
pub(super) fn form(language: Language, form: FindForm) -> impl IntoView {
    let FindForm { code, email, is_not_found, is_too_often } = form;
    let error = match (is_not_found, is_too_often) {
        (true, _) => Some(words!(language, checkout.find.nothing)),
        (_, true) => Some(words!(language, checkout.find.too_often)),
        _ => None,
    };
    // Whoever comes with a code goes on at what is missing.
    let (is_code_first, has_code) = (code.is_empty() || error.is_some(), !code.is_empty());
    let described = error.is_some().then_some("find-error");
    view! {
        {error.map(|error| view! { <p class="checkout-error" role="alert" id="find-error">{error}</p> })}
        <p class="lead">{words!(language, checkout.find.hint)}</p>
        <form class="checkout-form is-narrow" method="post" action=path_of_find(language)>
            <div class="checkout-field">
                <label for="find-code">{words!(language, checkout.find.code)}</label>
                <input
                    id="find-code"
                    name="code"
                    type="text"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    maxlength="20"
                    value=code
                    required
                    autofocus=is_code_first
                    aria-describedby=described
                />
            </div>
            <div class="checkout-field">
                <label for="find-email">{words!(language, checkout.field.email)}</label>
                <input
                    id="find-email"
                    name="email"
                    type="email"
                    autocomplete="email"
                    maxlength="254"
                    value=email
                    required
                    autofocus=has_code && !is_code_first
                    aria-describedby=described
                />
            </div>
            <p class="checkout-ways">
                <button class="button">{words!(language, checkout.find.send)}</button>
            </p>
        </form>
    }
}
