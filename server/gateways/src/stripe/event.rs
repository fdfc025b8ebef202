//! What a webhook of Stripe's is about.

use super::{METADATA, is_payment_id};
use jari_core::{
    domain::{PaymentId, payment::WebhookSubject},
    ports::WebhookRejected,
};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Event {
    object: String,
    r#type: String,
    livemode: bool,
    /// The account that it happened in, where that is not the one whose webhook it is.
    account: Option<String>,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Subject,
}

#[derive(Deserialize)]
struct Subject {
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    /// Of a session: whether it is paid.
    payment_status: Option<String>,
}

/// What of Stripe's changes what has become of a charge.
fn is_of_interest(kind: &str) -> bool {
    kind.starts_with("checkout.session.") || kind.starts_with("payment_intent.") || kind == "charge.refunded"
}

/// Which payment of ours it is about. An account may have other programs than Jari, and more than one Jari: what does not carry
/// our mark is none of ours. `livemode` is what our key is for.
pub(super) fn subject(body: &[u8], livemode: bool) -> Result<WebhookSubject, WebhookRejected> {
    let unreadable = |error: serde_json::Error| WebhookRejected::Unreadable(error.to_string());
    let event: Event = serde_json::from_slice(body).map_err(unreadable)?;
    if event.object != "event" {
        return Err(WebhookRejected::Unreadable("it is not an event".to_owned()));
    }
    if event.account.is_some() || event.livemode != livemode || !is_of_interest(&event.r#type) {
        return Ok(WebhookSubject::Nothing);
    }
    let marked = event.data.object.metadata.get(METADATA).filter(|id| is_payment_id(id));
    Ok(marked.map_or(WebhookSubject::Nothing, |id| WebhookSubject::Payment(PaymentId::from_stored(id))))
}

/// Whether it says that a session was paid. Whatever else there is to say of it may say more.
pub(super) fn says_captured(body: &[u8]) -> bool {
    serde_json::from_slice(body).is_ok_and(|event: Event| {
        event.r#type == "checkout.session.completed"
            && event.data.object.payment_status.as_deref() == Some("paid")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn event(kind: &str) -> Value {
        let object = json!({"id": "cs_1", "object": "checkout.session", "metadata": {"jari_payment": "a1"}});
        json!({"id": "evt_1", "object": "event", "type": kind, "livemode": false, "data": {"object": object}})
    }

    fn read(event: &Value) -> Option<WebhookSubject> {
        subject(event.to_string().as_bytes(), false).ok()
    }

    #[test]
    fn events_of_our_charges_are_recognised() {
        let ours = Some(WebhookSubject::Payment(PaymentId::from_stored("a1")));
        for kind in [
            "checkout.session.completed",
            "checkout.session.expired",
            "checkout.session.async_payment_failed",
            "payment_intent.succeeded",
            "payment_intent.payment_failed",
            "charge.refunded",
        ] {
            assert_eq!(read(&event(kind)), ours, "{kind}");
        }
    }

    #[test]
    fn what_is_none_of_ours_is_forgotten() {
        let nothing = Some(WebhookSubject::Nothing);
        for kind in ["invoice.paid", "charge.succeeded", "customer.created", "x"] {
            assert_eq!(read(&event(kind)), nothing, "{kind}");
        }
        let changed = |change: &dyn Fn(&mut Value)| {
            let mut event = event("payment_intent.succeeded");
            change(&mut event);
            read(&event)
        };
        assert_eq!(changed(&|event| event["account"] = json!("acct_2")), nothing, "another account's");
        assert_eq!(
            changed(&|event| event["livemode"] = json!(true)),
            nothing,
            "real money, and a key for play money"
        );
        assert_eq!(
            changed(&|event| event["data"]["object"]["metadata"] = json!({})),
            nothing,
            "another program's"
        );
        assert_eq!(changed(&|event| event["data"]["object"] = json!({})), nothing, "without any mark");
        let odd = json!({"jari_payment": "../x"});
        assert_eq!(
            changed(&|event| event["data"]["object"]["metadata"] = odd.clone()),
            nothing,
            "no id of ours"
        );
    }

    #[test]
    fn a_session_that_was_paid_is_told_from_all_else() {
        let says = |kind: &str, status: &str| {
            let mut event = event(kind);
            event["data"]["object"]["payment_status"] = json!(status);
            says_captured(event.to_string().as_bytes())
        };
        assert!(says("checkout.session.completed", "paid"));
        // It will be paid later, by a way that takes days.
        assert!(!says("checkout.session.completed", "unpaid"));
        assert!(!says("checkout.session.expired", "paid"));
        assert!(!says("charge.refunded", "paid"));
        assert!(!says_captured(b"{}"));
    }

    #[test]
    fn what_is_no_event_is_rejected() {
        for body in ["", "[]", "{}", "null", r#"{"object":"charge"}"#, "{\"object\":\"event\"", "\u{0}"] {
            assert!(subject(body.as_bytes(), false).is_err(), "{body}");
        }
    }
}
