use crate::{erase::Erase, language::language, live::OwnHolds, text::words};
use leptos::prelude::*;

/// The button that holds the same seats again after their time has run out.
#[component]
pub fn HoldAgainButton(
    /// The viewer's holds.
    own: OwnHolds,
) -> impl IntoView {
    let language = language();
    let button = move || {
        own.may_be_held_again().then(|| {
            view! {
                <p class="offer">
                    <button class="button" type="button" on:click=move |_| own.hold_again()>
                        {words!(language, seats.again)}
                    </button>
                </p>
            }
        })
    };
    button.erase()
}
