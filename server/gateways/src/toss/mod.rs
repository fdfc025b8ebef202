//! Toss Payments: a payment is made by `POST /v1/payments`, the buyer is sent to its checkout, comes back, and we confirm.
//!
//! - Its order id is our payment's id, as it takes an order id only once, and an order of ours may be tried to be paid again.
//! - Until we confirm, no money is taken, and only a buyer who has come back with the payment's key is confirmed; with our
//!   amount, whatever the address says. So closing a charge is to ask what has become of it, and, if it was not confirmed, never
//!   to confirm it: Toss has no word for it, and lets it expire by itself after half an hour. **Whoever closes must be sure that
//!   no confirmation is under way and that none follows**: that one begins is stored before
//!   ([`Order::with_confirmation`](jari_core::domain::Order::with_confirmation)), and nothing is closed until it has come to its end.
//! - It offers cards, and takes won. With transfers to an account money would come days later.

mod payment;
mod webhook;

use crate::{
    http::{Authorization, GatewaySetupError, Http, key, key_of_the_hour, odd},
    secret::Secret,
};
use async_trait::async_trait;
use jari_core::{
    domain::{
        Currency,
        payment::{BegunCharge, ChargeRef, ChargeReport, ChargeRequest, ChargeState, WebhookSubject},
    },
    ports::{GatewayError, PaymentGateway, WebhookRejected, WebhookRequest},
};
use payment::{Failure, Payment};
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use std::time::{Duration, SystemTime};

/// The longest name of what is bought.
const MAX_ORDER_NAME: usize = 100;

/// The longest key of a payment.
const MAX_PAYMENT_KEY: usize = 200;

/// What Toss Payments needs.
#[derive(Clone, Debug)]
pub struct TossSettings {
    /// Where it is: `https://api.tosspayments.com`.
    pub base_url: String,
    /// The secret key, `live_sk_…` or `test_sk_…`.
    pub secret_key: Secret,
    /// How long it may take to answer.
    pub patience: Duration,
}

/// The gateway.
#[derive(Debug)]
pub struct Toss {
    http: Http,
}

impl Toss {
    /// Where it is on the web.
    pub const URL: &str = "https://api.tosspayments.com";

    /// The gateway by its settings. Nothing is asked yet.
    ///
    /// # Errors
    /// A [`GatewaySetupError`].
    pub fn new(settings: TossSettings) -> Result<Self, GatewaySetupError> {
        let TossSettings { base_url, secret_key, patience } = settings;
        Ok(Self { http: Http::new(&base_url, secret_key, Authorization::Basic, patience)? })
    }

    async fn ask(
        &self,
        request: RequestBuilder,
        order_id: &str,
    ) -> Result<Result<Payment, Failure>, GatewayError> {
        let answer = self.http.ask(request).await?.read::<Payment, Failure>()?;
        match answer {
            Ok(payment) if payment.order_id != order_id => Err(odd("is about another payment")),
            answer => Ok(answer),
        }
    }

    async fn create(&self, request: &ChargeRequest) -> Result<BegunCharge, GatewayError> {
        let id = request.payment_id.as_str();
        let money = request.money;
        if money.currency != Currency::KRW || money.amount <= 0 || !is_payment_id(id) {
            return Err(GatewayError::Refused("only_won".to_owned()));
        }
        let body = json!({
            "method": "CARD",
            "amount": money.amount,
            "orderId": id,
            "orderName": request.title.chars().take(MAX_ORDER_NAME).collect::<String>(),
            "successUrl": request.return_url,
            "failUrl": request.return_url,
        });
        let post = self.http.request(Method::POST, &["v1", "payments"])?.json(&body);
        match self.ask(post.header("idempotency-key", key(id, "begin")), id).await? {
            Ok(payment) => {
                let checkout = payment.checkout.ok_or_else(|| odd("has a payment without an address"))?;
                Ok(BegunCharge { gateway_id: Some(payment.payment_key), pay_url: checkout.url })
            }
            Err(failure) if failure.is_uncertain() => Err(odd("says that it was done before")),
            Err(failure) => Err(GatewayError::Refused(failure.word())),
        }
    }

    /// What Toss knows of it; none if it knows nothing.
    async fn retrieve(&self, charge: &ChargeRef) -> Result<Option<Payment>, GatewayError> {
        let id = charge.payment_id.as_str();
        let get = match &charge.gateway_id {
            Some(payment_key) => self.http.request(Method::GET, &["v1", "payments", payment_key])?,
            None => self.http.request(Method::GET, &["v1", "payments", "orders", id])?,
        };
        match self.ask(get, id).await? {
            Ok(payment) => Ok(Some(payment)),
            Err(failure) if failure.is_not_found() => Ok(None),
            Err(failure) => Err(GatewayError::Refused(failure.word())),
        }
    }

    async fn state(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        match self.retrieve(charge).await? {
            Some(payment) => payment.report(),
            // What it does not know it has taken no money for.
            None => Ok(ChargeReport { state: ChargeState::Open, gateway_id: charge.gateway_id.clone() }),
        }
    }

    async fn take(
        &self,
        charge: &ChargeRef,
        query: &[(String, String)],
    ) -> Result<ChargeReport, GatewayError> {
        let Some(payment_key) = returned_key(charge, query) else { return self.state(charge).await };
        let id = charge.payment_id.as_str();
        if charge.money.currency != Currency::KRW {
            return Err(GatewayError::Refused("only_won".to_owned()));
        }
        let body = json!({"paymentKey": payment_key, "orderId": id, "amount": charge.money.amount});
        let post = self.http.request(Method::POST, &["v1", "payments", "confirm"])?.json(&body);
        let failure = match self.ask(post.header("idempotency-key", key(id, "confirm")), id).await? {
            Ok(payment) => return payment.report(),
            Err(failure) => failure,
        };
        // Why it was not taken does not say that it will never be, or that it was not taken before: the payment itself does.
        let known = ChargeRef { gateway_id: Some(payment_key.to_owned()), ..charge.clone() };
        let report = self.state(&known).await?;
        match report.state {
            ChargeState::Open if failure.is_uncertain() => Err(odd("has not made up its mind")),
            // Half an hour is over, and there is nothing any more that could be confirmed.
            ChargeState::Open if failure.is_not_found() => {
                Ok(ChargeReport { state: ChargeState::Declined(failure.word()), ..report })
            }
            ChargeState::Open => Err(GatewayError::Refused(failure.word())),
            ChargeState::Captured(_) | ChargeState::Declined(_) | ChargeState::Refunded => Ok(report),
        }
    }

    async fn give_up(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        let not_confirmed = |gateway_id| {
            let state = ChargeState::Declined("not_confirmed".to_owned());
            Ok(ChargeReport { state, gateway_id })
        };
        match self.retrieve(charge).await? {
            None => not_confirmed(charge.gateway_id.clone()),
            Some(payment) if payment.is_unconfirmed() => not_confirmed(Some(payment.payment_key)),
            Some(payment) => match payment.report()? {
                ChargeReport { state: ChargeState::Open, .. } => {
                    Err(odd("waits for money that was not to come so"))
                }
                report => Ok(report),
            },
        }
    }

    async fn give_back(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        let nothing = || GatewayError::Refused("nothing_was_taken".to_owned());
        // Also asked where the key is known: what was given back already needs no second try, and what was not taken none at all.
        let payment = self.retrieve(charge).await?.ok_or_else(nothing)?;
        let payment_key = payment.payment_key.clone();
        let report = payment.report()?;
        match report.state {
            ChargeState::Refunded => return Ok(report),
            ChargeState::Open | ChargeState::Declined(_) => return Err(nothing()),
            ChargeState::Captured(_) => {}
        }
        let id = charge.payment_id.as_str();
        let post = self.http.request(Method::POST, &["v1", "payments", &payment_key, "cancel"])?;
        let post = post
            .json(&json!({"cancelReason": "JARI"}))
            .header("idempotency-key", key_of_the_hour(id, "cancel", SystemTime::now()));
        match self.ask(post, id).await? {
            Ok(payment) => payment.report(),
            Err(failure) if failure.is_uncertain() => match self.state(charge).await? {
                ChargeReport { state: ChargeState::Captured(_), .. } => Err(odd("has not made up its mind")),
                report => Ok(report),
            },
            Err(failure) => Err(GatewayError::Refused(failure.word())),
        }
    }
}

/// The key of the payment that the buyer has come back with, if he has come back with one and it is this charge's. Where we do
/// not know it, Toss compares it with our id and amount.
fn returned_key<'a>(charge: &'a ChargeRef, query: &'a [(String, String)]) -> Option<&'a str> {
    let value = |name: &str| query.iter().find(|(given, _)| given == name).map(|(_, value)| &**value);
    let returned = value("paymentKey").filter(|key| (1..=MAX_PAYMENT_KEY).contains(&key.len()))?;
    if value("orderId") != Some(charge.payment_id.as_str()) {
        return None;
    }
    match &charge.gateway_id {
        Some(known) if known == returned => Some(known),
        Some(_) => None,
        None => Some(returned),
    }
}

/// Whether it has the form of a payment's id, and is long enough for Toss.
fn is_payment_id(id: &str) -> bool {
    (6..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[async_trait]
impl PaymentGateway for Toss {
    fn name(&self) -> &'static str {
        "toss"
    }

    fn captures_on_confirm(&self) -> bool {
        true
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
        query: &[(String, String)],
    ) -> Result<ChargeReport, GatewayError> {
        self.http.within(self.take(charge, query)).await
    }

    async fn look_up(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.http.within(self.state(charge)).await
    }

    async fn close(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.http.within(self.give_up(charge)).await
    }

    async fn refund(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.http.within(self.give_back(charge)).await
    }

    fn verify(&self, _: &WebhookRequest<'_>) -> Result<(), WebhookRejected> {
        Ok(())
    }

    fn parse(&self, webhook: &WebhookRequest<'_>) -> Result<WebhookSubject, WebhookRejected> {
        webhook::subject(webhook.body)
    }

    fn says_captured(&self, webhook: &WebhookRequest<'_>) -> bool {
        webhook::says_captured(webhook.body)
    }
}
