//! A watch before each port of a back end. Each call is also a span of its request's trace, which costs nothing unless
//! traces are collected.

use super::Backend;
use crate::metrics::StoreMetrics;
use async_trait::async_trait;
use jari_core::{
    domain::{
        BlockId, Buyer, CartId, Changes, Command, Counts, Held, MatchId, MatchInfo, Order, OrderCode,
        OrderId, Outcome, PaymentId, Revision, Snapshot, StreamId, UnixMillis, Venue, VenueId,
        order::{Books, SoldPart},
    },
    geometry::EncodedGeometry,
    ports::{
        AllocationError, AllocationStore, Catalogue, LoadAllocationStatus, NewOrder, OrderStore, Placed,
        StoreError,
    },
};
use std::{collections::HashMap, sync::Arc};
use tracing::{Instrument, debug_span};

/// A port whose calls are measured.
struct Measured<T: ?Sized> {
    inner: Arc<T>,
    metrics: Arc<StoreMetrics>,
}

/// Puts the watch before every port that a request or a task of the server waits for.
pub(super) fn measured(backend: Backend, metrics: &Arc<StoreMetrics>) -> Backend {
    let metrics = || Arc::clone(metrics);
    Backend {
        catalogue: Arc::new(Measured { inner: backend.catalogue, metrics: metrics() }),
        status: Arc::new(Measured { inner: backend.status, metrics: metrics() }),
        allocations: Arc::new(Measured { inner: backend.allocations, metrics: metrics() }),
        orders: Arc::new(Measured { inner: backend.orders, metrics: metrics() }),
        ..backend
    }
}

/// One call, under the name of the port's method.
macro_rules! measure {
    ($this:ident.$operation:ident($($argument:expr),*)) => {{
        let span = debug_span!(concat!("store.", stringify!($operation)));
        $this.metrics.measure(stringify!($operation), $this.inner.$operation($($argument),*).instrument(span)).await
    }};
    // Under another name, where the method's says too little.
    ($this:ident.$operation:ident($($argument:expr),*), $name:literal) => {{
        let span = debug_span!(concat!("store.", $name));
        $this.metrics.measure($name, $this.inner.$operation($($argument),*).instrument(span)).await
    }};
}

#[async_trait]
impl Catalogue for Measured<dyn Catalogue> {
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
        measure!(self.matches())
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        measure!(self.find_match(id))
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        measure!(self.venue(id))
    }

    async fn geometry(&self, id: VenueId) -> Result<Option<Arc<EncodedGeometry>>, StoreError> {
        measure!(self.geometry(id))
    }
}

#[async_trait]
impl LoadAllocationStatus for Measured<dyn LoadAllocationStatus> {
    async fn snapshot(&self, match_id: MatchId, block_id: BlockId) -> Result<Arc<Snapshot>, StoreError> {
        measure!(self.snapshot(match_id, block_id))
    }

    async fn block_revision(&self, match_id: MatchId, block_id: BlockId) -> Result<StreamId, StoreError> {
        measure!(self.block_revision(match_id, block_id))
    }

    async fn changes_since(
        &self,
        match_id: MatchId,
        block_id: BlockId,
        rev: Revision,
    ) -> Result<Changes, StoreError> {
        measure!(self.changes_since(match_id, block_id, rev))
    }

    async fn block_counts(&self, match_id: MatchId, only: Option<&[BlockId]>) -> Result<Counts, StoreError> {
        measure!(self.block_counts(match_id, only))
    }

    async fn free_seats(&self, matches: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
        measure!(self.free_seats(matches))
    }
}

#[async_trait]
impl AllocationStore for Measured<dyn AllocationStore> {
    async fn change(&self, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
        let span = debug_span!("store.change", command = command.kind);
        self.metrics.measure(command.kind, self.inner.change(command).instrument(span)).await
    }

    async fn expire(&self, now: UnixMillis, limit: u32) -> Result<Vec<(MatchId, BlockId)>, StoreError> {
        let freed = measure!(self.expire(now, limit))?;
        self.metrics.expired(freed.len());
        Ok(freed)
    }

    async fn held_by(
        &self,
        match_id: MatchId,
        cart: &CartId,
        now: UnixMillis,
    ) -> Result<Vec<Held>, StoreError> {
        measure!(self.held_by(match_id, cart, now))
    }

    async fn holders(
        &self,
        match_id: MatchId,
        carts: &[CartId],
        now: UnixMillis,
    ) -> Result<Vec<CartId>, StoreError> {
        measure!(self.holders(match_id, carts, now))
    }
}

/// What an order is asked about has a name of its own, as others are found and forgotten as well.
#[async_trait]
impl OrderStore for Measured<dyn OrderStore> {
    async fn place(&self, new: &NewOrder) -> Result<Placed, StoreError> {
        measure!(self.place(new), "make_order")
    }

    async fn find(&self, id: &OrderId) -> Result<Option<Order>, StoreError> {
        measure!(self.find(id), "find_order")
    }

    async fn of_cart(&self, cart: &CartId, limit: u32) -> Result<Vec<Order>, StoreError> {
        measure!(self.of_cart(cart, limit), "orders_of_cart")
    }

    async fn order_of(&self, payment: &PaymentId) -> Result<Option<OrderId>, StoreError> {
        measure!(self.order_of(payment), "order_of_payment")
    }

    async fn payment_called(&self, gateway: &str, gateway_id: &str) -> Result<Option<PaymentId>, StoreError> {
        measure!(self.payment_called(gateway, gateway_id), "find_payment")
    }

    async fn with_code(&self, code: &OrderCode) -> Result<Option<OrderId>, StoreError> {
        measure!(self.with_code(code), "order_with_code")
    }

    async fn paid_of(&self, match_id: MatchId, limit: u32) -> Result<Vec<OrderId>, StoreError> {
        measure!(self.paid_of(match_id, limit), "paid_orders")
    }

    async fn called(&self, code: &OrderCode) -> Result<Option<(OrderId, Buyer)>, StoreError> {
        measure!(self.called(code), "order_called")
    }

    async fn buyer(&self, id: &OrderId) -> Result<Option<Buyer>, StoreError> {
        measure!(self.buyer(id), "buyer")
    }

    async fn save(&self, order: &Order) -> Result<bool, StoreError> {
        measure!(self.save(order), "save_order")
    }

    async fn claim(
        &self,
        now: UnixMillis,
        until: UnixMillis,
        limit: u32,
    ) -> Result<Vec<OrderId>, StoreError> {
        measure!(self.claim(now, until, limit), "claim_orders")
    }

    async fn oldest_due(&self) -> Result<Option<UnixMillis>, StoreError> {
        measure!(self.oldest_due(), "oldest_due_order")
    }

    async fn forget(&self, code: &OrderCode) -> Result<bool, StoreError> {
        measure!(self.forget(code), "forget_buyer")
    }

    async fn forget_before(&self, started: UnixMillis, limit: u32) -> Result<u64, StoreError> {
        measure!(self.forget_before(started, limit), "forget_buyers")
    }

    async fn sold_by_type(&self, match_id: MatchId) -> Result<Vec<SoldPart>, StoreError> {
        measure!(self.sold_by_type(match_id), "sold_by_type")
    }

    async fn books(&self, match_id: MatchId) -> Result<Books, StoreError> {
        measure!(self.books(match_id), "books")
    }
}
