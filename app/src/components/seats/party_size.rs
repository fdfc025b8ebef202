use crate::{
    erase::Erase,
    language::language,
    live::SeatBoard,
    server_fns::MAX_GROUP,
    text::{seats, words},
};
use jari_core::domain::SeatId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The choice of how many seats are taken together, and what that comes to at the seat that one is at. Without JavaScript it is a form
/// whose answer is the same page for so many.
#[component]
pub fn PartySize(
    /// What is known of each seat.
    board: SeatBoard,
    /// The most seats that the viewer may hold; 0 means no cap.
    max_holds: u32,
    /// The seat that the pointer or the keyboard is at.
    pointed: RwSignal<Option<SeatId>>,
) -> impl IntoView {
    let language = language();
    let most = if max_holds == 0 { MAX_GROUP } else { max_holds.min(MAX_GROUP) } as usize;
    if most < 2 {
        return ().erase();
    }
    let begins = board.party_size_untracked();
    let option = |count: usize| {
        view! { <option value=count.to_string() selected=count == begins>{seats::own_count(language, count, 0)}</option> }
    };
    let seat = use_query_map().with_untracked(|query| query.get("seat"));
    let seat = seat.map(|seat| view! { <input type="hidden" name="seat" value=seat/> });
    let told = move || {
        let count = board.party_size();
        if count < 2 {
            return String::new();
        }
        let group = pointed.get().and_then(|seat| board.index_of(seat)).and_then(|at| board.party_at(at));
        match group.and_then(|group| board.name_of_party(&group)) {
            Some(name) => seats::party_preview(language, &name),
            None => seats::party_hint(language, count),
        }
    };
    let change = move |event: leptos::ev::Event| {
        board.set_party_size(event_target_value(&event).parse().unwrap_or(1));
    };
    view! {
        <form class="party" method="get">
            {seat}
            <label>
                <span>{words!(language, seats.party.label)}</span>
                <select name="party" on:change=change>{(1..=most).map(option).collect_view()}</select>
            </label>
            <button class="button is-quiet party-apply" type="submit">{words!(language, seats.party.apply)}</button>
            <p class="party-told" role="status">{told}</p>
        </form>
    }
    .erase()
}
