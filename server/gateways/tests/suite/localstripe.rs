//! Stripe's payment intents, refunds and webhooks as others have written them, behind sessions of our own double.

use crate::{
    stripe::stripe,
    support::{
        PATIENCE, Server, charge,
        localstripe::{LocalStripe, WEBHOOK_SECRET},
        now, request,
        stripe_double::{KEY, StripeDouble},
    },
};
use axum::{Router, body::Bytes, http::HeaderMap, routing::post};
use jari_core::{
    domain::{
        Currency, Money, PaymentId,
        payment::{ChargeState, WebhookSubject},
    },
    ports::{GatewayError, PaymentGateway, WebhookRequest},
};
use jari_gateways::{Secret, Stripe, StripeSettings};
use std::sync::Arc;
use tokio::{sync::mpsc, time::timeout};

type Webhook = (Vec<(String, String)>, Vec<u8>);

/// Takes webhooks.
async fn receiver() -> (Server, mpsc::UnboundedReceiver<Webhook>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let take = move |headers: HeaderMap, body: Bytes| async move {
        let text = |value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned();
        let headers = headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
        sender.send((headers, body.to_vec())).unwrap();
    };
    (Server::start(Router::new().route("/webhook", post(take))).await, receiver)
}

#[tokio::test]
async fn a_charge_is_taken_told_and_given_back() {
    let local = Arc::new(LocalStripe::start());
    let (server, mut webhooks) = receiver().await;
    local.tell(&format!("{}/webhook", server.url())).await;
    let double = StripeDouble::over(Some(local)).await;
    let settings = StripeSettings {
        base_url: double.url(),
        secret_key: Secret::new(KEY),
        webhook_secrets: vec![Secret::new(WEBHOOK_SECRET)],
        patience: PATIENCE,
    };
    let stripe = Stripe::new(settings).unwrap();
    let request = request("a1", 15_000, "KRW");
    let charge = charge(&request, &stripe.begin(&request).await.unwrap());
    double.pay_elsewhere(charge.gateway_id.as_deref().unwrap(), "pm_card_visa").await;

    let taken = ChargeState::Captured(Money { amount: 15_000, currency: Currency::KRW });
    assert_eq!(stripe.confirm(&charge, &[]).await.unwrap().state, taken);
    let (headers, body) = timeout(PATIENCE, webhooks.recv()).await.unwrap().unwrap();
    let webhook = WebhookRequest { headers: &headers, body: &body, now: now() };
    stripe.verify(&webhook).unwrap();
    assert_eq!(stripe.parse(&webhook).unwrap(), WebhookSubject::Payment(PaymentId::from_stored("a1")));
    let late = WebhookRequest { now: now() + 10 * 60_000, ..webhook };
    assert!(stripe.verify(&late).is_err());

    assert_eq!(stripe.refund(&charge).await.unwrap().state, ChargeState::Refunded);
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, ChargeState::Refunded);
}

#[tokio::test]
async fn a_declined_card_leaves_the_session_open() {
    let local = Arc::new(LocalStripe::start());
    let double = StripeDouble::over(Some(local)).await;
    let stripe = stripe(&double.url(), KEY);
    let request = request("a1", 15_000, "KRW");
    let charge = charge(&request, &stripe.begin(&request).await.unwrap());
    double.pay_elsewhere(charge.gateway_id.as_deref().unwrap(), "pm_card_chargeCustomerFail").await;
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, ChargeState::Open);
    assert!(matches!(stripe.refund(&charge).await, Err(GatewayError::Refused(_))));
    let closed = stripe.close(&charge).await.unwrap().state;
    assert_eq!(closed, ChargeState::Declined("expired".to_owned()));
}
