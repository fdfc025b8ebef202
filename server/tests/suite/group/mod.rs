//! Many changes in one transaction: each is judged as if it came alone.

mod burst;
mod elsewhere;
mod measure;
mod orders;

use crate::support::{Fixture, SeatRequest, Stall};
use jari_core::domain::{CartId, HoldPolicy, UnixMillis};

/// How long a hold lasts, and how many a cart may have.
const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 1_000_000, max_holds: 3 };

/// A request for a seat of the match on sale.
fn request_of(fixture: &Fixture, cart: &str, block: usize, seat: usize, now: UnixMillis) -> SeatRequest {
    SeatRequest {
        match_id: fixture.match_id,
        block_id: fixture.block(block),
        seat_id: fixture.seat(block, seat),
        cart: CartId::from_verified(cart),
        now,
    }
}
