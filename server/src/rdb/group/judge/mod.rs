//! The rules over a batch: no I/O, so that what a batch comes to can be held against the same requests one by one.

mod orders;

pub(in crate::rdb) use orders::{FoundOrder, FoundOrders};

use super::{Answer, Ask, BlockKey, SeatKey};
use jari_core::{
    domain::{
        Allocation, AllocationStatus, CartId, Command, MatchId, OrderId, Outcome, Refused, Revision, SeatId,
        UnixMillis,
        command::{self, CancelledOrder, CartState, OrderNote, PaidOrder, Verdict},
    },
    ports::StoreError,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What the database says of everything that a batch is about, read under the locks.
#[derive(Clone, Debug, Default)]
pub(in crate::rdb) struct Found {
    /// The blocks' revisions.
    pub(in crate::rdb) revs: HashMap<BlockKey, Revision>,
    /// The seats, and the revisions that they took.
    pub(in crate::rdb) seats: HashMap<SeatKey, (Allocation, Revision)>,
    /// What else those carts have on hold or reserved that the batch depends on; where it is not counted, what ends last.
    pub(in crate::rdb) carts: Carts,
    /// The orders that something is noted of.
    pub(in crate::rdb) orders: FoundOrders,
}

/// A block's new revision, and by how many its free seats have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rdb) struct BlockWrite {
    pub(in crate::rdb) rev: Revision,
    pub(in crate::rdb) free: i64,
}

/// One change of a seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rdb) struct Change {
    pub(in crate::rdb) place: SeatKey,
    pub(in crate::rdb) rev: Revision,
    pub(in crate::rdb) before: AllocationStatus,
    pub(in crate::rdb) after: Allocation,
    pub(in crate::rdb) command: &'static str,
    pub(in crate::rdb) actor: String,
    pub(in crate::rdb) now: UnixMillis,
    /// Whether the batch leaves the seat like this.
    pub(in crate::rdb) is_last: bool,
    /// Whether it is told to the log: what is only mirrored here is told by the store that has the allocations.
    pub(in crate::rdb) is_logged: bool,
}

/// A seat that an order has bought, or given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rdb) struct Sale {
    pub(in crate::rdb) place: SeatKey,
    pub(in crate::rdb) order: OrderId,
    pub(in crate::rdb) cart: CartId,
    pub(in crate::rdb) at: UnixMillis,
    /// Whether it is known to be shown.
    pub(in crate::rdb) is_settled: bool,
}

/// What a batch comes to.
#[derive(Debug, Default)]
pub(in crate::rdb) struct Judged {
    /// One answer for each request, in their order. None may be told before what follows is on disk.
    pub(in crate::rdb) answers: Vec<Answer>,
    pub(in crate::rdb) blocks: BTreeMap<BlockKey, BlockWrite>,
    /// In their order.
    pub(in crate::rdb) changes: Vec<Change>,
    pub(in crate::rdb) sold: Vec<Sale>,
    pub(in crate::rdb) voided: Vec<Sale>,
    /// Orders that have their seats from now on, and since when.
    pub(in crate::rdb) reserved: Vec<(OrderId, UnixMillis)>,
    /// Orders that are paid, and since when.
    pub(in crate::rdb) paid: Vec<(PaidOrder, UnixMillis)>,
    /// Orders that were paid and are given back, and since when.
    pub(in crate::rdb) cancelled: Vec<(CancelledOrder, UnixMillis)>,
}

/// Judges each request by what those before it have left. A refusal changes nothing.
pub(in crate::rdb) fn judge<'a>(found: Found, asks: impl IntoIterator<Item = &'a Ask>) -> Judged {
    let mut bench = Bench::new(found);
    for ask in asks {
        let answer = bench.judge_one(ask);
        bench.judged.answers.push(answer);
    }
    let mut later = HashSet::new();
    for change in bench.judged.changes.iter_mut().rev() {
        change.is_last = later.insert(change.place);
    }
    bench.judged
}

struct Bench {
    found: Found,
    judged: Judged,
}

impl Bench {
    fn new(mut found: Found) -> Self {
        for (place, (state, _)) in &found.seats {
            put_in_cart(&mut found.carts, *place, state);
        }
        Self { found, judged: Judged::default() }
    }

    fn judge_one(&mut self, ask: &Ask) -> Answer {
        let command = &ask.command;
        let found: Vec<_> = ask.places().map(|place| self.found.seats.get(&place).cloned()).collect();
        let verdicts = command::judge(command, &found, self.cart_of(command))
            .map_err(|why| Refused { why, seats: command::in_the_way(command, &found) })?;
        let changes = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Becomes(_)));
        let note = command.order.as_ref().filter(|_| changes);
        if let Some(note) = note {
            self.found.orders.judge(note)?;
        }
        let mut outcomes = Vec::with_capacity(verdicts.len());
        for ((place, before), verdict) in ask.places().zip(found).zip(verdicts) {
            let Some((before, rev)) = before else { continue };
            let SeatKey { block_id, seat_id, .. } = place;
            outcomes.push(match verdict {
                Verdict::LeftOut => continue,
                Verdict::Kept => Outcome { block_id, seat_id, state: before, rev, is_changed: false },
                Verdict::Becomes(state) => {
                    let rev = self.change(place, &before, &state, ask)?;
                    Outcome { block_id, seat_id, state, rev, is_changed: true }
                }
            });
        }
        if let Some(note) = note {
            self.found.orders.note(note);
            match note {
                OrderNote::Reserved(order) => self.judged.reserved.push((order.clone(), command.now)),
                OrderNote::Paid(paid) => self.judged.paid.push((paid.clone(), command.now)),
                OrderNote::Cancelled(cancelled) => {
                    self.judged.cancelled.push((cancelled.clone(), command.now));
                }
            }
        }
        Ok(outcomes)
    }

    fn cart_of(&self, command: &Command) -> CartState {
        let Some(rule) = &command.cart else { return CartState::default() };
        let seats = self.found.carts.get(&(command.match_id, rule.cart.clone()));
        CartState::of(&rule.cart, seats.into_iter().flat_map(HashMap::values), command.now)
    }

    /// Gives the seat its new state under the block's next revision, for those who come after to see.
    fn change(
        &mut self,
        place: SeatKey,
        before: &Allocation,
        after: &Allocation,
        ask: &Ask,
    ) -> Result<Revision, StoreError> {
        let lost = |what: &str| StoreError::Inconsistent(format!("a seat without its {what}"));
        let rev = self.found.revs.get_mut(&place.block()).ok_or_else(|| lost("block"))?;
        rev.0 += 1;
        let rev = *rev;
        self.found.seats.insert(place, (after.clone(), rev));
        if let Some(seats) = cart_in(&mut self.found.carts, place, before) {
            seats.remove(&place.seat_id);
        }
        put_in_cart(&mut self.found.carts, place, after);
        let free = i64::from(after.status.is_free()) - i64::from(before.status.is_free());
        let write = self.judged.blocks.entry(place.block()).or_insert(BlockWrite { rev, free: 0 });
        write.rev = rev;
        write.free += free;
        let at = ask.command.now;
        let sale = |state: &Allocation| {
            let is_sold = state.status == AllocationStatus::Occupied;
            let (order, cart) = (state.order.clone()?, state.cart.clone()?);
            is_sold.then_some(Sale { place, order, cart, at, is_settled: ask.shows_sales })
        };
        self.judged.voided.extend(sale(before));
        self.judged.sold.extend(sale(after));
        self.judged.changes.push(Change {
            place,
            rev,
            before: before.status,
            after: after.clone(),
            command: ask.command.kind,
            actor: ask.command.actor.to_string(),
            now: at,
            is_last: false,
            is_logged: ask.shows_sales,
        });
        Ok(rev)
    }
}

/// Seats of carts, each with what it is.
pub(in crate::rdb) type Carts = HashMap<(MatchId, CartId), HashMap<SeatId, Allocation>>;

/// What is known of the cart that a seat is in, where the batch depends on it.
fn cart_in<'a>(
    carts: &'a mut Carts,
    place: SeatKey,
    seat: &Allocation,
) -> Option<&'a mut HashMap<SeatId, Allocation>> {
    carts.get_mut(&(place.match_id, seat.cart.clone()?))
}

/// Puts a seat into its cart, where the batch depends on it.
pub(in crate::rdb) fn put_in_cart(carts: &mut Carts, place: SeatKey, seat: &Allocation) {
    if let Some(seats) = cart_in(carts, place, seat) {
        seats.insert(place.seat_id, seat.clone());
    }
}

#[cfg(test)]
mod tests;
