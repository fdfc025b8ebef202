//! What buyers ask of a store, one seat at a time and many: each is a command.

use async_trait::async_trait;
use jari_core::{
    domain::{
        BlockId, CartId, Command, Held, HoldPolicy, MatchId, OrderId, Outcome, Revision, SeatChange, SeatId,
        UnixMillis,
    },
    ports::{AllocationError, AllocationStore},
};

/// One cart's request for one seat.
#[derive(Clone, Debug)]
pub(crate) struct SeatRequest {
    pub(crate) match_id: MatchId,
    pub(crate) block_id: BlockId,
    pub(crate) seat_id: SeatId,
    pub(crate) cart: CartId,
    pub(crate) now: UnixMillis,
}

impl SeatRequest {
    pub(crate) fn hold(&self, policy: HoldPolicy) -> Command {
        Command::hold(self.match_id, [(self.block_id, self.seat_id)], &self.cart, self.now, policy)
    }

    pub(crate) fn release(&self) -> Command {
        Command::release(self.match_id, [(self.block_id, self.seat_id)], &self.cart, self.now)
    }
}

/// One cart's request to buy seats of one match.
#[derive(Clone, Debug)]
pub(crate) struct CompleteRequest {
    pub(crate) match_id: MatchId,
    pub(crate) seats: Vec<(BlockId, SeatId)>,
    pub(crate) cart: CartId,
    pub(crate) now: UnixMillis,
}

impl CompleteRequest {
    /// Each time another order, as each request of a buyer is.
    pub(crate) fn sell(&self) -> Command {
        let order = OrderId::from_random(rand::random());
        Command::sell(self.match_id, self.seats.iter().copied(), &self.cart, &order, self.now)
    }
}

/// The requests, of any store.
#[async_trait]
pub(crate) trait SeatRequests {
    async fn hold(&self, request: &SeatRequest, policy: HoldPolicy) -> Result<Held, AllocationError>;
    async fn release(&self, request: &SeatRequest) -> Result<Revision, AllocationError>;
    async fn complete(&self, request: &CompleteRequest) -> Result<Vec<SeatChange>, AllocationError>;
}

#[async_trait]
impl<T: AllocationStore + ?Sized> SeatRequests for T {
    async fn hold(&self, request: &SeatRequest, policy: HoldPolicy) -> Result<Held, AllocationError> {
        let Outcome { block_id, seat_id, state, rev, .. } =
            self.change(&request.hold(policy)).await?.remove(0);
        Ok(Held {
            seat_id,
            block_id,
            expires_at: state.expires_at.expect("a hold has an end"),
            rev,
            since: None,
        })
    }

    async fn release(&self, request: &SeatRequest) -> Result<Revision, AllocationError> {
        Ok(self.change(&request.release()).await?.remove(0).rev)
    }

    async fn complete(&self, request: &CompleteRequest) -> Result<Vec<SeatChange>, AllocationError> {
        let change = |seat: Outcome| SeatChange {
            seat_id: seat.seat_id,
            status: seat.state.status.into(),
            rev: seat.rev,
        };
        Ok(self.change(&request.sell()).await?.into_iter().map(change).collect())
    }
}
