//! The one way in which what a gateway says is stored.

use super::{OrderError, OrderService, TRIES, busy};
use crate::{
    domain::{
        Command, Order, Payment, PaymentId, PaymentState,
        command::PaidOrder,
        order::{Judgement, Report},
    },
    failures,
    ports::{AllocationError, StoreError},
};

impl OrderService {
    /// Judges a report about a payment of an order as it was read before the gateway was asked, and stores what comes of it. Where the
    /// order has changed since, it is judged anew if it still holds then; otherwise somebody asks again. Answers the order as it is.
    pub(super) async fn report(
        &self,
        mut order: Order,
        id: &PaymentId,
        mut report: Report,
    ) -> Result<Order, OrderError> {
        for _ in 0..TRIES {
            match order.judge(id, &report, self.when()) {
                Judgement::Nothing => return Ok(order),
                Judgement::Store(after) => {
                    if self.save(&order, &after).await? {
                        return Ok(next(after));
                    }
                    order = self.find(&order.id).await?;
                }
                Judgement::StoreAndTell(after) => {
                    if self.save(&order, &after).await? {
                        let what = StoreError::Inconsistent(
                            "the gateway has given back what an order is paid with".into(),
                        );
                        let of = format_args!("payment {id} of order {}", order.code);
                        failures::error_of("a payment has to be looked at by a person", of, &what);
                        return Ok(next(after));
                    }
                    order = self.find(&order.id).await?;
                }
                Judgement::Sell(payment) => {
                    let sold = self.sell(&order, &payment).await;
                    let now = self.find(&order.id).await?;
                    if sold.is_ok() {
                        self.count(&order, &now);
                    }
                    if now.payment(id).is_some_and(|payment| payment.state == PaymentState::Captured) {
                        return Ok(now);
                    }
                    match (sold, &report) {
                        (Err(AllocationError::Store(error)), _) => return Err(error.into()),
                        // Nothing has changed but that the seats cannot be had.
                        (Err(AllocationError::Refused(_)), Report::Charge(charge))
                            if now.version == order.version =>
                        {
                            report = Report::SeatsGone(charge.clone());
                        }
                        _ => {}
                    }
                    order = now;
                }
            }
            if !report.is_lasting() {
                return Ok(order);
            }
        }
        Err(busy().into())
    }

    /// Sells an order's seats: payment, order, lines, tickets, what is told of it and the seats in one transaction.
    async fn sell(&self, order: &Order, payment: &Payment) -> Result<(), AllocationError> {
        let paid = PaidOrder {
            order: order.id.clone(),
            version: order.version,
            cart: order.cart.clone(),
            payment: payment.id.clone(),
            gateway_id: payment.gateway_id.clone(),
        };
        self.change(&Command::pay(order.match_id, order.places(), paid, self.now())).await
    }
}

/// An order as it is once it was stored.
pub(super) fn next(order: Order) -> Order {
    Order { version: order.version.saturating_add(1), ..order }
}
