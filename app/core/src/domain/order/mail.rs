//! What whoever has bought is written of. A message names its order and nothing of people's own: that is read when it is sent.

use crate::domain::{OrderId, PaymentId};
use serde::{Deserialize, Serialize};

/// Why somebody is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailOccasion {
    /// The order is paid: here are the tickets.
    Paid,
    /// The order was paid, and is given back.
    Cancelled,
    /// A charge bought nothing, as its order was over or its seats were gone, and goes back by itself.
    ChargeReturned(PaymentId),
}

/// A message to whoever has bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderMail {
    /// The order.
    pub order: OrderId,
    /// Why.
    pub occasion: MailOccasion,
}

/// What is stored of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MailPayload {
    order_id: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    payment_id: Option<String>,
}

impl OrderMail {
    /// What kind of thing has happened.
    pub const fn kind(&self) -> &'static str {
        match self.occasion {
            MailOccasion::Paid => "mail.paid",
            MailOccasion::Cancelled => "mail.cancelled",
            MailOccasion::ChargeReturned(_) => "mail.charge_returned",
        }
    }

    /// What tells it from every other: each happens once to an order, or to a payment.
    pub fn key(&self) -> String {
        let Self { order, occasion } = self;
        match occasion {
            MailOccasion::Paid => format!("order_paid_{order}"),
            MailOccasion::Cancelled => format!("order_cancelled_{order}"),
            MailOccasion::ChargeReturned(payment) => format!("charge_returned_{payment}"),
        }
    }

    /// What is stored of it.
    pub fn payload(&self) -> MailPayload {
        let payment_id = match &self.occasion {
            MailOccasion::ChargeReturned(payment) => Some(payment.to_string()),
            MailOccasion::Paid | MailOccasion::Cancelled => None,
        };
        MailPayload { order_id: self.order.to_string(), payment_id }
    }

    /// The message of that kind; none if this version knows no such kind.
    pub fn read(kind: &str, payload: MailPayload) -> Option<Self> {
        let occasion = match (kind, payload.payment_id) {
            ("mail.paid", None) => MailOccasion::Paid,
            ("mail.cancelled", None) => MailOccasion::Cancelled,
            ("mail.charge_returned", Some(id)) => MailOccasion::ChargeReturned(PaymentId::from_stored(id)),
            _ => return None,
        };
        Some(Self { order: OrderId::from_stored(payload.order_id), occasion })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_it_was_written_and_names_nobody() {
        let payment = PaymentId::from_random(7);
        for occasion in
            [MailOccasion::Paid, MailOccasion::Cancelled, MailOccasion::ChargeReturned(payment.clone())]
        {
            let mail = OrderMail { order: OrderId::from_random(5), occasion };
            let text = serde_json::to_string(&mail.payload()).unwrap();
            assert_eq!(
                OrderMail::read(mail.kind(), serde_json::from_str(&text).unwrap()),
                Some(mail.clone())
            );
            assert!(!mail.key().contains('.') && mail.key().is_ascii(), "{}", mail.key());
        }
        let payload: MailPayload = serde_json::from_str(r#"{"orderId":"5"}"#).unwrap();
        assert_eq!(OrderMail::read("mail.of_tomorrow", payload), None);
    }
}
