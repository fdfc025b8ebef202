//! Selling seats: they are reserved here for their order, recorded in the ledger, and then shown here. The sale is final with
//! the ledger's record, which comes before anybody sees it, and which a database's unique constraint allows once per seat.
//!
//! A seat whose order nobody knows the end of stays reserved, however long that takes: it is given to nobody before the
//! ledger has been asked, and has said for good, whether the order was recorded.

use super::{
    change::{Carried, outcomes},
    engine::WhenMissing,
    showing::Showing,
    unresolved::{self, Unresolved},
};
use crate::fault_points;
use jari_core::{
    domain::{
        Actor, AllocationStatus, BlockId, CartId, Command, MatchId, OrderId, Outcome, Refusal, Sale,
        UnixMillis,
        command::{PaidOrder, Place},
    },
    failures,
    ports::{AllocationError, OrderEnd, StoreError},
};

/// Sells seats.
#[derive(Clone)]
pub(super) struct Sales {
    pub(super) showing: Showing,
}

/// What has come of asking about an order.
pub(super) enum Resolved {
    /// It is known, and shown: these blocks have changed.
    Shown(Vec<BlockId>),
    /// It waits to be paid, until then at least.
    Pending(UnixMillis),
}

impl Sales {
    /// Sells seats, all or none.
    pub(super) async fn sell(
        &self,
        command: &Command,
        cart: &CartId,
        order: &OrderId,
    ) -> Result<Vec<Outcome>, AllocationError> {
        let (match_id, now) = (command.match_id, command.now);
        let places = command.steps.iter().map(|step| (step.block_id, step.seat_id));
        let mut seats = self.reserve(&Command::reserve(match_id, places, cart, order, now)).await?;
        let is_reserved = |seat: &Outcome| seat.state.status == AllocationStatus::Reserved;
        let sales: Vec<Sale> = seats
            .iter()
            .filter(|seat| is_reserved(seat))
            .map(|&Outcome { block_id, seat_id, .. }| {
                let (order, cart) = (order.clone(), cart.clone());
                Sale { match_id, block_id, seat_id, order, cart, sold_at: now }
            })
            .collect();
        // All of it was bought before, and the answer was lost.
        if sales.is_empty() {
            return Ok(seats);
        }
        match fault_points::around("ledger.record", self.showing.ledger.record(&sales)).await {
            Ok(()) => {}
            Err(AllocationError::Refused(refused)) => {
                self.agree(match_id, order, &sales, now).await;
                return Err(refused.into());
            }
            // It is not known whether it was recorded. Until somebody has asked, the seats stay reserved.
            Err(error) => return Err(error),
        }
        // From here on the seats are sold, and an error only means that the buyer does not learn it now.
        let places = sales.iter().map(place_of);
        let shown = self.showing.show_sale(match_id, places, (cart, order), now).await?;
        seats.retain(|seat| !is_reserved(seat));
        seats.extend(shown);
        seats.sort_unstable_by_key(|seat| (seat.block_id, seat.seat_id));
        Ok(seats)
    }

    /// Reserves seats. Where an order that the same cart has tried before has one of them, what became of that is found out
    /// first.
    async fn reserve(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        match self.showing.changer.run(command, WhenMissing::Build).await? {
            Carried::Out(seats) => return Ok(outcomes(command, seats)),
            Carried::Refused(refused, seats) if refused.why == Refusal::SeatReserved => {
                let places = command.steps.iter().map(|step| (step.block_id, step.seat_id));
                // Nobody ends another's order.
                let is_own = |order: &Unresolved| command.actor == Actor::Buyer(order.cart.clone());
                for order in unresolved::by_order(places.zip(seats)).filter(is_own) {
                    self.end(command.match_id, &order, command.now).await?;
                }
            }
            Carried::Refused(refused, _) => return Err(refused.into()),
            Carried::Missing => return Err(Refusal::SeatNotFound.into()),
        }
        self.showing.changer.change(command).await
    }

    /// Reserves seats for an order that is yet to be paid, and notes in the ledger that it has them, so that it has them again where
    /// Redis loses them.
    pub(super) async fn reserve_for(
        &self,
        command: &Command,
        order: &OrderId,
    ) -> Result<Vec<Outcome>, AllocationError> {
        let seats = self.showing.changer.change(command).await?;
        if fault_points::around("ledger.reserved", self.showing.ledger.reserved(order, command.now)).await? {
            return Ok(seats);
        }
        // It is over. If they cannot be given back now, whoever sweeps does so.
        let places = command.steps.iter().map(|step| (step.block_id, step.seat_id));
        self.showing.changer.change(&Command::free(command.match_id, places, order, command.now)).await?;
        Err(Refusal::OrderEnded.into())
    }

    /// Sells what is reserved for an order that is paid.
    pub(super) async fn pay(
        &self,
        command: &Command,
        paid: &PaidOrder,
    ) -> Result<Vec<Outcome>, AllocationError> {
        let (match_id, now) = (command.match_id, command.now);
        let places: Vec<_> = command.steps.iter().map(|step| (step.block_id, step.seat_id)).collect();
        let record = Command::record_payment(match_id, places.iter().copied(), paid, now);
        fault_points::around("ledger.change", self.showing.ledger.change(&record)).await?;
        // From here on it is sold, and shown by whoever lives.
        Ok(self.showing.show_sale(match_id, places, (&paid.cart, &paid.order), now).await?)
    }

    /// Finds out what became of an order, and shows it: its seats are sold, on hold as before, or reserved as they are.
    pub(super) async fn end(
        &self,
        match_id: MatchId,
        unresolved: &Unresolved,
        now: UnixMillis,
    ) -> Result<Resolved, StoreError> {
        let Unresolved { order, cart, places } = unresolved;
        let sales = match self.showing.ledger.end_order(match_id, order, cart, now).await? {
            OrderEnd::Sold(sales) => sales,
            OrderEnd::Ended => Vec::new(),
            OrderEnd::Pending(until) => return Ok(Resolved::Pending(until)),
        };
        let sold: Vec<_> = sales.iter().map(place_of).collect();
        let left = places.iter().copied().filter(|place| !sold.contains(place));
        let mut seats = self.showing.show_sale(match_id, sold.iter().copied(), (cart, order), now).await?;
        seats.extend(self.showing.call_off(match_id, order, left, now).await?);
        let changed = seats.into_iter().filter(|seat| seat.is_changed).map(|seat| seat.block_id);
        Ok(Resolved::Shown(changed.collect()))
    }

    /// Makes Redis agree with a ledger that has refused a sale: the seats are on hold as before, and what others bought is
    /// theirs. If it fails, the order is looked at again like any that nobody knows the end of.
    async fn agree(&self, match_id: MatchId, order: &OrderId, refused: &[Sale], now: UnixMillis) {
        let agreed = async {
            self.showing.call_off(match_id, order, refused.iter().map(place_of), now).await?;
            let mut sold = self.showing.ledger.sold(match_id).await?;
            sold.retain(|sale| refused.iter().any(|of| place_of(of) == place_of(sale)));
            self.showing.show_all(match_id, sold, now).await
        };
        if let Err(error) = agreed.await {
            let of = format_args!("match {match_id}");
            failures::warn_of("cannot take back a sale that was refused", of, &error);
        }
    }
}

fn place_of(sale: &Sale) -> Place {
    (sale.block_id, sale.seat_id)
}
