//! What a buyer looks for: which seats match, and how the address says it.

mod query;
mod row;

pub use row::{Facts, mark_row};

/// A party is no larger than this, as the seats that are held together.
pub const LARGEST_PARTY: u32 = 20;

/// What a buyer looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// These prices alone, in the smallest unit of the currency, in order, each once; any price where there is none.
    pub prices: Vec<i64>,
    /// No seat that costs less.
    pub from: Option<i64>,
    /// No seat that costs more.
    pub to: Option<i64>,
    /// Nothing that is not free.
    pub only_free: bool,
    /// At least so many free seats side by side; one means that it does not matter, as does none.
    pub party: u32,
    /// Nothing but places for wheelchairs.
    pub accessible: bool,
}

impl Filter {
    /// Whether every seat matches.
    pub fn is_none(&self) -> bool {
        self.prices.is_empty()
            && self.from.is_none()
            && self.to.is_none()
            && !self.only_free
            && self.party <= 1
            && !self.accessible
    }

    /// Whether a change of one seat may change whether others match.
    pub const fn looks_at_neighbours(&self) -> bool {
        self.party > 1
    }

    /// Adds a price, or takes it away.
    pub fn toggle_price(&mut self, price: i64) {
        match self.prices.binary_search(&price) {
            Ok(index) => drop(self.prices.remove(index)),
            Err(index) => self.prices.insert(index, price),
        }
    }

    /// Whether a seat of this price may match. One whose price nobody knows matches where no price is asked for.
    pub fn takes_price(&self, price: Option<i64>) -> bool {
        let is_one =
            self.prices.is_empty() || price.is_some_and(|price| self.prices.binary_search(&price).is_ok());
        let is_above = self.from.is_none_or(|from| price.is_some_and(|price| price >= from));
        let is_below = self.to.is_none_or(|to| price.is_some_and(|price| price <= to));
        is_one && is_above && is_below
    }
}

#[cfg(test)]
mod tests;
