//! What a webhook of Toss Payments' is about. It is not signed: it may come from anybody, and nothing follows from it but that
//! Toss is asked.

use jari_core::{
    domain::{PaymentId, payment::WebhookSubject},
    ports::WebhookRejected,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    event_type: String,
    data: Option<Data>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    order_id: Option<String>,
    status: Option<String>,
}

/// Which payment of ours it is about.
pub(super) fn subject(body: &[u8]) -> Result<WebhookSubject, WebhookRejected> {
    let unreadable = |error: serde_json::Error| WebhookRejected::Unreadable(error.to_string());
    let event: Event = serde_json::from_slice(body).map_err(unreadable)?;
    if event.event_type != "PAYMENT_STATUS_CHANGED" {
        return Ok(WebhookSubject::Nothing);
    }
    let order = event.data.and_then(|data| data.order_id);
    let payment = order.filter(|id| super::is_payment_id(id)).map(PaymentId::from_stored);
    Ok(payment.map_or(WebhookSubject::Nothing, WebhookSubject::Payment))
}

/// Whether it says that the money was taken. Whatever else has become of a payment has another word.
pub(super) fn says_captured(body: &[u8]) -> bool {
    let event: Option<Event> = serde_json::from_slice(body).ok();
    event.and_then(|event| event.data?.status).is_some_and(|status| status == "DONE")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<WebhookSubject> {
        subject(body.as_bytes()).ok()
    }

    #[test]
    fn the_payment_is_told_by_the_id_that_we_have_given_it() {
        let body = r#"{"eventType":"PAYMENT_STATUS_CHANGED","createdAt":"2026-11-28T00:00:00.000000",
            "data":{"paymentKey":"key","orderId":"0123456789abcdef","status":"DONE"}}"#;
        let payment = PaymentId::from_stored("0123456789abcdef");
        assert_eq!(read(body), Some(WebhookSubject::Payment(payment)));
        assert!(says_captured(body.as_bytes()));
        for other in ["CANCELED", "PARTIAL_CANCELED", "WAITING_FOR_DEPOSIT"] {
            assert!(!says_captured(body.replace("DONE", other).as_bytes()), "{other}");
        }
        assert!(!says_captured(b"{}"));
    }

    #[test]
    fn what_is_none_of_ours_is_forgotten_and_what_is_none_at_all_rejected() {
        for body in [
            r#"{"eventType":"PAYMENT_STATUS_CHANGED","data":{"orderId":"../secret"}}"#,
            r#"{"eventType":"PAYMENT_STATUS_CHANGED","data":{"orderId":"short"}}"#,
            r#"{"eventType":"PAYMENT_STATUS_CHANGED","data":{}}"#,
            r#"{"eventType":"PAYMENT_STATUS_CHANGED"}"#,
            r#"{"eventType":"DEPOSIT_CALLBACK","data":{"orderId":"0123456789abcdef"}}"#,
        ] {
            assert_eq!(read(body), Some(WebhookSubject::Nothing), "{body}");
        }
        for body in ["", "{}", "null", r#"{"eventType":1}"#, r#"{"eventType":"PAYMENT_STATUS_CHANGED""#] {
            assert_eq!(read(body), None, "{body}");
        }
    }
}
