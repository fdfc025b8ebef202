//! An order with its payments, as a store has it.

use super::{OrderCode, OrderEvent, OrderState};
use crate::domain::{
    BlockId, CartId, Language, MatchId, Money, OrderId, PaymentId, PaymentState, SeatId, UnixMillis,
    command::Place, payment::PaymentEvent,
};

/// As often may an order be tried to be paid.
pub const MOST_PAYMENTS: usize = 20;

/// As long may a word be that comes from outside: a ticket's type, a gateway's reason.
pub const LONGEST_WORD: usize = 200;

/// One seat of an order. Its price was fixed when the order was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderItem {
    /// The block that the seat is in.
    pub block_id: BlockId,
    /// The seat.
    pub seat_id: SeatId,
    /// The word for the kind of ticket; none where a match has no kinds.
    pub ticket_type: Option<String>,
    /// What it costs, in the order's currency.
    pub amount: i64,
}

/// One try to pay an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Its id, by which the gateway knows it as well.
    pub id: PaymentId,
    /// The word for the gateway.
    pub gateway: String,
    /// What the gateway calls it, once that is known.
    pub gateway_id: Option<String>,
    /// Where it is.
    pub state: PaymentState,
    /// How much it is.
    pub money: Money,
    /// Where the buyer is sent to pay, once that is known.
    pub pay_url: Option<String>,
    /// Why it was declined, or has not been answered, in the gateway's words.
    pub reason: Option<String>,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When the gateway was last asked.
    pub asked_at: Option<UnixMillis>,
    /// When the gateway is asked next; none if there is nothing to ask.
    pub ask_at: Option<UnixMillis>,
    /// How often it was asked without anything new.
    pub attempts: u32,
    /// Until when a confirmation may be under way that takes the money; none if none is known to be.
    pub confirming_until: Option<UnixMillis>,
}

/// An order, with its payments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its id, which nobody can guess.
    pub id: OrderId,
    /// What people call it.
    pub code: OrderCode,
    /// The match.
    pub match_id: MatchId,
    /// Whose it is.
    pub cart: CartId,
    /// Where it is.
    pub state: OrderState,
    /// Its seats, in the order of blocks and seats.
    pub items: Vec<OrderItem>,
    /// What is charged besides the seats, in the order's currency.
    pub fee: i64,
    /// What all of it costs.
    pub money: Money,
    /// What its buyer speaks.
    pub language: Language,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When its reservation runs out, unless it is paid before.
    pub reserved_until: UnixMillis,
    /// When its seats are known to be reserved; none as long as they are not.
    pub reserved_at: Option<UnixMillis>,
    /// When what is reserved for it is to be given back, as it is over; none if there is nothing to give back.
    pub free_at: Option<UnixMillis>,
    /// How often it has changed, with its payments: what was read is stored only over what was read.
    pub version: i64,
    /// Its payments, the oldest first.
    pub payments: Vec<Payment>,
}

impl Order {
    /// Where its seats are.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.items.iter().map(|item| (item.block_id, item.seat_id))
    }

    /// One of its payments.
    pub fn payment(&self, id: &PaymentId) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.id == *id)
    }

    /// The payment that may still be captured, if there is one.
    pub fn open_payment(&self) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.state.is_open())
    }

    /// Whether it may be paid: its seats are reserved, and will be for a while.
    pub fn can_be_paid(&self, now: UnixMillis) -> bool {
        self.state == OrderState::Pending && self.reserved_at.is_some() && now < self.reserved_until
    }

    /// The same order after something has happened to it; none if that changes nothing. That it was paid is stored with its sale.
    pub fn after(&self, event: OrderEvent, now: UnixMillis) -> Option<Self> {
        let (state, _) = self.state.next(event);
        if state == self.state {
            return None;
        }
        let mut after = Self { state, ..self.clone() };
        // Where reserving was refused, all of it was.
        after.free_at = (event != OrderEvent::Refused).then_some(now);
        // Who may still pay for nothing is kept from it.
        for payment in after.payments.iter_mut().filter(|payment| payment.state.is_open()) {
            payment.ask_at = Some(now);
        }
        Some(after)
    }

    /// The same order after it was paid and is given back, and the payment that is to be refunded; none if it is not paid.
    pub fn cancelled(&self, now: UnixMillis) -> Option<(Self, PaymentId)> {
        let (state, _) = self.state.next(OrderEvent::Cancelled);
        let mut after = Self { state, ..self.clone() };
        let is_paid = |payment: &&mut Payment| payment.state == PaymentState::Captured;
        let payment = after.payments.iter_mut().find(is_paid).filter(|_| self.state == OrderState::Paid)?;
        (payment.state, payment.ask_at) = (payment.state.next(PaymentEvent::GivenUp).0, Some(now));
        let id = payment.id.clone();
        Some((after, id))
    }

    /// The same order with one more payment, of which its gateway is yet to be told.
    pub fn with_payment(&self, id: PaymentId, gateway: &str, now: UnixMillis, ask_at: UnixMillis) -> Self {
        let mut after = self.clone();
        after.payments.push(Payment {
            id,
            gateway: gateway.to_owned(),
            gateway_id: None,
            state: PaymentState::Created,
            money: self.money,
            pay_url: None,
            reason: None,
            created_at: now,
            asked_at: None,
            ask_at: Some(ask_at),
            attempts: 0,
            confirming_until: None,
        });
        after
    }

    /// The same order where a payment is about to be confirmed, which has come to its end by `until`; none where that may not be any
    /// more: nobody confirms what is over, or is about to be closed.
    pub fn with_confirmation(&self, id: &PaymentId, now: UnixMillis, until: UnixMillis) -> Option<Self> {
        let mut after = self.clone();
        let payment = after.payments.iter_mut().find(|payment| payment.id == *id)?;
        let may_be =
            self.state == OrderState::Pending && now < self.reserved_until && payment.state.is_open();
        payment.confirming_until = payment.confirming_until.max(Some(until));
        may_be.then_some(after)
    }

    /// The same order with a payment that is to be asked about at once, whatever is known of it: somebody says that there is news.
    pub fn with_news(&self, id: &PaymentId, now: UnixMillis) -> Option<Self> {
        let mut after = self.clone();
        after.payments.iter_mut().find(|payment| payment.id == *id)?.ask_at = Some(now);
        Some(after)
    }
}
