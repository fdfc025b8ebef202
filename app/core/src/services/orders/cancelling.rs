//! Giving an order up, or back.

use super::{OrderError, OrderService, TRIES, busy};
use crate::{
    domain::{
        Actor, CartId, Command, Order, OrderId, OrderState, Refusal, command::CancelledOrder,
        order::OrderEvent,
    },
    ports::AllocationError,
    services::match_venue,
};

impl OrderService {
    /// Cancels an order of a cart's. One that is not paid is given up: its seats are anybody's as soon as it is known that nothing was
    /// captured for it. One that is paid is given back, by rule: in one transaction its lines and tickets are void, its seats free,
    /// and its payment to be refunded. Cancelling again answers the same.
    ///
    /// # Errors
    /// As [`OrderService::order`] has them; [`OrderError::TooLateToCancel`], [`OrderError::TicketUsed`], and
    /// [`Refusal::OrderEnded`] for one that has come to nothing by itself.
    #[tracing::instrument(level = "debug", name = "order.cancel", skip_all)]
    pub async fn cancel(&self, id: &OrderId, cart: &CartId) -> Result<Order, OrderError> {
        self.order(id, cart).await?;
        self.cancel_as(id, &Actor::Buyer(cart.clone())).await
    }

    /// The same for whoever runs the sale: at any time, whatever the rule for buyers is. What somebody has entered by stays.
    ///
    /// # Errors
    /// The same, but for [`OrderError::TooLateToCancel`].
    #[tracing::instrument(level = "debug", name = "order.cancel_by_operator", skip_all)]
    pub async fn cancel_by_operator(&self, id: &OrderId, by: &str) -> Result<Order, OrderError> {
        self.cancel_as(id, &Actor::Operator(by.to_owned())).await
    }

    async fn cancel_as(&self, id: &OrderId, actor: &Actor) -> Result<Order, OrderError> {
        for _ in 0..TRIES {
            let order = self.find(id).await?;
            match order.state {
                OrderState::Cancelled | OrderState::Failed => return Ok(order),
                OrderState::Expired => return Err(Refusal::OrderEnded.into()),
                OrderState::Pending => {
                    let Some(after) = order.after(OrderEvent::Cancelled, self.now()) else {
                        return Ok(order);
                    };
                    if self.save(&order, &after).await? {
                        self.0.due.due();
                        return Ok(after);
                    }
                }
                OrderState::Paid => {
                    if let Some(cancelled) = self.give_back(&order, actor).await? {
                        return Ok(cancelled);
                    }
                }
            }
        }
        Err(busy().into())
    }

    /// Gives an order back that is paid; none if it has changed meanwhile.
    async fn give_back(&self, order: &Order, actor: &Actor) -> Result<Option<Order>, OrderError> {
        let now = self.now();
        let (info, _) = match_venue::find(&*self.0.catalogue, order.match_id).await?;
        // What does not take place is given back at any time, and so is what an operator gives back.
        let is_by_rule = info.cancelled_at.is_none() && matches!(actor, Actor::Buyer(_));
        if is_by_rule && now + self.0.policy.cancel_until_millis > info.starts_at {
            return Err(OrderError::TooLateToCancel);
        }
        let (_, payment) = order.cancelled(now).ok_or(Refusal::OrderEnded)?;
        let cancelled = CancelledOrder { order: order.id.clone(), version: order.version, payment };
        let cancel = Command::cancel(order.match_id, order.places(), cancelled, actor.clone(), now);
        let done = self.change(&cancel).await;
        self.0.due.due();
        let after = self.find(&order.id).await?;
        if done.is_ok() {
            self.count(order, &after);
        }
        match done {
            _ if after.state == OrderState::Cancelled => Ok(Some(after)),
            Err(AllocationError::Store(error)) => Err(error.into()),
            Err(AllocationError::Refused(_)) if after.version == order.version => Err(OrderError::TicketUsed),
            _ => Ok(None),
        }
    }
}
