//! What is counted while the sale goes on, and what each of them knows to be his.

use crate::spread::Spread;
use std::{collections::BTreeMap, time::Instant};

/// An order that somebody has made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its id.
    pub id: String,
    /// Who has made it.
    pub buyer: u32,
    /// His session.
    pub cookie: String,
    /// Its seats.
    pub seats: Vec<u64>,
    /// What it costs.
    pub amount: i64,
    /// How often the sandbox has taken the money.
    pub charges: u32,
    /// What the shop said of it last.
    pub told: Told,
}

/// What the shop says of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Its state.
    pub status: String,
    /// Those of its payments.
    pub payments: Vec<String>,
}

impl Told {
    /// Whether nothing is to come of it any more.
    pub fn is_settled(&self) -> bool {
        let is_open = |state: &String| !matches!(&**state, "CAPTURED" | "DECLINED" | "REFUNDED");
        self.status != "PENDING" && !self.payments.iter().any(is_open)
    }

    /// Whether it is paid.
    pub fn is_paid(&self) -> bool {
        self.status == "PAID"
    }
}

/// Whose a seat is, as far as buyers were told.
#[derive(Clone, Copy, Debug)]
struct Owned {
    buyer: u32,
    /// Until when, in milliseconds since 1970.
    until: i64,
}

/// Everything that is counted.
#[derive(Default)]
pub struct Tally {
    /// How long requests for holds took, in microseconds.
    pub holds_took: Vec<u32>,
    /// The same of orders.
    pub orders_took: Vec<u32>,
    /// From the press on "pay" until the shop says that it is paid.
    pub paid_took: Vec<u32>,
    /// Requests that were answered.
    pub requests: u64,
    /// Holds that were given.
    pub holds: u64,
    /// Holds that somebody else was faster with.
    pub conflicts: u64,
    /// Requests for the best seats for which there were none.
    pub no_seats: u64,
    /// Requests that were told to come again later, by status, code and what was asked for.
    pub later: BTreeMap<String, u64>,
    /// Requests without an answer.
    pub broken: u64,
    /// Refusals that the mix does not bring about by itself, by their codes.
    pub refused: BTreeMap<String, u64>,
    /// The orders.
    pub orders: Vec<Made>,
    /// Which order has bought which seat.
    sold: BTreeMap<u64, usize>,
    owners: BTreeMap<u64, Owned>,
    /// Answers that should not be, and what was never answered.
    pub unexpected: Vec<String>,
    /// When the last seat was sold.
    pub last_sold: Option<Instant>,
    /// Seats that two people had at the same time.
    pub shared: Vec<String>,
}

impl Tally {
    /// A buyer was given seats, by a moment, until another.
    pub fn held(&mut self, buyer: u32, seats: &[u64], made: i64, until: i64) {
        self.holds += 1;
        for seat in seats {
            let before = self.owners.insert(*seat, Owned { buyer, until });
            if let Some(before) = before.filter(|before| before.buyer != buyer && before.until > made) {
                self.shared.push(format!(
                    "seat {seat} was held by {buyer} at {made}, when it was {}'s until {}",
                    before.buyer, before.until
                ));
            }
        }
    }

    /// They are the buyer's until another moment.
    pub fn keeps(&mut self, buyer: u32, seats: &[u64], until: i64) {
        for seat in seats {
            if let Some(owned) = self.owners.get_mut(seat).filter(|owned| owned.buyer == buyer) {
                owned.until = until;
            }
        }
    }

    /// Notes what the shop says of an order.
    pub fn told(&mut self, number: usize, told: Told) {
        let Some(order) = self.orders.get_mut(number) else { return };
        let was_paid = order.told.is_paid();
        order.told = told;
        if was_paid || !order.told.is_paid() {
            return;
        }
        self.last_sold = Some(Instant::now());
        let buyer = order.buyer;
        for seat in &order.seats {
            // What is sold is its buyer's for ever, and nobody was given it since it was ordered.
            let before = self.owners.insert(*seat, Owned { buyer, until: i64::MAX });
            if let Some(other) = before.filter(|before| before.buyer != buyer) {
                self.shared
                    .push(format!("seat {seat} was sold to {buyer}, and held by {} since", other.buyer));
            }
            if let Some(other) = self.sold.insert(*seat, number) {
                self.shared.push(format!("seat {seat} was bought by the orders {other} and {number}"));
            }
        }
    }

    /// Seats that are known to be sold.
    pub fn sold(&self) -> usize {
        self.sold.len()
    }

    /// The seats that are known to be sold, each with its order.
    pub fn sales(&self) -> impl Iterator<Item = (u64, &Made)> {
        self.sold.iter().filter_map(|(seat, number)| Some((*seat, self.orders.get(*number)?)))
    }

    /// Times in milliseconds: median, 99th percentile, largest.
    pub fn millis(times: &mut [u32]) -> [f64; 3] {
        let Spread { p50, p99, max } = Spread::of(times);
        [p50, p99, max].map(|micros| f64::from(micros) / 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(seats: &[u64]) -> Made {
        let (id, cookie) = (String::new(), String::new());
        Made { id, buyer: 1, cookie, seats: seats.to_vec(), amount: 1, charges: 1, told: Told::default() }
    }

    #[test]
    fn a_seat_that_two_have_is_seen() {
        let mut tally = Tally::default();
        tally.held(1, &[7, 8], 100, 200);
        tally.held(1, &[7], 150, 250);
        tally.held(2, &[8], 200, 300);
        assert_eq!(tally.shared.len(), 0);
        tally.held(2, &[7], 249, 349);
        assert_eq!(tally.shared.len(), 1);
        tally.keeps(2, &[7], 0);
        tally.held(3, &[7], 250, 350);
        assert_eq!(tally.shared.len(), 1);
    }

    #[test]
    fn a_seat_that_is_held_by_another_and_sold_is_seen() {
        let told = || Told { status: "PAID".to_owned(), payments: vec!["CAPTURED".to_owned()] };
        let mut tally = Tally { orders: vec![paid(&[1])], ..Tally::default() };
        tally.held(1, &[1], 100, 200);
        // The order's time is over, as far as anybody knows.
        tally.held(2, &[1], 200, 300);
        tally.told(0, told());
        assert_eq!(tally.shared.len(), 1);
        tally.held(3, &[1], 9_000, 9_100);
        assert_eq!(tally.shared.len(), 2, "it was sold");
    }

    #[test]
    fn a_seat_that_is_sold_twice_is_seen() {
        let mut tally = Tally { orders: vec![paid(&[1, 2]), paid(&[2])], ..Tally::default() };
        let told = || Told { status: "PAID".to_owned(), payments: vec!["CAPTURED".to_owned()] };
        assert!(told().is_settled() && !Told::default().is_paid());
        tally.told(0, told());
        tally.told(0, told());
        assert_eq!((tally.sold(), tally.shared.len()), (2, 0));
        tally.told(1, told());
        assert_eq!((tally.sold(), tally.shared.len()), (2, 1));
    }
}
