//! How an order is paid: what is asked of a payment gateway, and what it has said.

mod state;

pub use state::{PaymentEvent, PaymentState, PaymentTask, UnknownPaymentState};

use super::{Currency, Language, OrderId, PaymentId, UnixMillis};

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// How much, in the currency's smallest unit.
    pub amount: i64,
    /// Of what.
    pub currency: Currency,
}

/// What a gateway is asked to charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRequest {
    /// The payment.
    pub payment_id: PaymentId,
    /// The order that it pays.
    pub order_id: OrderId,
    /// How much it is.
    pub money: Money,
    /// What is bought, in the buyer's language, as a bank statement may show it: nothing of the buyer's own.
    pub title: String,
    /// What the gateway's page is to be in, where it can.
    pub language: Language,
    /// Where the buyer is sent when he has paid, or has given up: an address of ours, which a gateway may add a query to.
    pub return_url: String,
    /// Until when he may pay.
    pub pay_until: UnixMillis,
}

/// A payment that a gateway has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunCharge {
    /// What the gateway calls it; none where it gets its name only when it is paid.
    pub gateway_id: Option<String>,
    /// Where the buyer is sent to pay.
    pub pay_url: String,
}

/// A payment as a gateway is asked about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRef {
    /// The payment.
    pub payment_id: PaymentId,
    /// The order that it pays.
    pub order_id: OrderId,
    /// What the gateway calls it, once that is known.
    pub gateway_id: Option<String>,
    /// How much it is to be.
    pub money: Money,
}

/// What a gateway says of a charge. That it does not answer is none of these: it is unknown then, and asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeState {
    /// The buyer may still pay.
    Open,
    /// The money is taken: so much of it, which may be something else than what was asked for.
    Captured(Money),
    /// It will never be taken, for a reason that the gateway has a word for. That is final.
    Declined(String),
    /// It was taken, and all of it has been given back.
    Refunded,
}

/// What a gateway has said, and by which name it calls the charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeReport {
    /// What has become of it.
    pub state: ChargeState,
    /// What the gateway calls it, if it has told.
    pub gateway_id: Option<String>,
}

/// Which payment a webhook is about. What has become of it the gateway is asked: a message may be late, be there twice or come
/// before another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookSubject {
    /// A payment by our id.
    Payment(PaymentId),
    /// A payment by the gateway's id.
    Gateway(String),
    /// Something that is none of ours: it is taken and forgotten.
    Nothing,
}
