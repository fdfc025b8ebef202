//! The sandbox's webhooks, signed as Standard Webhooks (version 1.0.0) says, by whoever sends ours.

use super::charge::SandboxState;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use jari_core::{
    domain::{PaymentId, payment::WebhookSubject},
    ports::{WebhookRejected, WebhookRequest},
};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// How far its time may be from ours.
const TOLERANCE_SECS: i64 = 300;

/// The most signatures that are looked at.
const MOST_SIGNATURES: usize = 8;

/// What a webhook tells: what has become of a payment.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    r#type: String,
    payment_id: String,
    /// The word for its state. What was written by a version before has none.
    #[serde(default)]
    status: String,
}

/// What kind of webhook it is.
pub const SANDBOX_WEBHOOK: &str = "payment.updated";

/// What is sent to tell of a payment.
///
/// # Errors
/// None that could come of a payment's id.
pub fn sandbox_webhook(payment: &PaymentId, state: SandboxState) -> serde_json::Result<String> {
    serde_json::to_string(&Body {
        r#type: SANDBOX_WEBHOOK.to_owned(),
        payment_id: payment.to_string(),
        status: state.as_str().to_owned(),
    })
}

pub(super) fn verify(webhook: &WebhookRequest<'_>, keys: &[Hmac<Sha256>]) -> Result<(), WebhookRejected> {
    let header =
        |name: &str| webhook.headers.iter().find(|(given, _)| given == name).map(|(_, value)| &**value);
    let (Some(id), Some(time), Some(signatures)) =
        (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"))
    else {
        return Err(WebhookRejected::Signature);
    };
    let seconds: i64 = time.parse().map_err(|_| WebhookRejected::Signature)?;
    if webhook.now.0.div_euclid(1_000).abs_diff(seconds) > TOLERANCE_SECS.unsigned_abs() {
        return Err(WebhookRejected::Signature);
    }
    let signatures: Vec<Vec<u8>> = signatures
        .split(' ')
        .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .take(MOST_SIGNATURES)
        .collect();
    let is_by = |key: &Hmac<Sha256>| {
        let mut mac = key.clone();
        for part in [id.as_bytes(), b".", time.as_bytes(), b".", webhook.body] {
            mac.update(part);
        }
        signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
    };
    if keys.iter().any(is_by) { Ok(()) } else { Err(WebhookRejected::Signature) }
}

pub(super) fn subject(body: &[u8]) -> Result<WebhookSubject, WebhookRejected> {
    let unreadable = |error: serde_json::Error| WebhookRejected::Unreadable(error.to_string());
    let Body { r#type, payment_id, .. } = serde_json::from_slice(body).map_err(unreadable)?;
    let is_ours = r#type == SANDBOX_WEBHOOK;
    Ok(if is_ours {
        WebhookSubject::Payment(PaymentId::from_stored(payment_id))
    } else {
        WebhookSubject::Nothing
    })
}

pub(super) fn says_captured(body: &[u8]) -> bool {
    serde_json::from_slice(body).is_ok_and(|body: Body| body.status == SandboxState::Paid.as_str())
}

/// A key that webhooks are signed with.
pub(super) fn key(bytes: &[u8]) -> Option<Hmac<Sha256>> {
    Hmac::new_from_slice(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::UnixMillis;

    /// The example of the specification's own libraries.
    const BODY: &[u8] = b"{\"test\": 2432232314}";
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const AT: i64 = 1_614_265_330;

    fn is_taken(time: &str, signature: &str, body: &[u8], now_secs: i64) -> bool {
        let key = key(&STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()).unwrap();
        let other = super::key(b"another").unwrap();
        let headers = [
            ("webhook-id".to_owned(), "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned()),
            ("webhook-timestamp".to_owned(), time.to_owned()),
            ("webhook-signature".to_owned(), signature.to_owned()),
        ];
        let webhook = WebhookRequest { headers: &headers, body, now: UnixMillis(now_secs * 1_000) };
        verify(&webhook, &[other.clone(), key]).is_ok() && verify(&webhook, &[other]).is_err()
    }

    #[test]
    fn the_signature_is_the_specifications() {
        let time = AT.to_string();
        assert!(is_taken(&time, SIGNATURE, BODY, AT));
        assert!(is_taken(&time, &format!("v1,AAAA {SIGNATURE} v2,x"), BODY, AT + 300));
        assert!(!is_taken(&time, SIGNATURE, BODY, AT + 301), "too old");
        assert!(!is_taken(&time, SIGNATURE, BODY, AT - 301), "of the future");
        assert!(!is_taken(&time, SIGNATURE, b"{}", AT), "another body");
        assert!(!is_taken(&(AT + 1).to_string(), SIGNATURE, BODY, AT), "another time");
        for signature in ["", "v1,", "v1", "v1,====", &SIGNATURE[3..], &SIGNATURE.replace("v1", "v2")] {
            assert!(!is_taken(&time, signature, BODY, AT), "{signature}");
        }
    }

    #[test]
    fn what_is_told_is_read() {
        let payment = PaymentId::from_stored("a1");
        let body = sandbox_webhook(&payment, SandboxState::Paid).unwrap();
        assert!(says_captured(body.as_bytes()));
        assert!(!says_captured(sandbox_webhook(&payment, SandboxState::Declined).unwrap().as_bytes()));
        assert!(!says_captured(b"{\"type\":\"payment.updated\",\"paymentId\":\"a1\"}"));
        assert_eq!(subject(body.as_bytes()).unwrap(), WebhookSubject::Payment(payment));
        let other = body.replace("payment.updated", "payment.forgotten");
        assert_eq!(subject(other.as_bytes()).unwrap(), WebhookSubject::Nothing);
        assert!(subject(b"{}").is_err());
    }
}
