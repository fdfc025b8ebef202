//! Which type of ticket the viewer has chosen for each seat. It stays with the seat in this tab, also when the page is another one.

use super::OwnHolds;
use crate::{
    language::path_of_match,
    live::kept::{For, keep, kept},
    page_data::{HeldSeat, TicketType},
};
use jari_core::domain::{Language, MatchId, SeatId};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What was chosen, by the types' keys.
pub(super) type Chosen = BTreeMap<SeatId, String>;

impl OwnHolds {
    /// The types of tickets that a seat is sold as, each with its place among all.
    pub fn types_of(&self, held: &HeldSeat) -> Vec<(usize, TicketType)> {
        let is_sold = |(n, _): &(usize, TicketType)| held.prices.get(*n).copied().flatten().is_some();
        self.tickets.with_value(|tickets| tickets.types.iter().cloned().enumerate().filter(is_sold).collect())
    }

    /// Which of them it is to be sold as.
    pub fn type_of(&self, held: &HeldSeat) -> Option<usize> {
        let types = self.types_of(held);
        let chosen = self.chosen.with(|chosen| chosen.get(&held.seat_id).cloned());
        let is_chosen = |(_, of): &&(usize, TicketType)| chosen.as_ref() == Some(&of.key);
        types.iter().find(is_chosen).or(types.first()).map(|(n, _)| *n)
    }

    /// What it costs so; none where no price is known.
    pub fn price_of(&self, held: &HeldSeat) -> Option<i64> {
        match self.type_of(held) {
            Some(of) => held.prices.get(of).copied().flatten(),
            None => held.price,
        }
    }

    /// Where one orders what is on hold, as the types that were chosen.
    pub fn order_path(&self, language: Language) -> String {
        let chosen = self.chosen.get();
        let list = self.list();
        let own = list.iter().filter_map(|held| Some((held.seat_id, chosen.get(&held.seat_id)?)));
        let query = own.map(|(seat, key)| format!("type.{seat}={key}")).collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}/order{mark}{query}", path_of_match(language, self.match_id))
    }

    /// A seat is to be sold as another type.
    pub fn choose_type(&self, seat: SeatId, key: String) {
        let _ = self.chosen.try_update(|chosen| chosen.insert(seat, key));
        if let Some(chosen) = self.chosen.try_get_untracked() {
            remember(self.match_id, &chosen);
        }
    }

    /// What was chosen in this tab before, once the page is live: the server's markup cannot know.
    pub(super) fn recall_types(self) {
        Effect::new(move |_| {
            let recalled = recalled(self.match_id);
            if !recalled.is_empty() {
                let _ = self.chosen.try_set(recalled);
            }
        });
    }
}

/// What the browser keeps for the tab, as `seat:key` with commas between them.
fn recalled(match_id: MatchId) -> Chosen {
    let entry = |entry: &str| {
        let (seat, key) = entry.split_once(':')?;
        Some((SeatId(seat.parse().ok()?), key.to_owned()))
    };
    kept(For::Tab, &name(match_id)).unwrap_or_default().split(',').filter_map(entry).collect()
}

fn remember(match_id: MatchId, chosen: &Chosen) {
    let entries: Vec<_> = chosen.iter().map(|(seat, key)| format!("{seat}:{key}")).collect();
    keep(For::Tab, &name(match_id), &entries.join(","));
}

fn name(match_id: MatchId) -> String {
    format!("jari-types-{match_id}")
}
