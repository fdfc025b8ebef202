//! What is to be done for an order, by nothing but what is stored of it.

use super::{Order, OrderState, Payment};
use crate::domain::{PaymentId, PaymentState, UnixMillis};

/// What is to be done next for an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Nothing, until something happens to it.
    Nothing,
    /// Nothing before that time.
    Wait(UnixMillis),
    /// The gateway is asked what has become of a payment.
    Ask(PaymentId),
    /// The gateway is told that a payment must not be captured any more, and asked what has become of it.
    Close(PaymentId),
    /// The gateway is asked to give a payment's money back.
    Refund(PaymentId),
    /// Its time is up, and it is known that nothing was captured.
    Expire,
    /// What is reserved for it is given back.
    Free,
}

impl Order {
    /// What is to be done now. A reservation does not run out under a payment that is under way: that is closed first, and the
    /// order is over only when it is known what has become of it.
    pub fn duty(&self, now: UnixMillis) -> Duty {
        let is_due = |payment: &&Payment| self.ask_at(payment).is_some_and(|at| at <= now);
        if let Some(payment) = self.payments.iter().find(is_due) {
            let id = payment.id.clone();
            return match payment.state {
                PaymentState::Refunding => Duty::Refund(id),
                state if state.is_open() && self.is_over(now) => Duty::Close(id),
                _ => Duty::Ask(id),
            };
        }
        if self.state == OrderState::Pending && self.is_over(now) && self.open_payment().is_none() {
            return Duty::Expire;
        }
        if self.free_at.is_some_and(|at| at <= now) {
            return Duty::Free;
        }
        self.due_at().map_or(Duty::Nothing, Duty::Wait)
    }

    /// When something is to be done for it next; none if nothing is.
    pub fn due_at(&self) -> Option<UnixMillis> {
        let asks = self.payments.iter().filter_map(|payment| self.ask_at(payment));
        let end = (self.state == OrderState::Pending && self.open_payment().is_none())
            .then_some(self.reserved_until);
        asks.chain(end).chain(self.free_at).min()
    }

    /// Whether nobody may begin to pay it any more.
    fn is_over(&self, now: UnixMillis) -> bool {
        self.state != OrderState::Pending || now >= self.reserved_until
    }

    /// When the gateway is asked about a payment: when the time of its order is up at the latest.
    fn ask_at(&self, payment: &Payment) -> Option<UnixMillis> {
        let end = self.reserved_until;
        let is_asked_since = payment.asked_at.is_some_and(|at| at >= end);
        let is_bounded = self.state == OrderState::Pending && payment.state.is_open() && !is_asked_since;
        // While a confirmation may be under way, what has become of it is not known to anybody, and nothing may be closed under it.
        let confirmed = payment.confirming_until.filter(|_| payment.state.is_open());
        let at = payment.ask_at.map(|at| if is_bounded { at.min(end) } else { at });
        at.map(|at| confirmed.map_or(at, |confirmed| at.max(confirmed)))
    }
}
