//! Whether what is remembered is so still: what was bought, let go of or lengthened on a page that remembers nothing, such as those of
//! the checkout, is known to the server alone.

use super::{KeptCart, now, put};
use crate::{live::within_deadline, page_data::HeldSeats, server_fns::load_held};
use jari_core::domain::Language;
use leptos::task::spawn_local;

/// Asks once. Without an answer it stays as it is remembered, and ends with its time.
pub(super) fn confirm(language: Language, cart: KeptCart) {
    spawn_local(async move {
        if let Ok(answer) = within_deadline(load_held(language, cart.match_id)).await {
            put(cart.match_id, confirmed(&cart, &answer));
        }
    });
}

/// What it is by the server's answer; none when nothing is on hold any more.
fn confirmed(cart: &KeptCart, HeldSeats { held, now: read_at }: &HeldSeats) -> Option<KeptCart> {
    let first = held.iter().map(|held| held.expires_at).min()?;
    // What was chosen of each seat is the match's page's to know: as long as they are as many, they are taken to be the same.
    let total = match held.len() == cart.seats {
        true => cart.total,
        false => held.iter().filter_map(|held| held.price).sum(),
    };
    Some(KeptCart { seats: held.len(), total, ends: now() + (first - *read_at), ..cart.clone() })
}
