//! What the viewer has on hold, as this browser remembers it for its pages that show another match or none. The server is asked about
//! what is remembered alone, so that nobody else's page costs it anything.

mod confirming;
mod text;

use super::{
    OwnHolds,
    clock::monotonic,
    kept::{For, keep, kept},
    on_return,
};
use crate::page_data::Match;
use jari_core::domain::{Currency, Language, MatchId, UnixMillis};
use leptos::prelude::*;

/// The name that all of them are kept by.
const NAME: &str = "jari-carts";

/// What one has on hold in a match.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptCart {
    /// The match.
    pub match_id: MatchId,
    /// What it is called.
    pub name: String,
    /// How many seats.
    pub seats: usize,
    /// What they cost, with what an order costs besides.
    pub total: i64,
    /// What that is in.
    pub currency: Currency,
    /// When the first of them ends, in milliseconds of the browser's own clock, as another page may not know the server's.
    pub ends: UnixMillis,
}

/// Keeps what the page of a match knows of the viewer's holds, whenever that changes.
pub fn remember(own: OwnHolds, info: &Match) {
    let (match_id, name, currency) = (info.id, info.name.to_string(), info.currency);
    Effect::new(move |_| {
        let (seats, total, ends) = (own.count(), own.total(), own.ends_first());
        // The server's time is read anew with each change: it may have been learnt meanwhile.
        let ends = ends.and_then(|end| Some(now() + (end - own.read_time()?)));
        let cart = ends.filter(|_| seats > 0).map(|ends| KeptCart {
            match_id,
            name: name.clone(),
            seats,
            total,
            currency,
            ends,
        });
        if cart.is_none() && seats > 0 {
            return;
        }
        put(match_id, cart);
    });
}

/// Keeps what one has on hold in a match; none if it is nothing.
fn put(match_id: MatchId, cart: Option<KeptCart>) {
    let mut carts = open();
    carts.retain(|cart| cart.match_id != match_id);
    carts.extend(cart);
    keep(For::Browser, NAME, &text::written(&carts));
}

/// What is kept of matches that `is_elsewhere` tells, and has not ended, each with the browser's time, as long as whoever follows it is
/// there. The server keeps none of it, so that it is empty until the page is live.
pub fn follow(
    language: Language,
    is_elsewhere: impl Fn(MatchId) -> bool + Copy + 'static,
) -> Signal<Vec<(KeptCart, UnixMillis)>> {
    let carts = RwSignal::new(Vec::new());
    let elsewhere = move || open().into_iter().filter(move |cart| is_elsewhere(cart.match_id));
    browser::each_second(move || {
        let now = now();
        let open: Vec<_> = elsewhere().map(|cart| (cart, now)).collect();
        // Whoever has nothing on hold is not disturbed each second.
        if carts.try_with_untracked(Vec::is_empty) == Some(false) || !open.is_empty() {
            let _ = carts.try_set(open);
        }
    });
    let confirm = move || elsewhere().for_each(|cart| confirming::confirm(language, cart));
    Effect::new(move |_| confirm());
    on_return(confirm);
    carts.into()
}

fn open() -> Vec<KeptCart> {
    let now = now();
    let mut carts = text::read(&kept(For::Browser, NAME).unwrap_or_default());
    carts.retain(|cart| cart.ends > now);
    carts
}

/// The browser's own time.
fn now() -> UnixMillis {
    UnixMillis(monotonic() as i64)
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use std::time::Duration;

    /// Looks at once and each second, as long as the page is there.
    pub(super) fn each_second(look: impl Fn() + 'static + Clone) {
        Effect::new(move |_| {
            look();
            if let Ok(looking) = set_interval_with_handle(look.clone(), Duration::from_secs(1)) {
                on_cleanup(move || looking.clear());
            }
        });
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    pub(super) fn each_second(_look: impl Fn() + 'static + Clone) {}
}
