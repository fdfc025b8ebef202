//! Paying an order: the buyer is sent to a gateway, and comes back.

use super::{OrderError, OrderService, TRIES, WebhookError, busy, error::reason, reporting::next};
use crate::{
    domain::{
        CartId, Order, OrderId, OrderState, Payment, PaymentId, PaymentState, Refusal, UnixMillis,
        order::{MOST_PAYMENTS, Report},
        payment::{ChargeRef, ChargeRequest, WebhookSubject},
    },
    ports::{GatewayError, PaymentGateway, WebhookRequest},
    services::match_venue,
};
use std::{sync::Arc, time::Duration};

/// Where a buyer is sent to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentPage {
    /// The payment.
    pub payment_id: PaymentId,
    /// The gateway's page.
    pub pay_url: String,
}

impl OrderService {
    /// Begins a payment of an order of a cart's, or goes on with the one that is under way. `return_url` is where the buyer is sent
    /// then, for a payment.
    ///
    /// # Errors
    /// An [`OrderError`]. After [`OrderError::GatewaySilent`] the same may be asked again.
    #[tracing::instrument(level = "debug", name = "order.pay", skip_all)]
    pub async fn begin_payment(
        &self,
        id: &OrderId,
        cart: &CartId,
        gateway: Option<&str>,
        return_url: &(dyn Fn(&PaymentId) -> String + Send + Sync),
    ) -> Result<PaymentPage, OrderError> {
        for _ in 0..TRIES {
            // Its seats may not be reserved yet, where the answer to that was lost.
            let order = self.reserve(self.order(id, cart).await?).await?;
            let now = self.now();
            match order.state {
                OrderState::Paid => return Err(OrderError::AlreadyPaid),
                _ if order.can_be_paid(now) => {}
                _ => return Err(Refusal::OrderEnded.into()),
            }
            let (order, payment) = match order.open_payment().cloned() {
                Some(Payment { id: payment_id, pay_url: Some(pay_url), .. }) => {
                    return Ok(PaymentPage { payment_id, pay_url });
                }
                Some(payment) => (order, payment),
                None => match self.new_payment(&order, gateway, now).await? {
                    Some(made) => made,
                    None => continue,
                },
            };
            return self.begin_at_gateway(order, payment, return_url).await;
        }
        Err(busy().into())
    }

    /// Writes down that a payment begins, before its gateway is told: none if the order has changed meanwhile.
    async fn new_payment(
        &self,
        order: &Order,
        gateway: Option<&str>,
        now: UnixMillis,
    ) -> Result<Option<(Order, Payment)>, OrderError> {
        if order.payments.len() >= MOST_PAYMENTS {
            return Err(OrderError::TooManyPayments);
        }
        let gateway = self.0.gateways.choose(gateway, order.money).ok_or(OrderError::GatewayNotFound)?;
        let id = PaymentId::from_random((self.0.random)());
        // Nobody asks about it as long as its beginning may be on its way.
        let ask_at = now + millis(gateway.patience()).saturating_mul(2);
        let after = order.with_payment(id.clone(), gateway.name(), now, ask_at);
        if !self.save(order, &after).await? {
            return Ok(None);
        }
        let after = Order { version: after.version.saturating_add(1), ..after };
        Ok(after.payment(&id).cloned().map(|payment| (after, payment)))
    }

    async fn begin_at_gateway(
        &self,
        order: Order,
        payment: Payment,
        return_url: &(dyn Fn(&PaymentId) -> String + Send + Sync),
    ) -> Result<PaymentPage, OrderError> {
        let gateway = self.gateway(&payment.gateway).ok_or(OrderError::GatewayNotFound)?;
        let (info, _) = match_venue::find(&*self.0.catalogue, order.match_id).await?;
        let request = ChargeRequest {
            payment_id: payment.id.clone(),
            order_id: order.id.clone(),
            money: payment.money,
            title: info.name.in_language(order.language).0.to_owned(),
            language: order.language,
            return_url: return_url(&payment.id),
            pay_until: order.reserved_until,
        };
        let payment_id = payment.id;
        let report = match gateway.begin(&request).await {
            Ok(begun) => Report::Begun(begun),
            Err(GatewayError::Refused(why)) => Report::Refused(why),
            Err(error @ GatewayError::Unknown(_)) => Report::NoAnswer(reason(&error)),
        };
        let failed = match report {
            Report::Begun(_) => None,
            Report::Refused(_) => Some(OrderError::Declined),
            _ => Some(OrderError::GatewaySilent),
        };
        let order = self.report(order, &payment_id, report).await?;
        if let Some(failed) = failed {
            return Err(failed);
        }
        // It may be known by now that there is nothing to be paid any more.
        let open = order.payment(&payment_id).filter(|payment| payment.state.is_open());
        let pay_url = open.and_then(|payment| payment.pay_url.clone()).ok_or(OrderError::Declined)?;
        Ok(PaymentPage { payment_id, pay_url })
    }

    /// The buyer has come back from a gateway with this query, which is nobody's word: the gateway is asked. Answers the order.
    ///
    /// # Errors
    /// [`OrderError::NotFound`] where there is no such payment of that order; a store's. That the gateway does not answer is none: it
    /// is asked again.
    #[tracing::instrument(level = "debug", name = "order.returned", skip_all)]
    pub async fn returned(
        &self,
        id: &OrderId,
        payment_id: &PaymentId,
        query: &[(String, String)],
    ) -> Result<Order, OrderError> {
        let order = self.find(id).await?;
        let Some(payment) = order.payment(payment_id) else { return Err(OrderError::NotFound) };
        // What is over is not paid any more, even if it is left to us to take the money.
        if !payment.state.is_open() || order.state != OrderState::Pending {
            return Ok(order);
        }
        let Some(gateway) = self.gateway(&payment.gateway) else { return Ok(order) };
        let order = if gateway.captures_on_confirm() {
            match self.begin_to_confirm(order, payment_id, gateway.patience()).await? {
                Ok(order) => order,
                Err(order) => return Ok(order),
            }
        } else {
            order
        };
        let Some(payment) = order.payment(payment_id) else { return Ok(order) };
        let report = match gateway.confirm(&charge(&order, payment), query).await {
            Ok(charge) => Report::Charge(charge),
            Err(error) => Report::NoAnswer(reason(&error)),
        };
        let order = self.report(order, payment_id, report).await?;
        self.0.due.due();
        Ok(order)
    }

    /// Writes down that a payment is about to be confirmed, before its gateway is told: nobody closes it then, and believes that it
    /// was not captured. Answers the order as it is then, or as it is where it may not be confirmed any more.
    async fn begin_to_confirm(
        &self,
        mut order: Order,
        payment: &PaymentId,
        patience: Duration,
    ) -> Result<Result<Order, Order>, OrderError> {
        for _ in 0..TRIES {
            let now = self.now();
            let until = now + millis(patience).saturating_mul(2);
            let Some(after) = order.with_confirmation(payment, now, until) else { return Ok(Err(order)) };
            if self.save(&order, &after).await? {
                return Ok(Ok(next(after)));
            }
            order = self.find(&order.id).await?;
        }
        Err(busy().into())
    }

    /// A gateway says that there is news. It is verified, written down and answered; what it is the gateway is asked then, as a message
    /// may be late, be there twice or come before another.
    ///
    /// # Errors
    /// A [`WebhookError`].
    #[tracing::instrument(level = "debug", name = "order.webhook", skip_all, fields(gateway = name))]
    pub async fn webhook(&self, name: &str, webhook: &WebhookRequest<'_>) -> Result<(), WebhookError> {
        let gateway = self.gateway(name).ok_or(WebhookError::GatewayNotFound)?;
        gateway.verify(webhook)?;
        let payment = match gateway.parse(webhook)? {
            WebhookSubject::Payment(id) => Some(id),
            WebhookSubject::Gateway(id) => self.0.orders.payment_called(name, &id).await?,
            WebhookSubject::Nothing => None,
        };
        let Some(payment) = payment else { return Ok(()) };
        let Some(id) = self.0.orders.order_of(&payment).await? else { return Ok(()) };
        for _ in 0..TRIES {
            let Some(order) = self.0.orders.find(&id).await? else { return Ok(()) };
            // Nobody tells news of another gateway's payments, and what is known is no news.
            let is_news = |payment: &Payment| {
                payment.gateway == name
                    && !(payment.state == PaymentState::Captured && gateway.says_captured(webhook))
            };
            let Some(after) = order
                .payment(&payment)
                .filter(|payment| is_news(payment))
                .and_then(|_| order.with_news(&payment, webhook.now))
            else {
                return Ok(());
            };
            if self.save(&order, &after).await? {
                self.0.due.due();
                return Ok(());
            }
        }
        Err(busy().into())
    }

    pub(super) fn gateway(&self, name: &str) -> Option<&Arc<dyn PaymentGateway>> {
        self.0.gateways.get(name)
    }
}

/// A payment as its gateway is asked about it.
pub(super) fn charge(order: &Order, payment: &Payment) -> ChargeRef {
    ChargeRef {
        payment_id: payment.id.clone(),
        order_id: order.id.clone(),
        gateway_id: payment.gateway_id.clone(),
        money: payment.money,
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
