//! Looking after orders: whatever was left undone, by whomever, is done by what is stored.

use super::{OrderError, OrderService, error::reason, paying::charge, reporting::next};
use crate::{
    domain::{
        Command, Order, OrderId, PaymentId,
        order::{Duty, OrderEvent, Report},
        payment::{ChargeRef, ChargeReport},
    },
    ports::{GatewayError, PaymentGateway, StoreError},
};
use std::sync::Arc;

/// As many things are done for one order in one go; what is left is due at once.
const STEPS: u32 = 12;

/// What a gateway is asked.
#[derive(Clone, Copy, Debug)]
enum Question {
    LookUp,
    Close,
    Refund,
}

impl OrderService {
    /// Claims orders for which something is to be done, at most `limit`, for as long as is told.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn claim(&self, lease_millis: i64, limit: u32) -> Result<Vec<OrderId>, StoreError> {
        let now = self.now();
        self.0.orders.claim(now, now + lease_millis, limit).await
    }

    /// For how long something has been due for the order that has waited for longest, in milliseconds; 0 if nothing is.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn overdue_millis(&self) -> Result<i64, StoreError> {
        let oldest = self.0.orders.oldest_due().await?;
        Ok(oldest.map_or(0, |oldest| (self.now() - oldest).max(0)))
    }

    /// Does for an order whatever is to be done now. Nothing is done twice if two do it at the same time, and where it is broken off
    /// anybody goes on.
    ///
    /// # Errors
    /// An [`OrderError`]: what is left is due again when the claim has run out.
    #[tracing::instrument(level = "debug", name = "order.attend", skip_all)]
    pub async fn attend(&self, id: &OrderId) -> Result<(), OrderError> {
        let Some(mut order) = self.0.orders.find(id).await? else { return Ok(()) };
        let claimed = order.version;
        for _ in 0..STEPS {
            let now = self.now();
            order = match order.duty(now) {
                Duty::Nothing | Duty::Wait(_) => {
                    // Whoever has changed it since has said when it is due, and has ended the claim.
                    if order.version == claimed {
                        self.save(&order, &order).await?;
                    }
                    return Ok(());
                }
                Duty::Ask(payment) => self.ask(order, payment, Question::LookUp).await?,
                Duty::Close(payment) => self.ask(order, payment, Question::Close).await?,
                Duty::Refund(payment) => self.ask(order, payment, Question::Refund).await?,
                Duty::Expire => match order.after(OrderEvent::TimeUp, now) {
                    Some(after) => self.store(&order, after).await?,
                    None => return Ok(()),
                },
                Duty::Free => {
                    let free = Command::free(order.match_id, order.places(), &order.id, now);
                    self.change(&free).await?;
                    let after = Order { free_at: None, ..order.clone() };
                    self.store(&order, after).await?
                }
            };
        }
        Ok(())
    }

    /// Stores what has become of an order; answers the order as it is then.
    async fn store(&self, before: &Order, after: Order) -> Result<Order, OrderError> {
        if self.save(before, &after).await? { Ok(next(after)) } else { self.find(&before.id).await }
    }

    async fn ask(&self, order: Order, payment: PaymentId, question: Question) -> Result<Order, OrderError> {
        let Some(found) = order.payment(&payment) else { return Ok(order) };
        let answer = match self.gateway(&found.gateway) {
            Some(gateway) => put(gateway, &charge(&order, found), question).await,
            None => Err(GatewayError::Refused(format!("there is no gateway {} here", found.gateway))),
        };
        let report = match answer {
            Ok(charge) => Report::Charge(charge),
            Err(error) => {
                let of = format_args!("order {}, {question:?}", order.code);
                crate::failures::warn_of("a payment gateway does not do what it is asked", of, &error);
                Report::NoAnswer(reason(&error))
            }
        };
        self.report(order, &payment, report).await
    }
}

async fn put(
    gateway: &Arc<dyn PaymentGateway>,
    charge: &ChargeRef,
    question: Question,
) -> Result<ChargeReport, GatewayError> {
    match question {
        Question::LookUp => gateway.look_up(charge).await,
        Question::Close => gateway.close(charge).await,
        Question::Refund => gateway.refund(charge).await,
    }
}
