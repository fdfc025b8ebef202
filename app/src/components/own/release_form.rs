use crate::{erase::Erase, server_fns::ReleaseSeat};
use jari_core::domain::{MatchId, SeatId};
use leptos::{prelude::*, server_fn::ServerFn};

/// A button that lets a seat go. Without JavaScript it is a form that the server answers with the same page.
#[component]
pub fn ReleaseForm(
    /// The match.
    match_id: MatchId,
    /// The seat.
    seat_id: SeatId,
    /// The button's accessible name, where its words alone do not tell which seat.
    label: String,
    /// What happens instead of sending the form once the page is live.
    on_release: Callback<SeatId>,
    /// The button's words.
    children: Children,
) -> impl IntoView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_release.run(seat_id);
    };
    view! {
        <form class="release-form" method="post" action=ReleaseSeat::url() on:submit=submit>
            <input type="hidden" name="match_id" value=match_id.to_string()/>
            <input type="hidden" name="seat_id" value=seat_id.to_string()/>
            <button class="button is-quiet" type="submit" aria-label=label>{children()}</button>
        </form>
    }
    .erase()
}
