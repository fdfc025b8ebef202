//! What a batch of changes finds: seats, each with its block's revision, and what carts have besides.

use super::error::out_of_range;
use crate::{rdb::group::SeatKey, stored_status::judged};
use jari_core::{
    domain::{Allocation, BlockId, CartId, MatchId, OrderId, Revision, SeatId, UnixMillis},
    ports::StoreError,
};

/// One row of [`super::super::dialect::READ`].
#[derive(sqlx::FromRow)]
pub(super) struct FoundRow {
    /// 0 for a seat, 1 for what a cart has besides.
    what: i16,
    match_id: i64,
    block_id: i64,
    block_rev: i64,
    seat_id: i64,
    status: String,
    cart: Option<String>,
    expires_at: Option<i64>,
    held_since: Option<i64>,
    order_id: Option<String>,
    reason: Option<String>,
    rev: i64,
}

impl FoundRow {
    pub(super) const fn is_of_cart(&self) -> bool {
        self.what == 1
    }

    pub(super) const fn place(&self) -> SeatKey {
        SeatKey {
            match_id: MatchId(self.match_id),
            block_id: BlockId(self.block_id),
            seat_id: SeatId(self.seat_id),
        }
    }

    pub(super) fn block_rev(&self) -> Result<Revision, StoreError> {
        revision(self.block_rev)
    }

    /// The seat's state and the revision that it took.
    pub(super) fn allocation(self) -> Result<(Allocation, Revision), StoreError> {
        let rev = revision(self.rev)?;
        let state = judged(&self.status, |status| Allocation {
            status,
            cart: self.cart.map(CartId::from_verified),
            expires_at: self.expires_at.map(UnixMillis),
            held_since: self.held_since.map(UnixMillis),
            order: self.order_id.map(OrderId::from_stored),
            reason: self.reason,
        });
        Ok((state, rev))
    }
}

pub(super) fn revision(rev: i64) -> Result<Revision, StoreError> {
    u64::try_from(rev).map(Revision).map_err(|_| out_of_range("a revision"))
}
