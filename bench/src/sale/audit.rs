//! What the shop's own books say afterwards, held against what the buyers know.

use super::{crowd::Sold, viewers::Watched};
use crate::{
    error::Result,
    jari::{Ground, fetch_board, snapshot_path},
};
use std::{collections::BTreeMap, net::SocketAddr};

/// Everything that should not be.
#[derive(Debug, Default)]
pub struct Audit {
    /// How many of each kind.
    pub violations: BTreeMap<&'static str, usize>,
    /// What was found, in words.
    pub details: Vec<String>,
    /// What the shop says that it has charged, given back and sold for.
    pub money: [i64; 3],
}

/// The kinds of violations, as the report has them.
pub const KINDS: [&str; 7] = [
    "seats with two owners",
    "paid orders without their seats",
    "seats that are taken without a paid order",
    "charges without seats or refund",
    "orders that are not settled",
    "books that say something else",
    "viewers that differ",
];

impl Audit {
    /// Looks at everything, once nothing happens any more.
    pub fn of(
        ground: &Ground,
        host: SocketAddr,
        blocks: &[u64],
        sold: &Sold,
        watched: &Watched,
    ) -> Result<Self> {
        let mut audit = Self { violations: KINDS.map(|kind| (kind, 0)).into(), ..Self::default() };
        for shared in &sold.tally.shared {
            audit.found(KINDS[0], shared.clone());
        }
        audit.seats(ground, host, blocks, sold)?;
        audit.charges(sold);
        audit.books(ground, sold)?;
        if watched.differ > 0 {
            audit.found(KINDS[6], format!("{} viewers show something else", watched.differ));
            audit.violations.insert(KINDS[6], watched.differ);
        }
        Ok(audit)
    }

    /// How many there are of all kinds.
    pub fn total(&self) -> usize {
        self.violations.values().sum()
    }

    fn found(&mut self, kind: &'static str, what: String) {
        *self.violations.entry(kind).or_default() += 1;
        if self.details.len() < 20 {
            self.details.push(format!("{kind}: {what}"));
        }
    }

    /// What is shown, and what the ledger says, against what buyers have bought.
    fn seats(&mut self, ground: &Ground, host: SocketAddr, blocks: &[u64], sold: &Sold) -> Result<()> {
        let mut shown = BTreeMap::new();
        for block in blocks {
            shown.extend(fetch_board(host, &snapshot_path(1, *block))?.states());
        }
        let sales = ground.output(&["export-sales", "--match", "1"])?;
        let mut ledger: BTreeMap<u64, String> = sales.lines().skip(1).filter_map(read_sale).collect();
        for (seat, order) in sold.tally.sales() {
            let of = ledger.remove(&seat);
            if of.as_deref() != Some(&*order.id) {
                self.found(KINDS[1], format!("seat {seat} of order {} is {of:?}'s in the ledger", order.id));
            }
            if shown.remove(&seat) != Some(b'O') {
                self.found(KINDS[1], format!("seat {seat} of order {} is not shown as sold", order.id));
            }
        }
        for (seat, order) in ledger {
            self.found(KINDS[2], format!("seat {seat} is sold to order {order}, of which nobody knows"));
        }
        for (seat, state) in shown.into_iter().filter(|(_, state)| *state == b'O') {
            self.found(KINDS[2], format!("seat {seat} is shown as {}", char::from(state)));
        }
        Ok(())
    }

    /// Whoever was charged has the seats or the money.
    fn charges(&mut self, sold: &Sold) {
        for order in &sold.tally.orders {
            let count = |state| order.told.payments.iter().filter(|payment| *payment == state).count();
            let (captured, refunded) = (count("CAPTURED"), count("REFUNDED"));
            let is_kept = captured == usize::from(order.told.is_paid());
            let is_all = captured + refunded == order.charges as usize;
            if !order.told.is_settled() {
                self.found(KINDS[4], format!("order {} is {:?}", order.id, order.told));
            } else if !is_kept || !is_all {
                self.found(
                    KINDS[3],
                    format!("order {} was charged {} times and is {:?}", order.id, order.charges, order.told),
                );
            }
        }
    }

    /// `server report` must balance, and say what the buyers have counted.
    fn books(&mut self, ground: &Ground, sold: &Sold) -> Result<()> {
        let report: serde_json::Value =
            serde_json::from_str(&ground.output(&["report", "--match", "1", "--json"])?)?;
        let orders = || sold.tally.orders.iter();
        let paid: i64 = orders().filter(|order| order.told.is_paid()).map(|order| order.amount).sum();
        let charged: i64 = orders().map(|order| order.amount * i64::from(order.charges)).sum();
        let money = &report["money"];
        self.money = ["charged", "refunded", "sold"].map(|what| money[what].as_i64().unwrap_or(-1));
        let seats = i64::try_from(sold.tally.sold())?;
        for (what, told, counted) in [
            ("seats sold", &report["seats"]["sold"], seats),
            ("seats held", &report["seats"]["held"], 0),
            ("seats reserved", &report["seats"]["reserved"], 0),
            ("charged", &money["charged"], charged),
            ("refunded", &money["refunded"], charged - paid),
            ("sold for", &money["sold"], paid),
            ("still to refund", &money["toRefund"], 0),
        ] {
            if told.as_i64() != Some(counted) {
                self.found(KINDS[5], format!("{what}: the report says {told}, the buyers {counted}"));
            }
        }
        if report["balances"] != true {
            self.found(KINDS[5], format!("they do not balance: {report}"));
        }
        Ok(())
    }
}

/// The seat and the order of a line of the export.
fn read_sale(line: &str) -> Option<(u64, String)> {
    let seat = line.split(',').nth(1)?.parse().ok()?;
    Some((seat, line.rsplit(',').next()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_export_is_read() {
        let line = "1,17,guid,\"a, b\",s,b,r,4,c,cart,2026-01-01T00:00:00Z,abc";
        assert_eq!(read_sale(line), Some((17, "abc".to_owned())));
    }
}
