use super::{HoldTimer, LengthenForm, OwnSeat};
use crate::{
    erase::Erase,
    language::language,
    live::{OwnHolds, ServerClock},
    text::{self, words},
};
use jari_core::domain::{Currency, SeatId};
use leptos::{html::H2, prelude::*};

/// What the viewer has on hold in the match, what it costs, and how long it lasts.
#[component]
pub fn OwnPanel(
    /// The viewer's holds.
    own: OwnHolds,
    /// What the match's prices are in.
    currency: Currency,
    /// The server's time.
    clock: ServerClock,
    /// The most seats that the viewer may hold; 0 means no cap.
    max_holds: u32,
    /// Lets a seat go.
    on_release: Callback<SeatId>,
) -> impl IntoView {
    let language = language();
    let seat = move |held| view! { <OwnSeat own held currency clock on_release/> };
    let is_open = RwSignal::new(false);
    let title = NodeRef::<H2>::new();
    keep_focus(own, title);
    let fee = move || {
        (own.fee() > 0).then(|| {
            view! {
                <p class="own-fee">
                    <span>{words!(language, seats.fee)}</span>
                    " "
                    <span>{text::price(language, own.fee(), currency)}</span>
                </p>
            }
        })
    };
    let seats = move || {
        let list = own.list();
        if list.is_empty() {
            return view! { <p class="own-empty">{words!(language, seats.own_empty)}</p> }.erase();
        }
        view! {
            <ul class="own-seats" id="own-seats">{list.into_iter().map(seat).collect_view()}</ul>
            {fee()}
            <p class="own-total">
                <span class="own-total-name">{words!(language, seats.total)}</span>
                " "
                <strong>{move || text::price(language, own.total(), currency)}</strong>
            </p>
            <p class="own-order">
                <a class="button" href=move || own.order_path(language) rel="external">{words!(language, seats.order)}</a>
            </p>
        }
        .erase()
    };
    // On a small screen the panel is one line at the foot of the screen, and the button opens the list.
    let toggle = move || {
        (own.count() > 0).then(|| {
            view! {
                <button
                    class="own-toggle"
                    type="button"
                    aria-label=words!(language, seats.own_list)
                    aria-controls="own-seats"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| is_open.update(|open| *open = !*open)
                >
                    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M4 13l6-6l6 6"/></svg>
                </button>
            }
        })
    };
    view! {
        <section
            class="own-panel"
            class:is-empty=move || own.count() == 0
            class:is-open=move || is_open.get()
            aria-labelledby="own-title"
        >
            <div class="own-head">
                <h2 id="own-title" tabindex="-1" node_ref=title>{words!(language, seats.own_title)}</h2>
                <p class="own-count">{move || text::seats::own_count(language, own.count(), max_holds)}</p>
                <HoldTimer clock end=Signal::derive(move || own.ends_first())/>
                <LengthenForm own/>
                {toggle}
            </div>
            {seats}
        </section>
    }
    .erase()
}

/// The button that lets a seat go goes with it. Whoever pressed it by the keyboard goes on from the panel's title and not
/// from the top of the page.
fn keep_focus(own: OwnHolds, title: NodeRef<H2>) {
    Effect::new(move |before: Option<usize>| {
        let count = own.count();
        if before.is_some_and(|before| count < before) {
            request_animation_frame(move || {
                let is_lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
                if let (true, Some(title)) = (is_lost, title.try_get_untracked().flatten()) {
                    let _ = title.focus();
                }
            });
        }
        count
    });
}
