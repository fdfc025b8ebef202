//! A filter in an address: `prices=50000,70000&from=1&to=2&free=1&party=2&wheelchair=1`. What cannot be read says nothing.

use super::{Filter, LARGEST_PARTY};
use std::fmt::Write;

impl Filter {
    /// The names of what it says in an address.
    pub const NAMES: [&'static str; 6] = ["prices", "from", "to", "free", "party", "wheelchair"];

    /// What an address says, by its parts.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let number = |name: &str| get(name)?.parse::<i64>().ok().filter(|price| *price >= 0);
        let flag = |name: &str| get(name).is_some_and(|value| value == "1");
        let mut prices: Vec<i64> = get("prices")
            .map(|list| list.split(',').filter_map(|price| price.parse().ok()).collect())
            .unwrap_or_default();
        prices.retain(|price| *price >= 0);
        prices.sort_unstable();
        prices.dedup();
        let party = get("party").and_then(|party| party.parse::<u32>().ok());
        Self {
            prices,
            from: number("from"),
            to: number("to"),
            only_free: flag("free"),
            party: party.filter(|party| (2..=LARGEST_PARTY).contains(party)).unwrap_or(1),
            accessible: flag("wheelchair"),
        }
    }

    /// Adds what it says to an address's parts.
    pub fn write(&self, query: &mut String) {
        let mut add = |name: &str, value: &dyn std::fmt::Display| {
            let gap = if query.is_empty() { "" } else { "&" };
            // To write to a text never fails.
            let _ = write!(query, "{gap}{name}={value}");
        };
        if !self.prices.is_empty() {
            let prices: Vec<String> = self.prices.iter().map(ToString::to_string).collect();
            add("prices", &prices.join(","));
        }
        if let Some(from) = self.from {
            add("from", &from);
        }
        if let Some(to) = self.to {
            add("to", &to);
        }
        if self.only_free {
            add("free", &1);
        }
        if self.party > 1 {
            add("party", &self.party);
        }
        if self.accessible {
            add("wheelchair", &1);
        }
    }
}
