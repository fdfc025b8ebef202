//! No gateway is waited for longer than it may take, a panic of an adapter is an answer that did not come, and each question is counted.

use crate::{fault_points, metrics::OrderMetrics, panics};
use async_trait::async_trait;
use futures_util::FutureExt;
use jari_core::{
    domain::payment::{BegunCharge, ChargeRef, ChargeReport, ChargeRequest, WebhookSubject},
    ports::{GatewayError, PaymentGateway, WebhookRejected, WebhookRequest},
    services::Gateways,
};
use std::{
    future::Future,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// The same gateways, each waited for as long as it says.
pub fn patient(gateways: Gateways, metrics: &Arc<OrderMetrics>) -> Gateways {
    gateways.map(|inner| {
        metrics.there_is(inner.name());
        Arc::new(Patient { inner, metrics: Arc::clone(metrics) })
    })
}

struct Patient {
    inner: Arc<dyn PaymentGateway>,
    metrics: Arc<OrderMetrics>,
}

impl Patient {
    async fn within<T>(
        &self,
        question: &'static str,
        asked: impl Future<Output = Result<T, GatewayError>>,
    ) -> Result<T, GatewayError> {
        let begun = Instant::now();
        let asked = fault_points::around(question, asked);
        let answer = match timeout(self.inner.patience(), AssertUnwindSafe(asked).catch_unwind()).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(panic)) => {
                Err(GatewayError::Unknown(format!("a panic: {}", panics::text(&*panic)).into()))
            }
            Err(late) => Err(GatewayError::Unknown(Box::new(late))),
        };
        self.metrics.asked(self.inner.name(), question, begun.elapsed(), &answer);
        answer
    }
}

#[async_trait]
impl PaymentGateway for Patient {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn captures_on_confirm(&self) -> bool {
        self.inner.captures_on_confirm()
    }

    fn patience(&self) -> Duration {
        self.inner.patience()
    }

    async fn begin(&self, request: &ChargeRequest) -> Result<BegunCharge, GatewayError> {
        self.within("begin", self.inner.begin(request)).await
    }

    async fn confirm(
        &self,
        charge: &ChargeRef,
        query: &[(String, String)],
    ) -> Result<ChargeReport, GatewayError> {
        self.within("confirm", self.inner.confirm(charge, query)).await
    }

    async fn look_up(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.within("look_up", self.inner.look_up(charge)).await
    }

    async fn close(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.within("close", self.inner.close(charge)).await
    }

    async fn refund(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.within("refund", self.inner.refund(charge)).await
    }

    fn verify(&self, webhook: &WebhookRequest<'_>) -> Result<(), WebhookRejected> {
        self.inner.verify(webhook)
    }

    fn parse(&self, webhook: &WebhookRequest<'_>) -> Result<WebhookSubject, WebhookRejected> {
        self.inner.parse(webhook)
    }

    fn says_captured(&self, webhook: &WebhookRequest<'_>) -> bool {
        self.inner.says_captured(webhook)
    }
}
