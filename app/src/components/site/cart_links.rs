use crate::{
    erase::Erase,
    language::{language, path_of_match},
    live::{carts, countdown},
    text::{self, words},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What the viewer has on hold at other matches than the page's own, which shows it itself: how much, what it costs, how long it lasts,
/// and the way to it.
#[component]
pub fn CartLinks() -> impl IntoView {
    let (language, path) = (language(), use_location().pathname);
    let is_elsewhere = move |match_id| {
        let of_match = path_of_match(language, match_id);
        let rest = path.with_untracked(|path| path.strip_prefix(&of_match).map(str::to_owned));
        rest.is_none_or(|rest| !rest.is_empty() && !rest.starts_with('/'))
    };
    let carts = carts::follow(language, is_elsewhere);
    let link = move |(cart, now): (carts::KeptCart, _)| {
        view! {
            <a
                class="cart-link"
                class:is-short=countdown::is_short(now, cart.ends)
                href=path_of_match(language, cart.match_id)
                title=cart.name
            >
                <span class="cart-link-name">{words!(language, seats.own_title)}</span>
                " "
                <span>{text::seats::own_count(language, cart.seats, 0)}</span>
                " · "
                <strong>{text::price(language, cart.total, cart.currency)}</strong>
                " · "
                <span class="cart-link-left">{countdown::remaining(language, now, cart.ends)}</span>
            </a>
        }
    };
    let links = move || {
        // A page that is opened without loading it anew shows its own match's at once.
        path.track();
        carts.get().into_iter().filter(|(cart, _)| is_elsewhere(cart.match_id)).map(link).collect_view()
    };
    view! { <div class="cart-links">{links}</div> }.erase()
}
