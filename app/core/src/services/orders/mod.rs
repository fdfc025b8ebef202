//! OrderService: from seats on hold to an order that is paid, and back where it is not.

mod attending;
mod cancelling;
mod error;
mod gateways;
mod looking_up;
mod paying;
mod placing;
mod reporting;

pub use error::{OrderError, WebhookError};
pub use gateways::Gateways;
pub use paying::PaymentPage;
pub use placing::{Wanted, WantedSeat};

use crate::{
    domain::{
        CartId, Command, CompanionRule, MatchId, Order, OrderId, UnixMillis,
        order::{Books, Buyer, When},
    },
    ports::{
        AllocationError, AllocationStore, Catalogue, ChangeHint, Clock, CountOrders, OrderDue, OrderStore,
        StoreError,
    },
};
use std::sync::Arc;

/// As often is something judged anew that has changed meanwhile: others, who changed it, have come further each time.
const TRIES: u32 = 8;

/// As many orders of a cart are listed.
const MOST_LISTED: u32 = 50;

/// The rules for orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderPolicy {
    /// How long an order has its seats reserved without being paid, in milliseconds.
    pub pay_ttl_millis: i64,
    /// How long before a match begins an order that is paid may be given back, in milliseconds.
    pub cancel_until_millis: i64,
    /// How many seats an order may have; none where there is no limit.
    pub most_of_order: Option<u32>,
    /// How many seats of a match one buyer may have, by e-mail address and by phone, whatever sessions they are bought in; none where
    /// there is no limit.
    pub most_of_buyer: Option<u32>,
}

/// What the service works with.
#[derive(Clone)]
pub struct OrderParts {
    /// Matches and venues.
    pub catalogue: Arc<dyn Catalogue>,
    /// The seats.
    pub allocations: Arc<dyn AllocationStore>,
    /// The orders.
    pub orders: Arc<dyn OrderStore>,
    /// Told of every change of seats.
    pub hint: Arc<dyn ChangeHint>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Who takes the money.
    pub gateways: Gateways,
    /// The rules.
    pub policy: OrderPolicy,
    /// Until when companion seats are sold together with their accessible seats.
    pub companions: CompanionRule,
    /// Told that something is to be done now.
    pub due: Arc<dyn OrderDue>,
    /// Told of what becomes of orders.
    pub count: Arc<dyn CountOrders>,
    /// Bits that nobody can guess, others each time.
    pub random: fn() -> u128,
}

/// Makes orders, has them paid, and looks after them: a route, a page, a webhook or a task asks. Cheap to clone.
#[derive(Clone)]
pub struct OrderService(Arc<OrderParts>);

impl OrderService {
    /// A service over these parts.
    pub fn new(parts: OrderParts) -> Self {
        Self(Arc::new(parts))
    }

    /// The rules.
    pub fn policy(&self) -> OrderPolicy {
        self.0.policy
    }

    /// What time the service takes it to be.
    pub fn now(&self) -> UnixMillis {
        self.0.clock.now()
    }

    /// An order of a cart's. Its id alone opens nothing.
    ///
    /// # Errors
    /// [`OrderError::NotFound`] where there is none, or it is another's; a [`StoreError`].
    pub async fn order(&self, id: &OrderId, cart: &CartId) -> Result<Order, OrderError> {
        let order = self.0.orders.find(id).await?;
        order.filter(|order| order.cart == *cart).ok_or(OrderError::NotFound)
    }

    /// The orders of a cart, the latest first: those that it has made last, as a cart may live for long.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub async fn orders(&self, cart: &CartId) -> Result<Vec<Order>, StoreError> {
        self.0.orders.of_cart(cart, MOST_LISTED).await
    }

    /// Who buys an order of a cart's; none once that is forgotten.
    ///
    /// # Errors
    /// As [`OrderService::order`] has them.
    pub async fn buyer(&self, id: &OrderId, cart: &CartId) -> Result<Option<Buyer>, OrderError> {
        self.order(id, cart).await?;
        Ok(self.0.orders.buyer(id).await?)
    }

    /// What a match has sold, and what was charged for it.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn books(&self, match_id: MatchId) -> Result<Books, StoreError> {
        self.0.orders.books(match_id).await
    }

    /// Carries out a command, and tells of the blocks that it is about.
    async fn change(&self, command: &Command) -> Result<(), AllocationError> {
        let changed = self.0.allocations.change(command).await;
        // Where the answer was lost it may have changed them as well.
        for block_id in command.blocks() {
            self.0.hint.changed(command.match_id, block_id);
        }
        changed.map(drop)
    }

    /// Stores what has become of an order; answers whether it was stored.
    async fn save(&self, before: &Order, after: &Order) -> Result<bool, StoreError> {
        let is_stored = self.0.orders.save(after).await?;
        if is_stored {
            self.count(before, after);
        }
        Ok(is_stored)
    }

    /// Counts what has changed of an order.
    fn count(&self, before: &Order, after: &Order) {
        if before.state != after.state {
            self.0.count.order(after.state);
        }
        let state_before = |id| before.payment(id).map(|payment| payment.state);
        for payment in after.payments.iter().filter(|after| state_before(&after.id) != Some(after.state)) {
            self.0.count.payment(&payment.gateway, payment.state);
        }
    }

    async fn find(&self, id: &OrderId) -> Result<Order, OrderError> {
        self.0.orders.find(id).await?.ok_or(OrderError::NotFound)
    }

    fn when(&self) -> When {
        // The lowest bits are as good as any.
        When { now: self.now(), random: (self.0.random)() as u32 }
    }
}

/// It has changed each time it was to be stored.
fn busy() -> StoreError {
    StoreError::Unavailable("the order changes all the time".into())
}
