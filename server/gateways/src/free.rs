//! What costs nothing: no money is moved, and whoever begins to pay has paid. An order of nothing goes the way of every other, so that
//! it has its states, its tickets and its place in the books; it only meets no gateway outside.

use async_trait::async_trait;
use jari_core::{
    domain::payment::{BegunCharge, ChargeRef, ChargeReport, ChargeRequest, ChargeState, WebhookSubject},
    ports::{GatewayError, PaymentGateway, WebhookRejected, WebhookRequest},
};
use std::time::Duration;

/// It answers at once.
const PATIENCE: Duration = Duration::from_secs(1);

/// The gateway of orders that cost nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Free;

#[async_trait]
impl PaymentGateway for Free {
    fn name(&self) -> &'static str {
        "free"
    }

    fn patience(&self) -> Duration {
        PATIENCE
    }

    /// The buyer is sent back at once.
    async fn begin(&self, request: &ChargeRequest) -> Result<BegunCharge, GatewayError> {
        if request.money.amount != 0 {
            return Err(GatewayError::Refused("not_free".to_owned()));
        }
        Ok(BegunCharge { gateway_id: None, pay_url: request.return_url.clone() })
    }

    async fn confirm(
        &self,
        charge: &ChargeRef,
        _: &[(String, String)],
    ) -> Result<ChargeReport, GatewayError> {
        told(charge, ChargeState::Captured(charge.money))
    }

    async fn look_up(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        told(charge, ChargeState::Captured(charge.money))
    }

    /// Whoever has not come back until the time was up may not have wanted it.
    async fn close(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        told(charge, ChargeState::Declined("closed".to_owned()))
    }

    async fn refund(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        told(charge, ChargeState::Refunded)
    }

    fn verify(&self, _: &WebhookRequest<'_>) -> Result<(), WebhookRejected> {
        Err(WebhookRejected::Signature)
    }

    fn parse(&self, _: &WebhookRequest<'_>) -> Result<WebhookSubject, WebhookRejected> {
        Err(WebhookRejected::Signature)
    }

    fn says_captured(&self, _: &WebhookRequest<'_>) -> bool {
        false
    }
}

fn told(charge: &ChargeRef, state: ChargeState) -> Result<ChargeReport, GatewayError> {
    if charge.money.amount != 0 {
        return Err(GatewayError::Refused("not_free".to_owned()));
    }
    Ok(ChargeReport { state, gateway_id: None })
}
