//! Orders and payments, and who buys: what only the database has.

use super::StoreError;
use crate::domain::{
    Buyer, CartId, MatchId, Order, OrderCode, OrderId, OrderState, PaymentId, PaymentState, UnixMillis,
    order::{Books, SoldPart},
};
use async_trait::async_trait;

/// An order to be made.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// The order, without payments.
    pub order: Order,
    /// What its cart has called it in its match, so that making it twice makes one.
    pub key: String,
    /// Who buys.
    pub buyer: Buyer,
    /// How many seats of the match one buyer may have, by e-mail address and by phone; none where there is no limit.
    pub most_of_buyer: Option<u32>,
}

/// What has become of an order to be made.
#[derive(Clone, Debug)]
pub enum Placed {
    /// It is made.
    Made,
    /// Another order has its code.
    CodeTaken,
    /// Its buyer would have more seats of the match than one may, with what others of his orders have.
    TooManySeats,
    /// The cart has made one by the same key before: this. Its buyer may be forgotten.
    Before(Box<Order>, Option<Buyer>),
}

/// Keeps orders, their payments and their buyers. That an order has its seats reserved, and that it is paid, is stored by the
/// commands that do it ([`crate::domain::command::OrderNote`]).
#[async_trait]
pub trait OrderStore: Send + Sync {
    /// Makes an order.
    async fn place(&self, new: &NewOrder) -> Result<Placed, StoreError>;

    /// An order with its payments; none if there is none with this id.
    async fn find(&self, id: &OrderId) -> Result<Option<Order>, StoreError>;

    /// The order that is called so, whoever has bought it; none where there is none.
    async fn with_code(&self, code: &OrderCode) -> Result<Option<OrderId>, StoreError>;

    /// Orders of a match that are paid, at most `limit`.
    async fn paid_of(&self, match_id: MatchId, limit: u32) -> Result<Vec<OrderId>, StoreError>;

    /// The order that is called so, and who buys it; none where there is none, or it is forgotten who has bought it.
    async fn called(&self, code: &OrderCode) -> Result<Option<(OrderId, Buyer)>, StoreError>;

    /// The orders of a cart, the latest first, at most `limit`.
    async fn of_cart(&self, cart: &CartId, limit: u32) -> Result<Vec<Order>, StoreError>;

    /// The order that a payment is of.
    async fn order_of(&self, payment: &PaymentId) -> Result<Option<OrderId>, StoreError>;

    /// The payment that a gateway calls so.
    async fn payment_called(&self, gateway: &str, gateway_id: &str) -> Result<Option<PaymentId>, StoreError>;

    /// Who buys an order; none once that is forgotten.
    async fn buyer(&self, id: &OrderId) -> Result<Option<Buyer>, StoreError>;

    /// Stores what has become of an order and of its payments, which is then the next version, and gives back a claim of it. Answers
    /// whether it was stored: it is not where it has changed since it was read.
    async fn save(&self, order: &Order) -> Result<bool, StoreError>;

    /// Claims orders for which something is to be done ([`Order::due_at`]), those first that have been due for the longest, at most
    /// `limit`: nobody else is given them before `until`, and then anybody is.
    async fn claim(&self, now: UnixMillis, until: UnixMillis, limit: u32)
    -> Result<Vec<OrderId>, StoreError>;

    /// Since when something has been due for the order that has waited for longest, whoever has claimed it; none if nothing is.
    async fn oldest_due(&self) -> Result<Option<UnixMillis>, StoreError>;

    /// Forgets who has bought the order that is called so; answers whether there is one.
    async fn forget(&self, code: &OrderCode) -> Result<bool, StoreError>;

    /// Forgets who has bought for matches that began before `started`, of at most `limit` orders; answers of how many.
    async fn forget_before(&self, started: UnixMillis, limit: u32) -> Result<u64, StoreError>;

    /// What a match has sold, by price category and type of ticket, as of one moment.
    async fn sold_by_type(&self, match_id: MatchId) -> Result<Vec<SoldPart>, StoreError>;

    /// What a match has sold by orders that are paid, and what was charged for it, as of one moment.
    async fn books(&self, match_id: MatchId) -> Result<Books, StoreError>;
}

/// Told that something is to be done for an order now. A hint: to lose one costs time.
pub trait OrderDue: Send + Sync {
    /// Somebody should look.
    fn due(&self);
}

/// Counts what becomes of orders and of their payments.
pub trait CountOrders: Send + Sync {
    /// An order has come into this state.
    fn order(&self, state: OrderState);

    /// A payment by this gateway has come into this state.
    fn payment(&self, gateway: &str, state: PaymentState);
}
