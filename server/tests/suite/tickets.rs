//! Tickets: what a gate makes of them.

use crate::support::command;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jari_core::domain::{MatchId, SeatId, TicketId, ticket::TicketClaim};
use server::tickets::TicketKeys;
use std::fs;
use tempfile::TempDir;

/// OpenSSL, which knows nothing of us, verifies a ticket by the public key alone.
#[test]
fn a_gate_verifies_it_by_the_public_key_alone() {
    let keys = TicketKeys::new([[1; 32]]).unwrap();
    let claim = TicketClaim { ticket: TicketId::from_random(7), match_id: MatchId(1), seat_id: SeatId(2) };
    let folder = TempDir::new().unwrap();
    let [key, claim_file, signature] = ["key", "claim", "signature"].map(|name| folder.path().join(name));
    // What comes before the key in its ASN.1 form (RFC 8410).
    let prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    fs::write(&key, [&prefix[..], keys.public_keys().next().unwrap()].concat()).unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(keys.sign(claim)).unwrap();
    let verifies = |bytes: &[u8]| {
        let (claim, signed) = bytes.split_at(TicketClaim::LENGTH);
        fs::write(&claim_file, claim).unwrap();
        fs::write(&signature, signed).unwrap();
        let mut openssl = command("openssl");
        openssl.args(["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey"]).arg(&key);
        openssl.arg("-in").arg(&claim_file).arg("-sigfile").arg(&signature);
        openssl.output().unwrap().status.success()
    };
    assert!(verifies(&bytes));
    let mut other = bytes.clone();
    other[32] ^= 1;
    assert!(!verifies(&other));
}
