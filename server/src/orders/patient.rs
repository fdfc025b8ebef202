//! No gateway is waited for longer than it may take, and a panic of an adapter is an answer that did not come.

use crate::panics;
use async_trait::async_trait;
use futures_util::FutureExt;
use jari_core::{
    domain::payment::{BegunCharge, ChargeRef, ChargeReport, ChargeRequest, WebhookSubject},
    ports::{GatewayError, PaymentGateway, WebhookRejected, WebhookRequest},
    services::Gateways,
};
use std::{future::Future, panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::time::timeout;

/// The same gateways, each waited for as long as it says.
pub fn patient(gateways: Gateways) -> Gateways {
    gateways.map(|inner| Arc::new(Patient(inner)))
}

struct Patient(Arc<dyn PaymentGateway>);

impl Patient {
    async fn within<T>(
        &self,
        asked: impl Future<Output = Result<T, GatewayError>>,
    ) -> Result<T, GatewayError> {
        match timeout(self.0.patience(), AssertUnwindSafe(asked).catch_unwind()).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(panic)) => {
                Err(GatewayError::Unknown(format!("a panic: {}", panics::text(&*panic)).into()))
            }
            Err(late) => Err(GatewayError::Unknown(Box::new(late))),
        }
    }
}

#[async_trait]
impl PaymentGateway for Patient {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn patience(&self) -> Duration {
        self.0.patience()
    }

    async fn begin(&self, request: &ChargeRequest) -> Result<BegunCharge, GatewayError> {
        self.within(self.0.begin(request)).await
    }

    async fn confirm(
        &self,
        charge: &ChargeRef,
        query: &[(String, String)],
    ) -> Result<ChargeReport, GatewayError> {
        self.within(self.0.confirm(charge, query)).await
    }

    async fn look_up(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.within(self.0.look_up(charge)).await
    }

    async fn close(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.within(self.0.close(charge)).await
    }

    async fn refund(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.within(self.0.refund(charge)).await
    }

    fn verify(&self, webhook: &WebhookRequest<'_>) -> Result<(), WebhookRejected> {
        self.0.verify(webhook)
    }

    fn parse(&self, webhook: &WebhookRequest<'_>) -> Result<WebhookSubject, WebhookRejected> {
        self.0.parse(webhook)
    }
}
