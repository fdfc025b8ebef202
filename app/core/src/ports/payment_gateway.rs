//! Payment gateways: who takes the buyers' money.

use crate::domain::payment::{BegunCharge, ChargeRef, ChargeReport, ChargeRequest, WebhookSubject};
use async_trait::async_trait;
use std::{error::Error, time::Duration};

/// Why a gateway has not done what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// No answer, or one that says nothing: whether it was done is not known. Asking the same again is safe.
    #[error("it is not known what the payment gateway has done")]
    Unknown(#[source] Box<dyn Error + Send + Sync>),
    /// It has answered that it does not do this: nothing has changed there.
    #[error("the payment gateway refuses: {0}")]
    Refused(String),
}

/// A webhook that cannot be trusted, or read.
#[derive(Debug, thiserror::Error)]
pub enum WebhookRejected {
    /// Its signature is missing, wrong or too old.
    #[error("the webhook is not signed as it should be")]
    Signature,
    /// It is not what the gateway's reference describes.
    #[error("the webhook cannot be read: {0}")]
    Unreadable(String),
}

/// A webhook as it came: nothing in it is to be believed before it is verified.
#[derive(Clone, Copy, Debug)]
pub struct WebhookRequest<'a> {
    /// Its headers, names in small letters.
    pub headers: &'a [(String, String)],
    /// Its body, byte for byte.
    pub body: &'a [u8],
    /// When it came.
    pub now: crate::domain::UnixMillis,
}

/// Takes money by a page of its own, to which the buyer is sent. Each verb may be repeated: it is done once.
#[async_trait]
pub trait PaymentGateway: Send + Sync {
    /// The word for it, as a store and addresses have it: small letters.
    fn name(&self) -> &'static str;

    /// Whether the money is taken when we confirm, and not already when the buyer pays. Then nothing is closed while it is confirmed.
    fn captures_on_confirm(&self) -> bool {
        false
    }

    /// How long one request to it may take. Whoever asks waits no longer.
    fn patience(&self) -> Duration;

    /// Prepares a charge; answers where the buyer is to be sent.
    ///
    /// # Errors
    /// A [`GatewayError`].
    async fn begin(&self, request: &ChargeRequest) -> Result<BegunCharge, GatewayError>;

    /// The buyer has come back with this query in the address: takes the money where that is left to us, and answers what has
    /// become of the charge. The query comes from the buyer, so that nothing in it is believed that the gateway does not say.
    ///
    /// # Errors
    /// A [`GatewayError`].
    async fn confirm(
        &self,
        charge: &ChargeRef,
        query: &[(String, String)],
    ) -> Result<ChargeReport, GatewayError>;

    /// What has become of a charge.
    ///
    /// # Errors
    /// A [`GatewayError`].
    async fn look_up(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError>;

    /// Makes that a charge cannot be paid any more, unless it has been; answers what it is now, never
    /// [`Open`](crate::domain::payment::ChargeState::Open).
    ///
    /// # Errors
    /// A [`GatewayError`].
    async fn close(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError>;

    /// Gives all of the money back. A charge that was given back before stays so.
    ///
    /// # Errors
    /// A [`GatewayError`].
    async fn refund(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError>;

    /// That a webhook comes from the gateway, where it signs its webhooks. Where it does not, nothing follows from one but that
    /// the gateway is asked.
    ///
    /// # Errors
    /// [`WebhookRejected`].
    fn verify(&self, webhook: &WebhookRequest<'_>) -> Result<(), WebhookRejected>;

    /// Which charge a webhook that was verified is about.
    ///
    /// # Errors
    /// [`WebhookRejected`].
    fn parse(&self, webhook: &WebhookRequest<'_>) -> Result<WebhookSubject, WebhookRejected>;

    /// Whether a webhook says of its charge that the money was taken, and nothing else. That is believed in one way alone: whoever
    /// knows already that it was taken learns nothing new, and asks nobody.
    fn says_captured(&self, webhook: &WebhookRequest<'_>) -> bool;
}
