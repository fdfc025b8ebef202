//! What becomes of an order by what a gateway has said of one of its payments.

use super::{LONGEST_WORD, Order, OrderEvent, OrderState, Payment};
use crate::domain::{
    Money, PaymentId, PaymentState, UnixMillis,
    outbox::{Next, RetryPolicy},
    payment::{BegunCharge, ChargeReport, ChargeState, PaymentEvent, PaymentTask},
};

/// How often a gateway is asked again: after some 2 s at first, each minute at last, and never not again.
const ASK: RetryPolicy = RetryPolicy {
    first_millis: 2_000,
    most_millis: 60_000,
    give_up_after_millis: i64::MAX,
    least_attempts: u32::MAX,
};

/// How long a buyer who was sent to pay is left alone, in milliseconds: the gateway, or he himself, tells sooner.
const LEAVE_ALONE: i64 = 15_000;

/// What is known of a payment after its gateway was asked something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// It was begun.
    Begun(BegunCharge),
    /// It was told what has become of it.
    Charge(ChargeReport),
    /// It was refused to begin it, for this reason.
    Refused(String),
    /// There was no answer, for this reason.
    NoAnswer(String),
    /// It was captured, and the seats are another's.
    SeatsGone(ChargeReport),
}

/// When something is judged, and any number, another each time, which spreads those who ask again.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// Now.
    pub now: UnixMillis,
    /// Any number.
    pub random: u32,
}

/// What becomes of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It is paid by this payment: its seats are to be sold, with all else in one transaction.
    Sell(Payment),
    /// It is to be stored like this.
    Store(Order),
    /// The same, and a person has to look at it.
    StoreAndTell(Order),
    /// It has no such payment.
    Nothing,
}

impl Report {
    /// Whether it holds whatever else has become known since the gateway was asked. What does not is asked again: that a charge
    /// is not known, or not paid, may be different by now.
    pub const fn is_lasting(&self) -> bool {
        match self {
            Self::Begun(_) | Self::SeatsGone(_) => true,
            Self::Charge(charge) => matches!(charge.state, ChargeState::Captured(_) | ChargeState::Refunded),
            Self::Refused(_) | Self::NoAnswer(_) => false,
        }
    }
}

impl When {
    /// When to ask again after so many attempts.
    pub fn again(self, attempts: u32) -> UnixMillis {
        match ASK.next(attempts, self.now, self.now, self.random, None) {
            Next::Retry(at) => at,
            Next::GiveUp => self.now + ASK.most_millis,
        }
    }
}

impl Order {
    /// What becomes of it by what is known now of one of its payments.
    pub fn judge(&self, id: &PaymentId, report: &Report, when: When) -> Judgement {
        let Some(payment) = self.payment(id) else { return Judgement::Nothing };
        let (state, task) = payment.state.next(self.event(payment, report));
        let payment = told(payment, state, report, when);
        if task == PaymentTask::Sell {
            return Judgement::Sell(payment);
        }
        let gone =
            matches!(report, Report::SeatsGone(_)).then(|| self.after(OrderEvent::SeatsGone, when.now));
        let mut after = gone.flatten().unwrap_or_else(|| self.clone());
        for stored in after.payments.iter_mut().filter(|stored| stored.id == *id) {
            stored.clone_from(&payment);
        }
        if task == PaymentTask::Tell { Judgement::StoreAndTell(after) } else { Judgement::Store(after) }
    }

    fn event(&self, payment: &Payment, report: &Report) -> PaymentEvent {
        match report {
            Report::Begun(_) => PaymentEvent::Begun,
            Report::Refused(_) => PaymentEvent::Declined,
            Report::NoAnswer(_) => PaymentEvent::NoAnswer,
            Report::SeatsGone(_) => PaymentEvent::CapturedInVain,
            Report::Charge(charge) => match &charge.state {
                ChargeState::Open => PaymentEvent::Open,
                ChargeState::Captured(money) if self.is_paid_by(payment, *money) => PaymentEvent::Captured,
                ChargeState::Captured(_) => PaymentEvent::CapturedInVain,
                ChargeState::Declined(_) => PaymentEvent::Declined,
                ChargeState::Refunded => PaymentEvent::Refunded,
            },
        }
    }

    /// Whether money that was taken is what it asks for, and it is still to be had for it.
    fn is_paid_by(&self, payment: &Payment, money: Money) -> bool {
        self.state == OrderState::Pending
            && self.reserved_at.is_some()
            && money == self.money
            && money == payment.money
    }
}

/// A payment after a report.
fn told(payment: &Payment, state: PaymentState, report: &Report, when: When) -> Payment {
    let mut after = Payment { state, asked_at: Some(when.now), ..payment.clone() };
    let (gateway_id, reason) = match report {
        Report::Begun(begun) => (&begun.gateway_id, None),
        Report::Charge(charge) | Report::SeatsGone(charge) => match &charge.state {
            ChargeState::Declined(reason) => (&charge.gateway_id, Some(reason)),
            _ => (&charge.gateway_id, None),
        },
        Report::Refused(reason) | Report::NoAnswer(reason) => (&None, Some(reason)),
    };
    if let Report::Begun(begun) = report {
        after.pay_url = Some(begun.pay_url.clone());
    }
    after.gateway_id = after.gateway_id.or_else(|| gateway_id.clone());
    if let Some(reason) = reason {
        after.reason = Some(reason.chars().take(LONGEST_WORD).collect());
    }
    if !state.is_open() {
        after.confirming_until = None;
    }
    let is_new = state != payment.state;
    after.attempts = if is_new { 0 } else { payment.attempts.saturating_add(1) };
    after.ask_at = match state {
        PaymentState::Refunding if is_new => Some(when.now),
        PaymentState::Processing if is_new => Some(when.now + LEAVE_ALONE),
        PaymentState::Created
        | PaymentState::Processing
        | PaymentState::Unknown
        | PaymentState::Refunding => Some(when.again(after.attempts.saturating_add(1))),
        // Somebody has said that there is news of it.
        PaymentState::Declined if matches!(report, Report::NoAnswer(_)) => {
            Some(when.again(after.attempts.saturating_add(1)))
        }
        PaymentState::Captured | PaymentState::Declined | PaymentState::Refunded => None,
    };
    after
}
