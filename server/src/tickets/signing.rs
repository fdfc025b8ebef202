//! Signing tickets by Ed25519 (RFC 8032), so that a gate without a network knows ours by a public key.
//!
//! A ticket's token is its claim and the signature over the claim, 97 bytes, in base 64 for addresses, without padding. The keys
//! come from what sessions are signed with: who rotates that keeps the former one behind it until the matches are over.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jari_core::domain::ticket::TicketClaim;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::{fmt, sync::Arc};

/// How long a signature is, in bytes.
const SIGNATURE: usize = 64;

/// The longest token that is looked at, in characters.
const LONGEST: usize = 256;

/// What tickets are signed with: the first key signs, and what any of them has signed is known. Cheap to clone.
#[derive(Clone)]
pub struct TicketKeys(Arc<[Ed25519KeyPair]>);

/// A token that nobody here has signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nobody here has signed this")]
pub struct NotSigned;

impl TicketKeys {
    /// A key of each of these secrets.
    ///
    /// # Errors
    /// That a key cannot be made of one of them, which none of this length is known to do.
    pub fn new(seeds: impl IntoIterator<Item = [u8; 32]>) -> Result<Self, ring::error::KeyRejected> {
        let pairs = seeds.into_iter().map(|seed| Ed25519KeyPair::from_seed_unchecked(&seed));
        pairs.collect::<Result<_, _>>().map(Self)
    }

    /// The public keys, 32 bytes each, the one first that signs.
    pub fn public_keys(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|pair| pair.public_key().as_ref())
    }

    /// The token of a ticket: the same each time.
    pub fn sign(&self, claim: TicketClaim) -> String {
        let claim = claim.to_bytes();
        // There is a key, as sessions are signed with one; without any, nobody would know the token.
        let signature = self.0.first().map(|pair| pair.sign(&claim));
        let signature = signature.as_ref().map_or(&[][..], AsRef::as_ref);
        URL_SAFE_NO_PAD.encode([&claim[..], signature].concat())
    }

    /// What a token says, if it was signed here.
    ///
    /// # Errors
    /// [`NotSigned`].
    pub fn read(&self, token: &str) -> Result<TicketClaim, NotSigned> {
        let token = token.trim();
        if token.len() > LONGEST {
            return Err(NotSigned);
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| NotSigned)?;
        let (claim, signature) =
            bytes.split_last_chunk::<SIGNATURE>().ok_or(NotSigned).map(|(claim, rest)| (claim, &rest[..]))?;
        let is_ours = |key: &[u8]| UnparsedPublicKey::new(&ED25519, key).verify(claim, signature).is_ok();
        if !self.public_keys().any(is_ours) {
            return Err(NotSigned);
        }
        TicketClaim::from_bytes(claim).map_err(|_| NotSigned)
    }
}

impl fmt::Debug for TicketKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TicketKeys").field("count", &self.0.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::{MatchId, SeatId, TicketId};
    use proptest::prelude::*;

    fn keys(seeds: &[u8]) -> TicketKeys {
        TicketKeys::new(seeds.iter().map(|seed| [*seed; 32])).unwrap()
    }

    fn claim() -> TicketClaim {
        TicketClaim {
            ticket: TicketId::from_random(0x0123_4567_89ab_cdef),
            match_id: MatchId(7),
            seat_id: SeatId(25_285),
        }
    }

    #[test]
    fn what_any_of_the_keys_has_signed_is_known() {
        let token = keys(&[1]).sign(claim());
        assert_eq!(token.len(), 130);
        assert_eq!(token, keys(&[1]).sign(claim()), "the same each time, and after a restart");
        assert_eq!(keys(&[1]).read(&format!(" {token}\n")), Ok(claim()));
        assert_eq!(keys(&[2, 1]).read(&token), Ok(claim()));
        assert_eq!(keys(&[2]).read(&token), Err(NotSigned));
    }

    #[test]
    fn no_part_of_a_token_can_be_another() {
        let keys = keys(&[1]);
        let bytes = URL_SAFE_NO_PAD.decode(keys.sign(claim())).unwrap();
        for place in 0..bytes.len() {
            let mut other = bytes.clone();
            other[place] ^= 1;
            assert_eq!(keys.read(&URL_SAFE_NO_PAD.encode(other)), Err(NotSigned), "{place}");
        }
        for wrong in ["", "A", &"A".repeat(130), &"A".repeat(100_000), "가"] {
            assert_eq!(keys.read(wrong), Err(NotSigned));
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_none_of_ours(token: String) {
            prop_assert_eq!(keys(&[1]).read(&token), Err(NotSigned));
        }
    }
}
