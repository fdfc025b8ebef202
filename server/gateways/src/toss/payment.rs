//! What Toss Payments says of a payment, and what that means. Fields and words are those of its reference, version 2022-11-16.

use crate::http::{odd, word};
use jari_core::{
    domain::{
        Currency, Money,
        payment::{ChargeReport, ChargeState},
    },
    ports::GatewayError,
};
use serde::Deserialize;

/// A payment.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payment {
    pub(super) payment_key: String,
    pub(super) order_id: String,
    pub(super) status: String,
    currency: String,
    /// What was asked for, whatever was given back since.
    total_amount: i64,
    /// What is left of it.
    balance_amount: i64,
    pub(super) checkout: Option<Checkout>,
    failure: Option<Failure>,
}

/// Where the buyer is sent.
#[derive(Debug, Deserialize)]
pub(super) struct Checkout {
    pub(super) url: String,
}

/// What Toss says where something is not done.
#[derive(Debug, Deserialize)]
pub(super) struct Failure {
    pub(super) code: String,
}

impl Failure {
    /// Whether it leaves open what was done, although it is said as a refusal is. `PROVIDER_ERROR` is an error of the card's
    /// company that is said to pass, and the others say that it was done before, or is being done.
    pub(super) fn is_uncertain(&self) -> bool {
        matches!(
            &*self.code,
            "PROVIDER_ERROR"
                | "ALREADY_PROCESSED_PAYMENT"
                | "ALREADY_PROCESSING_REQUEST"
                | "ALREADY_CANCELED_PAYMENT"
                | "ALREADY_REFUND_PAYMENT"
                | "DUPLICATED_ORDER_ID"
                | "FORBIDDEN_CONSECUTIVE_REQUEST"
                | "IDEMPOTENT_REQUEST_PROCESSING"
        )
    }

    /// Nobody there knows the payment.
    pub(super) fn is_not_found(&self) -> bool {
        matches!(&*self.code, "NOT_FOUND_PAYMENT" | "NOT_FOUND_PAYMENT_SESSION")
    }

    pub(super) fn word(&self) -> String {
        word(&self.code)
    }
}

impl Payment {
    /// The buyer has not paid, and the money is not taken: it never is before we confirm.
    pub(super) fn is_unconfirmed(&self) -> bool {
        matches!(&*self.status, "READY" | "IN_PROGRESS")
    }

    /// What has become of the charge.
    pub(super) fn report(self) -> Result<ChargeReport, GatewayError> {
        Ok(ChargeReport { state: self.state()?, gateway_id: Some(self.payment_key) })
    }

    fn state(&self) -> Result<ChargeState, GatewayError> {
        match &*self.status {
            // A transfer that is waited for is none of what we offer; if it is there, money may still come.
            "READY" | "IN_PROGRESS" | "WAITING_FOR_DEPOSIT" => Ok(ChargeState::Open),
            "DONE" => self.money(self.total_amount).map(ChargeState::Captured),
            "PARTIAL_CANCELED" => self.money(self.balance_amount).map(ChargeState::Captured),
            "CANCELED" => Ok(ChargeState::Refunded),
            "ABORTED" => {
                let why = self.failure.as_ref().map_or_else(|| "aborted".to_owned(), Failure::word);
                Ok(ChargeState::Declined(why))
            }
            "EXPIRED" => Ok(ChargeState::Declined("expired".to_owned())),
            _ => Err(odd("has a payment in a state that the reference does not know")),
        }
    }

    fn money(&self, amount: i64) -> Result<Money, GatewayError> {
        let currency: Currency = self.currency.parse().map_err(|_| odd("has an unknown currency"))?;
        // It writes amounts as people do. Only currencies without decimals can then be told from those with.
        if currency.digits() != 0 || amount < 0 {
            return Err(odd("has an amount that cannot be"));
        }
        Ok(Money { amount, currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn payment(status: &str, change: &[(&str, Value)]) -> Option<ChargeState> {
        let mut payment = json!({
            "paymentKey": "key", "orderId": "a1", "status": status, "currency": "KRW", "totalAmount": 15_000,
            "balanceAmount": 15_000, "checkout": {"url": "https://pay"}, "failure": null,
        });
        for (name, value) in change {
            payment[*name] = value.clone();
        }
        serde_json::from_value::<Payment>(payment).unwrap().state().ok()
    }

    #[test]
    fn every_state_means_something_or_is_unknown() {
        let taken = |amount| Some(ChargeState::Captured(Money { amount, currency: Currency::KRW }));
        let declined = |why: &str| Some(ChargeState::Declined(why.to_owned()));
        for status in ["READY", "IN_PROGRESS", "WAITING_FOR_DEPOSIT"] {
            assert_eq!(payment(status, &[]), Some(ChargeState::Open), "{status}");
        }
        assert_eq!(payment("DONE", &[]), taken(15_000));
        assert_eq!(payment("DONE", &[("totalAmount", json!(1))]), taken(1), "whatever it is, it is told");
        assert_eq!(payment("PARTIAL_CANCELED", &[("balanceAmount", json!(4_000))]), taken(4_000));
        assert_eq!(payment("CANCELED", &[("balanceAmount", json!(0))]), Some(ChargeState::Refunded));
        let why = json!({"code": "REJECT_CARD_PAYMENT", "message": "한도초과"});
        assert_eq!(payment("ABORTED", &[("failure", why)]), declined("REJECT_CARD_PAYMENT"));
        assert_eq!(
            [payment("ABORTED", &[]), payment("EXPIRED", &[])],
            [declined("aborted"), declined("expired")]
        );
        assert_eq!([payment("done", &[]), payment("LATER", &[])], [None, None]);
        assert_eq!(payment("DONE", &[("currency", json!("USD"))]), None, "cents or dollars?");
        assert_eq!(payment("DONE", &[("totalAmount", json!(-1))]), None);
    }
}
