//! Many changes in one transaction: each is judged as if it came alone.

mod burst;
mod elsewhere;
mod measure;

use crate::support::{Fixture, SeatRequest, Stall};
use jari_core::domain::{HoldPolicy, HolderId, UnixMillis};

/// How long a hold lasts, and how many a holder may have.
const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 1_000_000, max_holds: 3 };

/// A request for a seat of the match on sale.
fn request_of(fixture: &Fixture, holder: &str, block: usize, seat: usize, now: UnixMillis) -> SeatRequest {
    SeatRequest {
        match_id: fixture.match_id,
        block_id: fixture.block(block),
        seat_id: fixture.seat(block, seat),
        holder: HolderId::from_verified(holder),
        now,
    }
}
