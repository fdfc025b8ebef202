//! An order's owner in another browser, who knows its code and what was written when it was made.

use super::OrderService;
use crate::{
    domain::{
        Buyer, Order, OrderCode, OrderId,
        order::{email_key, phone_key},
    },
    ports::StoreError,
};

impl OrderService {
    /// The order that is called so, if that is the e-mail address of whoever has bought it. As much is done for a code that there is
    /// not as for an address that is another, so that nobody learns which of them was wrong.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub async fn look_up(&self, code: &OrderCode, email: &str) -> Result<Option<OrderId>, StoreError> {
        let (id, buyer) = match self.0.orders.called(code).await? {
            Some((id, buyer)) => (Some(id), buyer),
            None => (None, Buyer::from_stored("", "nobody@example.invalid", "")),
        };
        let is_buyer = is_same(&email_key(buyer.email()), &email_key(email));
        Ok(id.filter(|_| is_buyer))
    }

    /// An order of whoever has shown that it is theirs, by something else than the session that has made it.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub async fn shown(&self, id: &OrderId) -> Result<Option<Order>, StoreError> {
        self.0.orders.find(id).await
    }

    /// Whether that is the phone of whoever has bought an order.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub async fn has_phone(&self, id: &OrderId, phone: &str) -> Result<bool, StoreError> {
        let buyer = self.0.orders.buyer(id).await?;
        Ok(buyer.is_some_and(|buyer| is_same(&phone_key(buyer.phone()), &phone_key(phone))))
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn is_same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |found, (one, other)| found | (one ^ other));
    one.len() == other.len() && differences == 0
}
