//! The sandbox: play money, and a payment page of our own, on which one plays how it ends and what goes wrong. It is the default, so
//! that a fresh installation sells at once, and is refused where money is real.
//!
//! What it knows is kept where all instances see it and no crash takes it away, as with any gateway. It speaks to us as one does: by
//! the page, by webhooks over HTTP, and by what it answers; that it is down or slow is played for one charge alone.

mod charge;
mod play;
mod store;
mod webhook;

pub use charge::{SandboxCharge, SandboxState};
pub use play::{GatewayPlay, Outcome, Play, ReturnPlay, WebhookPlay};
pub use store::{SandboxCharges, SandboxStoreError};
pub use webhook::{SANDBOX_WEBHOOK, sandbox_webhook};

use async_trait::async_trait;
use hmac::Hmac;
use jari_core::{
    domain::{
        PaymentId,
        payment::{BegunCharge, ChargeRef, ChargeReport, ChargeRequest, ChargeState, WebhookSubject},
    },
    ports::{Clock, GatewayError, PaymentGateway, WebhookRejected, WebhookRequest},
};
use sha2::Sha256;
use std::{fmt, sync::Arc, time::Duration};
use tokio::time::sleep;

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long it takes where it is slow.
const SLOW: Duration = Duration::from_secs(3);

/// How often a change is tried that somebody else is always faster with.
const MOST_TRIES: usize = 8;

/// The path under which the pages are, each by its payment.
pub const SANDBOX_PAGES: &str = "/sandbox/payments";

/// The gateway.
pub struct Sandbox {
    charges: Arc<dyn SandboxCharges>,
    clock: Arc<dyn Clock>,
    keys: Vec<Hmac<Sha256>>,
}

impl Sandbox {
    /// A sandbox over these charges, whose webhooks are signed with one of these keys.
    pub fn new(charges: Arc<dyn SandboxCharges>, clock: Arc<dyn Clock>, keys: &[[u8; 32]]) -> Self {
        Self { charges, clock, keys: keys.iter().filter_map(|key| webhook::key(key)).collect() }
    }

    /// Where its charges are kept.
    pub fn charges(&self) -> Arc<dyn SandboxCharges> {
        Arc::clone(&self.charges)
    }

    /// A charge as its page shows it.
    ///
    /// # Errors
    /// A [`SandboxStoreError`].
    pub async fn charge(&self, payment: &PaymentId) -> Result<Option<SandboxCharge>, SandboxStoreError> {
        self.charges.get(payment).await
    }

    /// Whether a charge can still be played.
    pub fn is_playable(&self, charge: &SandboxCharge) -> bool {
        charge.is_playable(self.clock.now())
    }

    /// Plays, unless that was done before or its time is over; answers the charge as it is now, and whether it was played just now.
    ///
    /// # Errors
    /// A [`SandboxStoreError`].
    pub async fn play(
        &self,
        payment: &PaymentId,
        play: Play,
    ) -> Result<Option<(SandboxCharge, bool)>, SandboxStoreError> {
        let Some(charge) = self.charges.get(payment).await? else { return Ok(None) };
        let now = self.clock.now();
        if !charge.is_playable(now) {
            return Ok(Some((charge, false)));
        }
        let (played, webhooks) = charge.played(play, now);
        let is_played = self.charges.update(&played, &webhooks, now).await?;
        // Somebody was faster: then it is as he left it.
        Ok(self.charges.get(payment).await?.map(|charge| (charge, is_played)))
    }

    /// The charge, if the gateway answers when it is asked about it.
    async fn reach(&self, payment: &PaymentId) -> Result<Option<SandboxCharge>, GatewayError> {
        let Some(charge) = self.charges.get(payment).await.map_err(GatewayError::Unknown)? else {
            return Ok(None);
        };
        let now = self.clock.now();
        if charge.down_until.is_some_and(|until| now < until) {
            return Err(GatewayError::Unknown("the sandbox plays that it is down".into()));
        }
        if charge.slow_until.is_some_and(|until| now < until) {
            sleep(SLOW).await;
        }
        Ok(Some(charge))
    }

    async fn state(&self, payment: &PaymentId) -> Result<ChargeReport, GatewayError> {
        Ok(self.reach(payment).await?.map_or_else(|| report(ChargeState::Open, None), |charge| told(&charge)))
    }

    /// Brings a charge from one state to another, if it is in that one; answers what it is then.
    async fn bring(
        &self,
        payment: &PaymentId,
        from: SandboxState,
        to: SandboxState,
    ) -> Result<Option<ChargeReport>, GatewayError> {
        for _ in 0..MOST_TRIES {
            let Some(charge) = self.reach(payment).await? else { return Ok(None) };
            if charge.state != from {
                return Ok(Some(told(&charge)));
            }
            let changed = SandboxCharge { state: to, ..charge };
            // Nobody is told of it by a webhook: it is we who have asked for it.
            if self.charges.update(&changed, &[], self.clock.now()).await.map_err(GatewayError::Unknown)? {
                return Ok(Some(told(&changed)));
            }
        }
        Err(GatewayError::Unknown("others were always faster".into()))
    }
}

fn report(state: ChargeState, gateway_id: Option<String>) -> ChargeReport {
    ChargeReport { state, gateway_id }
}

fn told(charge: &SandboxCharge) -> ChargeReport {
    report(charge.told(), Some(charge.payment_id.to_string()))
}

#[async_trait]
impl PaymentGateway for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn patience(&self) -> Duration {
        PATIENCE
    }

    async fn begin(&self, request: &ChargeRequest) -> Result<BegunCharge, GatewayError> {
        if request.money.amount <= 0 {
            return Err(GatewayError::Refused("nothing_to_pay".to_owned()));
        }
        let charge = SandboxCharge::new(request);
        let there = self.charges.create(&charge).await.map_err(GatewayError::Unknown)?;
        if there.money != charge.money {
            return Err(GatewayError::Unknown("the same payment was begun for another amount".into()));
        }
        let gateway_id = Some(there.payment_id.to_string());
        Ok(BegunCharge { gateway_id, pay_url: format!("{SANDBOX_PAGES}/{}", there.payment_id) })
    }

    async fn confirm(
        &self,
        charge: &ChargeRef,
        _: &[(String, String)],
    ) -> Result<ChargeReport, GatewayError> {
        self.state(&charge.payment_id).await
    }

    async fn look_up(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.state(&charge.payment_id).await
    }

    async fn close(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        let closed = self.bring(&charge.payment_id, SandboxState::Open, SandboxState::Closed).await?;
        Ok(closed.unwrap_or_else(|| report(ChargeState::Declined("not_begun".to_owned()), None)))
    }

    async fn refund(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        match self.bring(&charge.payment_id, SandboxState::Paid, SandboxState::Refunded).await? {
            Some(report) if report.state == ChargeState::Refunded => Ok(report),
            _ => Err(GatewayError::Refused("nothing_was_taken".to_owned())),
        }
    }

    fn verify(&self, webhook: &WebhookRequest<'_>) -> Result<(), WebhookRejected> {
        webhook::verify(webhook, &self.keys)
    }

    fn parse(&self, webhook: &WebhookRequest<'_>) -> Result<WebhookSubject, WebhookRejected> {
        webhook::subject(webhook.body)
    }

    fn says_captured(&self, webhook: &WebhookRequest<'_>) -> bool {
        webhook::says_captured(webhook.body)
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").finish_non_exhaustive()
    }
}
