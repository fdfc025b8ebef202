use crate::{
    erase::Erase,
    language::language,
    text::{seats, words},
};
use leptos::prelude::*;

/// The choice of how many seats are taken together: a form whose answer is the same page for so many.
#[component]
pub fn PartySize(
    /// How many are, for now.
    party: usize,
    /// The most that may be.
    most: usize,
    /// The seat that is chosen, as the address names it.
    seat: Option<String>,
) -> impl IntoView {
    let language = language();
    if most < 2 {
        return ().erase();
    }
    let option = |count: usize| {
        view! { <option value=count.to_string() selected=count == party>{seats::own_count(language, count, 0)}</option> }
    };
    let seat = seat.map(|seat| view! { <input type="hidden" name="seat" value=seat/> });
    let told = (party > 1).then(|| view! { <p class="party-told">{seats::party_hint(language, party)}</p> });
    view! {
        <form class="party" method="get">
            {seat}
            <label>
                <span>{words!(language, seats.party.label)}</span>
                <select name="party">{(1..=most).map(option).collect_view()}</select>
            </label>
            <button class="button is-quiet" type="submit">{words!(language, seats.party.apply)}</button>
            {told}
        </form>
    }
    .erase()
}
