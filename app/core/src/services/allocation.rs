//! AllocationService: hold, release and complete.

use crate::{
    domain::{
        BlockId, Held, HoldPolicy, HolderId, MatchId, MatchInfo, Refusal, Revision, SeatChange, SeatId,
        UnixMillis,
    },
    ports::{
        AllocationError, AllocationStore, Catalogue, ChangeHint, Clock, CompleteRequest, SeatRequest,
        StoreError,
    },
    services::match_venue,
};
use std::sync::Arc;

/// Holds and releases seats for a holder, whoever asks: a route, a form or a test.
#[derive(Clone)]
pub struct AllocationService {
    catalogue: Arc<dyn Catalogue>,
    store: Arc<dyn AllocationStore>,
    hint: Arc<dyn ChangeHint>,
    clock: Arc<dyn Clock>,
    policy: HoldPolicy,
}

impl AllocationService {
    /// A service over these ports, with these rules for holds.
    pub fn new(
        catalogue: Arc<dyn Catalogue>,
        store: Arc<dyn AllocationStore>,
        hint: Arc<dyn ChangeHint>,
        clock: Arc<dyn Clock>,
        policy: HoldPolicy,
    ) -> Self {
        Self { catalogue, store, hint, clock, policy }
    }

    /// What time the service takes it to be.
    pub fn now(&self) -> UnixMillis {
        self.clock.now()
    }

    /// The rules for holds.
    pub const fn policy(&self) -> HoldPolicy {
        self.policy
    }

    /// Puts a seat on hold.
    ///
    /// # Errors
    /// A [`Refusal`] when the match or seat does not exist, the sale is not open, another has the seat or the cap is
    /// reached; a [`StoreError`] when the store cannot answer, and then it is unknown whether the hold was taken:
    /// repeating it is safe.
    #[tracing::instrument(level = "debug", name = "allocation.hold", skip_all, fields(%match_id, %seat_id))]
    pub async fn hold(
        &self,
        match_id: MatchId,
        seat_id: SeatId,
        holder: &HolderId,
    ) -> Result<Held, AllocationError> {
        let (info, request) = self.request(match_id, seat_id, holder).await?;
        info.sale.require_open(request.now)?;
        let held = self.store.hold(&request, self.policy).await?;
        self.hint.changed(match_id, request.block_id);
        Ok(held)
    }

    /// Lets go of a seat that the holder has on hold. It may be done after the sale as well.
    ///
    /// # Errors
    /// A [`Refusal`] when the match or seat does not exist or the holder does not hold it; a [`StoreError`] when the
    /// store cannot answer.
    #[tracing::instrument(level = "debug", name = "allocation.release", skip_all, fields(%match_id, %seat_id))]
    pub async fn release(
        &self,
        match_id: MatchId,
        seat_id: SeatId,
        holder: &HolderId,
    ) -> Result<Revision, AllocationError> {
        let (_, request) = self.request(match_id, seat_id, holder).await?;
        let rev = self.store.release(&request).await?;
        self.hint.changed(match_id, request.block_id);
        Ok(rev)
    }

    /// Buys seats that the holder has on hold, all of them or none. It may be done after the sale as well, as long as
    /// the holds last, but not of a match that was cancelled. Answers the seats as they are now.
    ///
    /// # Errors
    /// A [`Refusal`] when the match or a seat does not exist or the holder does not hold one of them; a [`StoreError`]
    /// when the store cannot answer, and then it is unknown whether they were bought: repeating it is safe.
    #[tracing::instrument(level = "debug", name = "allocation.complete", skip_all, fields(%match_id))]
    pub async fn complete(
        &self,
        match_id: MatchId,
        seat_ids: &[SeatId],
        holder: &HolderId,
    ) -> Result<Vec<SeatChange>, AllocationError> {
        let (info, venue) = match_venue::find(&*self.catalogue, match_id).await?;
        info.require_taking_place()?;
        let place = |&seat_id| {
            venue.block_of(seat_id).map(|block| (block.info.id, seat_id)).ok_or(Refusal::SeatNotFound)
        };
        let mut seats = seat_ids.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        seats.sort_unstable();
        seats.dedup();
        let request = CompleteRequest { match_id, seats, holder: holder.clone(), now: self.clock.now() };
        let sold = self.store.complete(&request).await?;
        for (block_id, _) in request.seats {
            self.hint.changed(match_id, block_id);
        }
        Ok(sold)
    }

    /// The seats of a match that the holder has on hold, the oldest first.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn held_by(&self, match_id: MatchId, holder: &HolderId) -> Result<Vec<Held>, StoreError> {
        self.store.held_by(match_id, holder, self.clock.now()).await
    }

    /// Frees at most `limit` seats whose hold or reservation has run out, and answers the blocks that changed.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn expire(&self, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        let changed = self.store.expire(self.clock.now(), limit).await?;
        for &(match_id, block_id) in &changed {
            self.hint.changed(match_id, block_id);
        }
        Ok(changed)
    }

    /// A match, and the request for a seat of it once it is known that it has that seat.
    async fn request(
        &self,
        match_id: MatchId,
        seat_id: SeatId,
        holder: &HolderId,
    ) -> Result<(MatchInfo, SeatRequest), AllocationError> {
        let (info, venue) = match_venue::find(&*self.catalogue, match_id).await?;
        let block = venue.block_of(seat_id).ok_or(Refusal::SeatNotFound)?;
        let (block_id, holder, now) = (block.info.id, holder.clone(), self.clock.now());
        Ok((info, SeatRequest { match_id, block_id, seat_id, holder, now }))
    }
}
