//! Commands of which the ledger is to know: what they do is in the ledger before it is seen here, so that it stays when Redis
//! loses what it has. What only Redis shows as sold or blocked, and the ledger does not, is freed when a match is built.

use super::{
    change::{Carried, outcomes},
    engine::WhenMissing,
    seat::StoredSeat,
    showing::Showing,
};
use crate::fault_points;
use jari_core::{
    domain::{
        AllocationStatus::{self, Available, Blocked, Occupied},
        CartId, Command, OrderId, Outcome, Refusal,
        command::{Field, OrderNote, PaidOrder, Place, Step, Target},
    },
    failures,
    ports::AllocationError,
};
use std::iter::repeat;

/// What a command does, as far as it is the ledger's affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// It reserves seats for an order that is yet to be paid.
    Reserve(&'a OrderId),
    /// It sells what is reserved for an order that is paid.
    Pay(&'a PaidOrder),
    /// It sells the cart's own seats by the order.
    Sell(&'a CartId, &'a OrderId),
    /// It gives seats back that the order has bought.
    Void(&'a OrderId),
    /// It blocks seats.
    Block,
    /// It lets blocked seats be sold again.
    Unblock,
    /// Nothing.
    None,
}

/// What a command does, if it is about an order, or all of its steps do the same.
pub(super) fn part_of(command: &Command) -> Part<'_> {
    match &command.order {
        Some(OrderNote::Reserved(order)) => return Part::Reserve(order),
        Some(OrderNote::Paid(paid)) => return Part::Pay(paid),
        Some(OrderNote::Cancelled(cancelled)) => return Part::Void(&cancelled.order),
        None => {}
    }
    let mut parts = command.steps.iter().map(part_of_step);
    match parts.next() {
        Some(first) if parts.all(|part| part == first) => first,
        _ => Part::None,
    }
}

fn part_of_step(step: &Step) -> Part<'_> {
    let requires = |status: AllocationStatus| step.requires.statuses == [status];
    match (&step.becomes, &step.requires.cart, &step.requires.order) {
        (
            Some(Target { status: Occupied, cart: Field::Is(cart), order: Field::Is(order), .. }),
            Some(own),
            _,
        ) if own == cart => Part::Sell(cart, order),
        (Some(Target { status: Available, .. }), _, Some(order)) if requires(Occupied) => Part::Void(order),
        (Some(Target { status: Blocked, .. }), _, _) => Part::Block,
        (Some(Target { status: Available, .. }), _, _) if requires(Blocked) => Part::Unblock,
        _ => Part::None,
    }
}

/// Carries out commands of operators.
pub(super) struct Ledgered {
    pub(super) showing: Showing,
}

impl Ledgered {
    /// Gives back what an order has bought.
    pub(super) async fn void(
        &self,
        command: &Command,
        order: &OrderId,
    ) -> Result<Vec<Outcome>, AllocationError> {
        fault_points::around("ledger.change", self.showing.ledger.change(command)).await?;
        // From here on it is given back, and an error only means that whoever asked does not learn it now. It may not have
        // been shown as sold yet.
        let (match_id, actor) = (command.match_id, command.actor.clone());
        let places = command.steps.iter().map(place_of);
        Ok(self.showing.show_void(match_id, places, order, actor, command.now).await?)
    }

    /// Blocks seats.
    pub(super) async fn block(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        self.showing.ledger.change(command).await?;
        let (refused, seats) = match self.showing.changer.run(command, WhenMissing::Build).await? {
            Carried::Out(seats) => return Ok(outcomes(command, seats)),
            Carried::Refused(refused, seats) => (refused, seats),
            Carried::Missing => (Refusal::SeatNotFound.into(), Vec::new()),
        };
        let is_blocked =
            |seat: &Option<StoredSeat>| seat.as_ref().is_some_and(|seat| seat.state.status == Blocked);
        let blocked = seats.iter().map(is_blocked).chain(repeat(false));
        let free = command.steps.iter().zip(blocked).filter(|(_, blocked)| !blocked);
        let free = free.map(|(step, _)| place_of(step));
        let undo = Command::unblock(command.match_id, free, command.actor.clone(), command.now);
        if let Err(error) = self.showing.ledger.change(&undo).await {
            // They are blocked when the match is built the next time.
            let of = format_args!("match {}", command.match_id);
            failures::warn_of("cannot take back a block that was refused", of, &error);
        }
        Err(refused.into())
    }

    /// Lets blocked seats be sold again. They are available here first: what is blocked here is blocked in the ledger.
    pub(super) async fn unblock(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        let seats = self.showing.changer.change(command).await?;
        self.showing.ledger.change(command).await?;
        Ok(seats)
    }
}

const fn place_of(step: &Step) -> Place {
    (step.block_id, step.seat_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::{Actor, BlockId, HoldPolicy, MatchId, PaymentId, SeatId, UnixMillis};

    #[test]
    fn what_the_ledger_is_to_know_is_told_by_what_a_command_does() {
        let (id, seats, now) =
            (MatchId(1), [(BlockId(2), SeatId(3)), (BlockId(2), SeatId(4))], UnixMillis(5));
        let (ann, order) = (CartId::from_verified("ann"), OrderId::from_stored("o"));
        let policy = HoldPolicy { ttl_millis: 50, max_holds: 0 };
        let payment = PaymentId::from_stored("p");
        let paid =
            PaidOrder { order: order.clone(), version: 1, cart: ann.clone(), payment, gateway_id: None };
        let parts = [
            (Command::sell(id, seats, &ann, &order, now), Part::Sell(&ann, &order)),
            (Command::void(id, seats, &order, Actor::System, now), Part::Void(&order)),
            (Command::block(id, seats, "why", Actor::System, now), Part::Block),
            (Command::unblock(id, seats, Actor::System, now), Part::Unblock),
            (Command::show_sale(id, seats, &ann, &order, now), Part::None),
            (Command::show_void(id, seats, &order, Actor::System, now), Part::None),
            (Command::hold(id, seats, &ann, now, policy), Part::None),
            (Command::release(id, seats, &ann, now), Part::None),
            (Command::reserve(id, seats, &ann, &order, now), Part::None),
            (Command::call_off(id, seats, &order, now), Part::None),
            (Command::place_order(id, seats, &ann, &order, now), Part::Reserve(&order)),
            (Command::pay(id, seats, paid.clone(), now), Part::Pay(&paid)),
            (Command::free(id, seats, &order, now), Part::None),
        ];
        for (command, part) in parts {
            assert_eq!(part_of(&command), part, "{}", command.kind);
        }
    }
}
