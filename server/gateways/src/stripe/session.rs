//! What Stripe says of a Checkout Session, and what that means. Fields and words are those of its reference.

use super::amount::from_stripe;
use crate::http::{odd, word};
use jari_core::{
    domain::payment::{ChargeReport, ChargeState},
    ports::GatewayError,
};
use serde::Deserialize;

/// A Checkout Session, its payment intent and that one's latest charge expanded.
#[derive(Debug, Deserialize)]
pub(super) struct Session {
    pub(super) id: String,
    status: Option<String>,
    payment_status: String,
    pub(super) client_reference_id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) payment_intent: Option<PaymentIntent>,
}

/// A payment intent.
#[derive(Debug, Deserialize)]
pub(super) struct PaymentIntent {
    pub(super) id: String,
    status: String,
    amount_received: i64,
    currency: String,
    latest_charge: Option<Charge>,
    last_payment_error: Option<Problem>,
}

#[derive(Debug, Deserialize)]
struct Charge {
    amount_refunded: i64,
}

/// What Stripe says where something is not done.
#[derive(Debug, Deserialize)]
pub(super) struct Failure {
    pub(super) error: Problem,
}

#[derive(Debug, Deserialize)]
pub(super) struct Problem {
    r#type: Option<String>,
    code: Option<String>,
    decline_code: Option<String>,
}

impl Problem {
    /// The most exact of its words.
    pub(super) fn word(&self) -> String {
        word(
            self.decline_code
                .as_deref()
                .or(self.code.as_deref())
                .or(self.r#type.as_deref())
                .unwrap_or_default(),
        )
    }

    pub(super) fn is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }
}

impl Failure {
    /// Something was asked for again that is not the same: what has become of the first is not said.
    pub(super) fn is_about_repetition(&self) -> bool {
        self.error.r#type.as_deref() == Some("idempotency_error") || self.error.is("idempotency_key_in_use")
    }
}

impl Session {
    /// Whether it can be expired.
    pub(super) fn is_open(&self) -> bool {
        self.status.as_deref() == Some("open")
    }

    /// What has become of the charge.
    pub(super) fn report(&self) -> Result<ChargeReport, GatewayError> {
        Ok(ChargeReport { state: self.state()?, gateway_id: Some(self.id.clone()) })
    }

    fn state(&self) -> Result<ChargeState, GatewayError> {
        match (self.status.as_deref(), &*self.payment_status) {
            // A card that was declined may be followed by another, as long as the session is open.
            (Some("open"), "unpaid") => Ok(ChargeState::Open),
            (Some("expired"), "unpaid") => Ok(ChargeState::Declined("expired".to_owned())),
            (Some("complete"), "paid" | "unpaid") => {
                let intent = self
                    .payment_intent
                    .as_ref()
                    .ok_or_else(|| odd("has a session without a payment intent"))?;
                intent.state()
            }
            _ => Err(odd("has a session in a state that the reference does not know")),
        }
    }
}

impl PaymentIntent {
    fn state(&self) -> Result<ChargeState, GatewayError> {
        match &*self.status {
            "succeeded" => self.taken(),
            // Nothing is left for the buyer to do, and it may yet become money.
            "processing" | "requires_action" | "requires_confirmation" => Ok(ChargeState::Open),
            "canceled" | "requires_payment_method" => {
                let why = self.last_payment_error.as_ref().map_or_else(|| word(&self.status), Problem::word);
                Ok(ChargeState::Declined(why))
            }
            // Money that is kept ready and was not taken: we never ask for that.
            _ => Err(odd("has a payment intent in a state that is none of ours")),
        }
    }

    fn taken(&self) -> Result<ChargeState, GatewayError> {
        let charge = self.latest_charge.as_ref().ok_or_else(|| odd("has money without a charge"))?;
        let left = self.amount_received.checked_sub(charge.amount_refunded).filter(|left| *left >= 0);
        match left {
            Some(0) if self.amount_received > 0 => Ok(ChargeState::Refunded),
            Some(left) => {
                let money =
                    from_stripe(left, &self.currency).map_err(|_| odd("has an amount that cannot be"))?;
                Ok(ChargeState::Captured(money))
            }
            None => Err(odd("has given back more than it has taken")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::{Currency, Money};
    use serde_json::{Value, json};

    fn state(status: &str, payment_status: &str, intent: Value) -> Option<ChargeState> {
        let session = json!({
            "id": "cs_1", "status": status, "payment_status": payment_status, "client_reference_id": "a1",
            "url": null, "payment_intent": intent,
        });
        serde_json::from_value::<Session>(session).unwrap().state().ok()
    }

    fn intent(status: &str, refunded: i64) -> Value {
        json!({
            "id": "pi_1", "status": status, "amount_received": 15_000, "currency": "krw",
            "latest_charge": {"amount_refunded": refunded},
            "last_payment_error": {"type": "card_error", "code": "card_declined", "decline_code": "lost_card"},
        })
    }

    #[test]
    fn every_state_means_something_or_is_unknown() {
        let declined = |why: &str| Some(ChargeState::Declined(why.to_owned()));
        let taken = |amount| Some(ChargeState::Captured(Money { amount, currency: Currency::KRW }));
        for (session, paid, status, refunded, expected) in [
            ("open", "unpaid", "requires_payment_method", 0, Some(ChargeState::Open)),
            ("expired", "unpaid", "canceled", 0, declined("expired")),
            ("complete", "paid", "succeeded", 0, taken(15_000)),
            ("complete", "paid", "succeeded", 5_000, taken(10_000)),
            ("complete", "paid", "succeeded", 15_000, Some(ChargeState::Refunded)),
            ("complete", "paid", "succeeded", 15_001, None),
            ("complete", "unpaid", "processing", 0, Some(ChargeState::Open)),
            ("complete", "unpaid", "requires_action", 0, Some(ChargeState::Open)),
            ("complete", "unpaid", "requires_confirmation", 0, Some(ChargeState::Open)),
            ("complete", "unpaid", "requires_payment_method", 0, declined("lost_card")),
            ("complete", "unpaid", "canceled", 0, declined("lost_card")),
            ("complete", "unpaid", "requires_capture", 0, None),
            ("complete", "unpaid", "later", 0, None),
            ("complete", "no_payment_required", "succeeded", 0, None),
            ("open", "paid", "succeeded", 0, None),
            ("later", "unpaid", "succeeded", 0, None),
        ] {
            assert_eq!(
                state(session, paid, intent(status, refunded)),
                expected,
                "{session}, {paid}, {status}, {refunded}"
            );
        }
        assert_eq!(state("open", "unpaid", Value::Null), Some(ChargeState::Open));
        assert_eq!(state("complete", "paid", Value::Null), None);
    }
}
