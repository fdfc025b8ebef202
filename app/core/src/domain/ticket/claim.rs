//! What a ticket says to a gate, in as few bytes as a small picture takes.
//!
//! ```text
//! byte 0          the version of this form: 1
//! bytes 1 … 16    the ticket's id
//! bytes 17 … 24   the match's number, the high byte first
//! bytes 25 … 32   the seat's number, the high byte first
//! ```
//! What signs it stands outside, as the rules know no keys.

use super::TicketId;
use crate::domain::{MatchId, SeatId};

/// The version that is written.
const VERSION: u8 = 1;

/// What a ticket says to a gate: whoever can read it knows that this very ticket is for this seat of this match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketClaim {
    /// The ticket.
    pub ticket: TicketId,
    /// What it is for.
    pub match_id: MatchId,
    /// Where one sits.
    pub seat_id: SeatId,
}

/// It is not what a ticket says, or it is what a ticket of another version says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not what a ticket says")]
pub struct BadClaim;

impl TicketClaim {
    /// How long it is, in bytes.
    pub const LENGTH: usize = 33;

    /// The claim as it is signed.
    pub fn to_bytes(self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        let parts = [
            &[VERSION][..],
            &self.ticket.bytes(),
            &self.match_id.0.to_be_bytes(),
            &self.seat_id.0.to_be_bytes(),
        ];
        for (to, from) in bytes.iter_mut().zip(parts.concat()) {
            *to = from;
        }
        bytes
    }

    /// Reads what was signed.
    ///
    /// # Errors
    /// [`BadClaim`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadClaim> {
        let (&VERSION, rest) = bytes.split_first().ok_or(BadClaim)? else { return Err(BadClaim) };
        let (ticket, rest) = rest.split_first_chunk().ok_or(BadClaim)?;
        let (match_id, rest) = rest.split_first_chunk().ok_or(BadClaim)?;
        let seat_id = rest.try_into().map_err(|_| BadClaim)?;
        Ok(Self {
            ticket: TicketId::from_bytes(*ticket),
            match_id: MatchId(i64::from_be_bytes(*match_id)),
            seat_id: SeatId(i64::from_be_bytes(seat_id)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_claim_is_read_back(bits: u128, of_match: i64, of_seat: i64) {
            let claim = TicketClaim {
                ticket: TicketId::from_random(bits),
                match_id: MatchId(of_match),
                seat_id: SeatId(of_seat),
            };
            prop_assert_eq!(TicketClaim::from_bytes(&claim.to_bytes()), Ok(claim));
        }

        #[test]
        fn whatever_comes_is_read_or_refused(bytes: Vec<u8>) {
            if let Ok(claim) = TicketClaim::from_bytes(&bytes) {
                prop_assert_eq!(&claim.to_bytes()[..], &bytes);
            }
        }
    }

    #[test]
    fn what_is_longer_shorter_or_of_another_version_is_refused() {
        let claim =
            TicketClaim { ticket: TicketId::from_random(7), match_id: MatchId(1), seat_id: SeatId(2) };
        let bytes = claim.to_bytes();
        let mut other = bytes;
        other[0] = VERSION + 1;
        for wrong in [&bytes[..32], &[&bytes[..], &[0]].concat(), &other, &[]] {
            assert_eq!(TicketClaim::from_bytes(wrong), Err(BadClaim));
        }
    }
}
