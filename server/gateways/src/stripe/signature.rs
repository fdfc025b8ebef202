//! That a webhook is Stripe's: the header `Stripe-Signature`, scheme `v1`.

use crate::secret::Secret;
use hmac::{Hmac, KeyInit, Mac};
use jari_core::{
    domain::UnixMillis,
    ports::{WebhookRejected, WebhookRequest},
};
use sha2::Sha256;

/// How far its time may be from ours, as Stripe's own libraries have it.
const TOLERANCE_SECS: i64 = 300;

/// The most signatures that are looked at. Stripe sends one for each secret that is valid, two while one is changed.
const MOST_SIGNATURES: usize = 8;

/// Checks it against each secret: several are valid while one is changed.
pub(super) fn verify(webhook: &WebhookRequest<'_>, secrets: &[Secret]) -> Result<(), WebhookRejected> {
    let header = webhook.headers.iter().find(|(name, _)| name == "stripe-signature");
    let (_, header) = header.ok_or(WebhookRejected::Signature)?;
    let (time, signatures) = parts(header).ok_or(WebhookRejected::Signature)?;
    let seconds: i64 = time.parse().map_err(|_| WebhookRejected::Signature)?;
    let UnixMillis(now) = webhook.now;
    if now.div_euclid(1_000).abs_diff(seconds) > TOLERANCE_SECS.unsigned_abs() {
        return Err(WebhookRejected::Signature);
    }
    let is_by = |secret: &Secret| {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else { return false };
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(webhook.body);
        // The comparison takes the same time whatever it compares with.
        signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
    };
    if secrets.iter().any(is_by) { Ok(()) } else { Err(WebhookRejected::Signature) }
}

/// The time as it was written, and the signatures.
fn parts(header: &str) -> Option<(&str, Vec<[u8; 32]>)> {
    let mut time = None;
    let mut signatures = Vec::new();
    for (name, value) in header.split(',').filter_map(|part| part.trim().split_once('=')) {
        match name {
            // Two times would be two opinions of what was signed.
            "t" if time.replace(value).is_some() => return None,
            "v1" if signatures.len() < MOST_SIGNATURES => signatures.extend(digest(value)),
            _ => {}
        }
    }
    Some((time?, signatures))
}

fn digest(hex: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    let digits = hex.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const AT: i64 = 1_700_000_000;

    fn signed(secret: &str, time: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{time}.").as_bytes());
        mac.update(body);
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn is_taken(header: &str, body: &[u8], now_secs: i64) -> bool {
        let headers = [("stripe-signature".to_owned(), header.to_owned())];
        let webhook = WebhookRequest { headers: &headers, body, now: UnixMillis(now_secs * 1_000) };
        verify(&webhook, &[Secret::new("whsec_old"), Secret::new("whsec_new")]).is_ok()
    }

    /// The bytes were made with `openssl dgst -sha256 -hmac`, not with what is tested here.
    #[test]
    fn the_signature_is_that_of_others() {
        let header = format!("t={AT},v1=f3ac0c93c23f69e2e6046d7f0e2c82c93d0403de0f8651457189ab70fbbfcaae");
        assert!(is_taken(&header, BODY, AT));
    }

    #[test]
    fn any_of_several_secrets_and_signatures_will_do() {
        for secret in ["whsec_old", "whsec_new"] {
            let signature = signed(secret, AT, BODY);
            assert!(is_taken(&format!("t={AT},v1={signature}"), BODY, AT));
            let other = "0".repeat(64);
            assert!(is_taken(&format!("t={AT}, v1={other}, v1={signature}, v0={other}"), BODY, AT));
        }
        assert!(is_taken(&format!("t={AT},v1={}", signed("whsec_old", AT, BODY).to_uppercase()), BODY, AT));
    }

    #[test]
    fn what_is_forged_or_old_is_rejected() {
        let signature = signed("whsec_old", AT, BODY);
        let good = format!("t={AT},v1={signature}");
        assert!(is_taken(&good, BODY, AT + 300) && is_taken(&good, BODY, AT - 300));
        assert!(!is_taken(&good, BODY, AT + 301), "too old");
        assert!(!is_taken(&good, BODY, AT - 301), "of the future");
        assert!(!is_taken(&good, br#"{"id":"evt_2"}"#, AT), "another body");
        assert!(!is_taken(&format!("t={},v1={signature}", AT + 1), BODY, AT), "another time");
        assert!(!is_taken(&format!("t={AT},t={AT},v1={signature}"), BODY, AT), "two times");
        assert!(
            !is_taken(&format!("t={AT},v1={}", signed("whsec_theirs", AT, BODY)), BODY, AT),
            "another account"
        );
        assert!(!is_taken(&format!("t={AT},v0={signature}"), BODY, AT), "another scheme");
        assert!(!is_taken(&format!("t={AT},v1={}", &signature[..62]), BODY, AT), "cut off");
        for header in ["", "t=,v1=", "v1=", "t=x,v1=y", &format!("v1={signature}"), &format!("t={AT}")] {
            assert!(!is_taken(header, BODY, AT), "{header}");
        }
        let webhook = WebhookRequest { headers: &[], body: BODY, now: UnixMillis(AT * 1_000) };
        assert!(verify(&webhook, &[Secret::new("whsec_old")]).is_err(), "no signature");
    }

    #[test]
    fn nothing_is_signed_with_no_secret() {
        let header = format!("t={AT},v1={}", signed("", AT, BODY));
        let headers = [("stripe-signature".to_owned(), header)];
        let webhook = WebhookRequest { headers: &headers, body: BODY, now: UnixMillis(AT * 1_000) };
        assert!(verify(&webhook, &[]).is_err());
    }
}
