//! Stripe: Checkout Sessions, which is a hosted page that the buyer is sent to.
//!
//! `async-stripe` would bring the types of all of Stripe's interface, several hundred thousand lines to compile, for four requests
//! whose answers we read nine fields of; so these are written here.
//!
//! - The idempotency key of each request that changes something is made of the payment's id, so that it is done once however
//!   often it is asked for. Stripe keeps these keys for at least a day, which no session outlives. What is given back is all that is
//!   left, which can be done only once by itself.
//! - A session expires by itself at the earliest half an hour after it was made. So it is given the end of the time to pay and
//!   that half hour, which depends on no clock and is therefore the same at each repetition; whoever wants it to end earlier
//!   closes it. The time to pay may be 23 hours at most.
//! - Only cards are offered: what is paid otherwise may take days to become money.
//! - A session that was never told to anybody cannot be paid. So a charge without a gateway's id is open, and closed without a
//!   question; whoever closes it must not begin it again.

mod amount;
mod event;
mod session;
mod signature;

use crate::{
    http::{Authorization, GatewaySetupError, Http, key, key_of_the_hour, odd},
    secret::Secret,
};
use amount::to_stripe;
use async_trait::async_trait;
use jari_core::{
    domain::{
        Language, PaymentId,
        payment::{BegunCharge, ChargeRef, ChargeReport, ChargeRequest, ChargeState, WebhookSubject},
    },
    ports::{GatewayError, PaymentGateway, WebhookRejected, WebhookRequest},
};
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use session::{Failure, Session};
use std::time::{Duration, SystemTime};

/// The version of the interface that the requests and what is read of answers are written for.
const VERSION: &str = "2025-07-30.basil";

/// Under which word the payment's id stands on everything that is Stripe's and ours.
const METADATA: &str = "jari_payment";

/// How much longer than the buyer may pay a session lasts: Stripe's half hour, and a minute for the way there.
const LASTS_LONGER_SECS: i64 = 31 * 60;

/// The longest name of what is bought. Stripe's own limit for text is longer.
const MAX_TITLE: usize = 250;

/// What Stripe needs.
#[derive(Clone, Debug)]
pub struct StripeSettings {
    /// Where it is: `https://api.stripe.com`.
    pub base_url: String,
    /// The secret key, `sk_…` or `rk_…`.
    pub secret_key: Secret,
    /// The secrets of the webhook, `whsec_…`: more than one while it is changed.
    pub webhook_secrets: Vec<Secret>,
    /// How long it may take to answer.
    pub patience: Duration,
}

/// The gateway.
#[derive(Debug)]
pub struct Stripe {
    http: Http,
    webhook_secrets: Vec<Secret>,
    livemode: bool,
}

impl Stripe {
    /// Where it is on the web.
    pub const URL: &str = "https://api.stripe.com";

    /// The gateway by its settings. Nothing is asked yet.
    ///
    /// # Errors
    /// A [`GatewaySetupError`].
    pub fn new(settings: StripeSettings) -> Result<Self, GatewaySetupError> {
        let StripeSettings { base_url, secret_key, webhook_secrets, patience } = settings;
        if webhook_secrets.is_empty() || webhook_secrets.iter().any(|secret| secret.reveal().is_empty()) {
            return Err(GatewaySetupError::NoSecret("webhook secret"));
        }
        let key = secret_key.reveal();
        let livemode = key.starts_with("sk_live_") || key.starts_with("rk_live_");
        let http = Http::new(&base_url, secret_key, Authorization::Bearer, patience)?;
        Ok(Self { http, webhook_secrets, livemode })
    }

    fn request(&self, method: Method, path: &[&str]) -> Result<RequestBuilder, GatewayError> {
        Ok(self.http.request(method, path)?.header("stripe-version", VERSION))
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<Result<T, Failure>, GatewayError> {
        let answer = self.http.ask(request).await?.read::<T, Failure>()?;
        match answer {
            Err(failure) if failure.is_about_repetition() => {
                Err(odd("says that the same key was used for something else"))
            }
            answer => Ok(answer),
        }
    }

    async fn create(&self, request: &ChargeRequest) -> Result<BegunCharge, GatewayError> {
        let id = request.payment_id.as_str();
        let amount = to_stripe(request.money).map_err(|error| GatewayError::Refused(error.to_string()))?;
        if amount <= 0 || !is_payment_id(id) {
            return Err(GatewayError::Refused("there is nothing to pay, or no payment".to_owned()));
        }
        let title: String = request.title.chars().take(MAX_TITLE).collect();
        let form = [
            ("mode", "payment".to_owned()),
            ("payment_method_types[0]", "card".to_owned()),
            ("line_items[0][quantity]", "1".to_owned()),
            ("line_items[0][price_data][currency]", request.money.currency.as_str().to_ascii_lowercase()),
            ("line_items[0][price_data][unit_amount]", amount.to_string()),
            ("line_items[0][price_data][product_data][name]", title),
            ("client_reference_id", id.to_owned()),
            (SESSION_METADATA, id.to_owned()),
            (INTENT_METADATA, id.to_owned()),
            ("success_url", request.return_url.clone()),
            ("cancel_url", request.return_url.clone()),
            ("expires_at", (request.pay_until.0.div_euclid(1_000) + LASTS_LONGER_SECS).to_string()),
            ("locale", locale(request.language).to_owned()),
            (EXPAND.0, EXPAND.1.to_owned()),
        ];
        let post = self.request(Method::POST, &["v1", "checkout", "sessions"])?;
        let session: Session =
            match self.ask(post.header("idempotency-key", key(id, "begin")).form(&form)).await? {
                Ok(session) => session,
                Err(failure) => return Err(GatewayError::Refused(failure.error.word())),
            };
        self.check(&session, &request.payment_id)?;
        let pay_url = session.url.ok_or_else(|| odd("has a session without an address"))?;
        Ok(BegunCharge { gateway_id: Some(session.id), pay_url })
    }

    async fn retrieve(&self, session: &str, payment: &PaymentId) -> Result<Session, GatewayError> {
        let get = self.request(Method::GET, &["v1", "checkout", "sessions", session])?;
        match self.ask::<Session>(get.query(&[EXPAND])).await? {
            Ok(session) => {
                self.check(&session, payment)?;
                Ok(session)
            }
            Err(failure) => Err(GatewayError::Refused(failure.error.word())),
        }
    }

    /// A session is what it was asked for; another's says nothing of our charge.
    fn check(&self, session: &Session, payment: &PaymentId) -> Result<(), GatewayError> {
        if session.client_reference_id.as_deref() == Some(payment.as_str()) {
            Ok(())
        } else {
            Err(odd("is about another payment"))
        }
    }

    async fn state(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        match &charge.gateway_id {
            Some(session) => self.retrieve(session, &charge.payment_id).await?.report(),
            None => Ok(ChargeReport { state: ChargeState::Open, gateway_id: None }),
        }
    }

    async fn expire(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        let Some(session) = &charge.gateway_id else {
            let state = ChargeState::Declined("not_begun".to_owned());
            return Ok(ChargeReport { state, gateway_id: None });
        };
        let post = self.request(Method::POST, &["v1", "checkout", "sessions", session, "expire"])?;
        // Only an open session can be expired, so it is not done twice.
        let expired = self.ask::<Session>(post.form(&[EXPAND])).await?;
        let session = match expired {
            Ok(expired) => {
                self.check(&expired, &charge.payment_id)?;
                expired
            }
            // It was paid, or has expired: which of both it says itself.
            Err(_) => self.retrieve(session, &charge.payment_id).await?,
        };
        if session.is_open() {
            return Err(odd("has a session that is open although it cannot be expired"));
        }
        match session.report()? {
            ChargeReport { state: ChargeState::Open, .. } => {
                Err(odd("has a payment that is still under way"))
            }
            report => Ok(report),
        }
    }

    async fn give_back(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        let nothing = || GatewayError::Refused("nothing_was_taken".to_owned());
        let session = charge.gateway_id.as_deref().ok_or_else(nothing)?;
        let session = self.retrieve(session, &charge.payment_id).await?;
        let report = session.report()?;
        match (&report.state, &session.payment_intent) {
            (ChargeState::Refunded, _) => Ok(report),
            (ChargeState::Captured(_), Some(intent)) => {
                match self.refund_intent(&intent.id, &charge.payment_id).await? {
                    Ok(()) => Ok(ChargeReport { state: ChargeState::Refunded, ..report }),
                    Err(failure) if failure.error.is("charge_already_refunded") => self.state(charge).await,
                    Err(failure) => Err(GatewayError::Refused(failure.error.word())),
                }
            }
            (ChargeState::Open | ChargeState::Declined(_) | ChargeState::Captured(_), _) => Err(nothing()),
        }
    }

    /// Gives back whatever is left of what was taken.
    async fn refund_intent(
        &self,
        intent: &str,
        payment: &PaymentId,
    ) -> Result<Result<(), Failure>, GatewayError> {
        let form = [("payment_intent", intent), (SESSION_METADATA, payment.as_str())];
        let post = self.request(Method::POST, &["v1", "refunds"])?.form(&form);
        let post =
            post.header("idempotency-key", key_of_the_hour(payment.as_str(), "refund", SystemTime::now()));
        Ok(match self.ask::<Refund>(post).await? {
            Ok(refund) => match refund.status.as_deref() {
                // What is pending leaves our balance and is on its way.
                Some("succeeded" | "pending" | "requires_action") => Ok(()),
                Some("failed" | "canceled") => return Err(GatewayError::Refused("refund_failed".to_owned())),
                _ => return Err(odd("has a refund in a state that the reference does not know")),
            },
            Err(failure) => Err(failure),
        })
    }
}

/// The fields that carry [`METADATA`]: of the object itself, and of the payment intent that a session makes.
const SESSION_METADATA: &str = "metadata[jari_payment]";
const INTENT_METADATA: &str = "payment_intent_data[metadata][jari_payment]";

/// A session with all that is read of it.
const EXPAND: (&str, &str) = ("expand[0]", "payment_intent.latest_charge");

#[derive(serde::Deserialize)]
struct Refund {
    status: Option<String>,
}

const fn locale(language: Language) -> &'static str {
    match language {
        Language::Ko => "ko",
        Language::En => "en",
    }
}

/// Whether it has the form of a payment's id.
fn is_payment_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[async_trait]
impl PaymentGateway for Stripe {
    fn name(&self) -> &'static str {
        "stripe"
    }

    fn patience(&self) -> Duration {
        self.http.patience()
    }

    async fn begin(&self, request: &ChargeRequest) -> Result<BegunCharge, GatewayError> {
        self.http.within(self.create(request)).await
    }

    async fn confirm(
        &self,
        charge: &ChargeRef,
        _: &[(String, String)],
    ) -> Result<ChargeReport, GatewayError> {
        self.http.within(self.state(charge)).await
    }

    async fn look_up(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.http.within(self.state(charge)).await
    }

    async fn close(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.http.within(self.expire(charge)).await
    }

    async fn refund(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.http.within(self.give_back(charge)).await
    }

    fn verify(&self, webhook: &WebhookRequest<'_>) -> Result<(), WebhookRejected> {
        signature::verify(webhook, &self.webhook_secrets)
    }

    fn parse(&self, webhook: &WebhookRequest<'_>) -> Result<WebhookSubject, WebhookRejected> {
        event::subject(webhook.body, self.livemode)
    }

    fn says_captured(&self, webhook: &WebhookRequest<'_>) -> bool {
        event::says_captured(webhook.body)
    }
}
