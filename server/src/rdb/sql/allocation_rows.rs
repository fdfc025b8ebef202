//! One seat's row: read under its block's lock, and written under the block's next revision.

use super::{
    error::{allocation_error, out_of_range, store_error},
    lease::Lease,
};
use crate::{rdb::group::SeatKey, stored_status::judged};
use jari_core::{
    domain::{Allocation, AllocationStatus, HolderId, Refusal, Revision, UnixMillis},
    ports::{AllocationError, StoreError},
};

/// A seat's committed state and the revision that it took.
pub(super) async fn read(tx: &mut Lease, place: SeatKey) -> Result<(Allocation, Revision), AllocationError> {
    let row: Option<(String, Option<String>, Option<i64>, i64)> = sqlx::query_as(
        "SELECT status, holder, expires_at, rev FROM allocations
         WHERE match_id = $1 AND seat_id = $2 AND block_id = $3",
    )
    .bind(place.match_id.0)
    .bind(place.seat_id.0)
    .bind(place.block_id.0)
    .fetch_optional(&mut *tx)
    .await
    .map_err(allocation_error)?;
    let (word, holder, expires_at, rev) = row.ok_or(Refusal::SeatNotFound)?;
    Ok((judged(&word, holder, expires_at), revision(rev)?))
}

/// Takes the block's next revision and stores a seat's new state under it.
pub(super) async fn write(
    tx: &mut Lease,
    place: SeatKey,
    before: AllocationStatus,
    after: &Allocation,
    now: UnixMillis,
) -> Result<Revision, StoreError> {
    let free = |status| i64::from(status == AllocationStatus::Available);
    let rev: i64 = sqlx::query_scalar(
        "UPDATE match_blocks SET rev = rev + 1, free = free + $1
         WHERE match_id = $2 AND block_id = $3 RETURNING rev",
    )
    .bind(free(after.status) - free(before))
    .bind(place.match_id.0)
    .bind(place.block_id.0)
    .fetch_optional(&mut *tx)
    .await
    .map_err(store_error)?
    .ok_or_else(|| out_of_range("a block"))?;
    sqlx::query(
        "UPDATE allocations SET status = $1, holder = $2, expires_at = $3, rev = $4, updated_at = $5
         WHERE match_id = $6 AND seat_id = $7",
    )
    .bind(after.status.as_str())
    .bind(after.holder.as_ref().map(HolderId::as_str))
    .bind(after.expires_at.map(|at| at.0))
    .bind(rev)
    .bind(now.0)
    .bind(place.match_id.0)
    .bind(place.seat_id.0)
    .execute(&mut *tx)
    .await
    .map_err(store_error)?;
    revision(rev)
}

pub(super) fn revision(rev: i64) -> Result<Revision, StoreError> {
    u64::try_from(rev).map(Revision).map_err(|_| out_of_range("a revision"))
}
