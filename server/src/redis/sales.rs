//! Selling seats: they are reserved here for their order, recorded in the ledger, and then shown here. The sale is final with
//! the ledger's record, which comes before anybody sees it, and which a database's unique constraint allows once per seat.
//!
//! A seat whose order nobody knows the end of stays reserved, however long that takes: it is given to nobody before the
//! ledger has been asked, and has said for good, whether the order was recorded.

use super::{
    change::{Carried, Changer, outcomes},
    engine::WhenMissing,
    unresolved::{self, Unresolved},
};
use jari_core::{
    domain::{
        Actor, AllocationStatus, BlockId, CartId, Command, MatchId, OrderId, Outcome, Refusal, Sale,
        UnixMillis,
        command::{Field, Place, Target},
    },
    failures,
    ports::{AllocationError, OrderEnd, SalesLedger, StoreError},
};
use std::{collections::BTreeMap, sync::Arc};

/// Sells seats, and shows what was sold.
#[derive(Clone)]
pub(super) struct Sales {
    pub(super) changer: Changer,
    pub(super) ledger: Arc<dyn SalesLedger>,
}

/// The cart and the order, if a command sells the cart's own seats: that goes by way of the ledger.
pub(super) fn sold_by(command: &Command) -> Option<(&CartId, &OrderId)> {
    let mut sales = command.steps.iter().map(|step| match (&step.requires.cart, &step.becomes) {
        (
            Some(owner),
            Some(Target {
                status: AllocationStatus::Occupied,
                cart: Field::Is(cart),
                order: Field::Is(order),
                ..
            }),
        ) if owner == cart => Some((cart, order)),
        _ => None,
    });
    let first = sales.next()??;
    sales.all(|sale| sale == Some(first)).then_some(first)
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
        match self.ledger.record(&sales).await {
            Ok(()) => {}
            Err(AllocationError::Refused(refusal)) => {
                self.agree(match_id, order, &sales, now).await;
                return Err(refusal.into());
            }
            // It is not known whether it was recorded. Until somebody has asked, the seats stay reserved.
            Err(error) => return Err(error),
        }
        // From here on the seats are sold, and an error only means that the buyer does not learn it now.
        let shown = self.show(match_id, &sales, now).await?;
        seats.retain(|seat| !is_reserved(seat));
        seats.extend(shown);
        seats.sort_unstable_by_key(|seat| (seat.block_id, seat.seat_id));
        Ok(seats)
    }

    /// Reserves seats. Where an order that the same cart has tried before has one of them, what became of that is found out
    /// first.
    async fn reserve(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        match self.changer.run(command, WhenMissing::Build).await? {
            Carried::Out(seats) => return Ok(outcomes(command, seats)),
            Carried::Refused(Refusal::SeatReserved, seats) => {
                let places = command.steps.iter().map(|step| (step.block_id, step.seat_id));
                // Nobody ends another's order.
                let is_own = |order: &Unresolved| command.actor == Actor::Buyer(order.cart.clone());
                for order in unresolved::by_order(places.zip(seats)).filter(is_own) {
                    self.end(command.match_id, &order, command.now).await?;
                }
            }
            Carried::Refused(refusal, _) => return Err(refusal.into()),
            Carried::Missing => return Err(Refusal::SeatNotFound.into()),
        }
        self.changer.change(command).await
    }

    /// Finds out what became of an order, and shows it: its seats are sold, or on hold as before.
    pub(super) async fn end(
        &self,
        match_id: MatchId,
        unresolved: &Unresolved,
        now: UnixMillis,
    ) -> Result<Vec<BlockId>, StoreError> {
        let Unresolved { order, cart, places } = unresolved;
        let sales = match self.ledger.end_order(match_id, order, cart, now).await? {
            OrderEnd::Sold(sales) => sales,
            OrderEnd::Ended => Vec::new(),
        };
        let mut seats = self.show(match_id, &sales, now).await?;
        let left = places.iter().filter(|place| !sales.iter().any(|sale| place_of(sale) == **place));
        seats.extend(self.call_off(match_id, order, left.copied(), now).await?);
        Ok(seats.into_iter().filter(|seat| seat.is_changed).map(|seat| seat.block_id).collect())
    }

    /// Shows sales of one match that are in the ledger, whatever the seats are here.
    async fn show(
        &self,
        match_id: MatchId,
        sales: &[Sale],
        now: UnixMillis,
    ) -> Result<Vec<Outcome>, StoreError> {
        let sold =
            |sale: &Sale| Command::show_sale(match_id, [place_of(sale)], &sale.cart, &sale.order, now).steps;
        let mut steps: Vec<_> = sales.iter().flat_map(sold).collect();
        steps.sort_by_key(|step| (step.block_id, step.seat_id));
        let (kind, actor) = ("sell", Actor::System);
        self.settle_seats(&Command { kind, match_id, actor, now, steps, is_whole: false, cap: None }).await
    }

    /// Gives seats back that were reserved for an order that has ended: they are on hold as before.
    async fn call_off(
        &self,
        match_id: MatchId,
        order: &OrderId,
        places: impl IntoIterator<Item = Place>,
        now: UnixMillis,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.settle_seats(&Command::call_off(match_id, places, order, now)).await
    }

    /// Carries out a command that nothing can refuse. A match that is not there is built, which may have been begun before
    /// the ledger had what is to be shown.
    async fn settle_seats(&self, command: &Command) -> Result<Vec<Outcome>, StoreError> {
        if command.steps.is_empty() {
            return Ok(Vec::new());
        }
        match self.changer.run(command, WhenMissing::Build).await? {
            Carried::Out(seats) => Ok(outcomes(command, seats)),
            Carried::Missing => Err(StoreError::Unavailable("the match is not there to show it".into())),
            Carried::Refused(refusal, _) => Err(StoreError::Inconsistent(format!("told what is: {refusal}"))),
        }
    }

    /// Shows what was sold and is not known to be shown: at most `limit` sales recorded up to `until`. Answers how many.
    pub(super) async fn settle(
        &self,
        until: UnixMillis,
        now: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let open = self.ledger.open_sales(until, limit).await?;
        let count = open.len();
        let mut matches: BTreeMap<MatchId, Vec<Sale>> = BTreeMap::new();
        for sale in open {
            matches.entry(sale.match_id).or_default().push(sale);
        }
        let mut all = Ok(count);
        for (match_id, sales) in matches {
            let settled = async {
                self.show(match_id, &sales, now).await?;
                self.ledger.settle(&sales).await
            };
            // What fails for one match does not stop the others.
            if let Err(error) = settled.await {
                all = Err(error);
            }
        }
        all
    }

    /// Makes Redis agree with a ledger that has refused a sale: the seats are on hold as before, and what others bought is
    /// theirs. If it fails, the order is looked at again like any that nobody knows the end of.
    async fn agree(&self, match_id: MatchId, order: &OrderId, refused: &[Sale], now: UnixMillis) {
        let agreed = async {
            self.call_off(match_id, order, refused.iter().map(place_of), now).await?;
            let mut sold = self.ledger.sold(match_id).await?;
            sold.retain(|sale| refused.iter().any(|of| place_of(of) == place_of(sale)));
            self.show(match_id, &sold, now).await
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
