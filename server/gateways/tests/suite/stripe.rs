//! Stripe: Checkout Sessions, against a double that is written from the reference.

use crate::support::{
    PATIENCE, charge, now, request,
    stripe_double::{KEY, StripeDouble, WEBHOOK_SECRET, signed},
    unbegun,
};
use jari_core::{
    domain::{
        Currency, Language, Money, PaymentId, UnixMillis,
        payment::{ChargeRequest, ChargeState, WebhookSubject},
    },
    ports::{GatewayError, PaymentGateway, WebhookRequest},
};
use jari_gateways::{Secret, Stripe, StripeSettings};
use serde_json::{Value, json};

pub(crate) fn stripe(url: &str, key: &str) -> Stripe {
    let webhook_secrets = vec![Secret::new("whsec_new"), Secret::new(WEBHOOK_SECRET)];
    let settings = StripeSettings {
        base_url: url.to_owned(),
        secret_key: Secret::new(key),
        webhook_secrets,
        patience: PATIENCE,
    };
    Stripe::new(settings).unwrap()
}

async fn double() -> (StripeDouble, Stripe) {
    let double = StripeDouble::start().await;
    let stripe = stripe(&double.url(), KEY);
    (double, stripe)
}

fn won(amount: i64) -> ChargeState {
    ChargeState::Captured(Money { amount, currency: Currency::KRW })
}

fn declined(why: &str) -> ChargeState {
    ChargeState::Declined(why.to_owned())
}

fn is_refused<T>(answer: Result<T, GatewayError>, why: &str) -> bool {
    matches!(answer, Err(GatewayError::Refused(said)) if said == why)
}

#[tokio::test]
async fn a_session_is_begun_with_all_that_it_needs() {
    let (double, stripe) = double().await;
    let request = request("a1", 15_000, "KRW");
    let begun = stripe.begin(&request).await.unwrap();
    let session = begun.gateway_id.unwrap();
    assert_eq!(begun.pay_url, format!("https://checkout.stripe.example/c/pay/{session}"));
    let asked = double.asked(&session);
    let expires = (request.pay_until.0 / 1_000 + 31 * 60).to_string();
    for (name, value) in [
        ("line_items[0][price_data][unit_amount]", "15000"),
        ("line_items[0][price_data][currency]", "krw"),
        ("line_items[0][price_data][product_data][name]", &*request.title),
        ("client_reference_id", "a1"),
        ("success_url", &*request.return_url),
        ("cancel_url", &*request.return_url),
        ("locale", "ko"),
        ("expires_at", &*expires),
    ] {
        assert_eq!(asked[name], value, "{name}");
    }
    // Nothing is told of the order, which is what lets one see it.
    assert!(!format!("{asked:?}").contains(request.order_id.as_str()));
    let english = ChargeRequest { language: Language::En, ..crate::support::request("a2", 1_050, "USD") };
    let begun = stripe.begin(&english).await.unwrap();
    assert_eq!(double.asked(&begun.gateway_id.unwrap())["locale"], "en");
}

#[tokio::test]
async fn what_is_begun_twice_is_one_session() {
    let (double, stripe) = double().await;
    let request = request("a1", 15_000, "KRW");
    let first = stripe.begin(&request).await.unwrap();
    assert_eq!(stripe.begin(&request).await.unwrap(), first);
    assert_eq!(double.sessions(), 1);
    // The same payment for another amount is a fault of ours: what was begun before stays, so it is not a refusal.
    let other = ChargeRequest { money: Money { amount: 1, ..request.money }, ..request };
    assert!(matches!(stripe.begin(&other).await, Err(GatewayError::Unknown(_))));
    assert_eq!(double.sessions(), 1);
}

#[tokio::test]
async fn a_charge_is_paid_seen_and_given_back() {
    let (double, stripe) = double().await;
    let request = request("a1", 15_000, "KRW");
    let begun = stripe.begin(&request).await.unwrap();
    let charge = charge(&request, &begun);
    let session = charge.gateway_id.clone().unwrap();
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, ChargeState::Open);
    double.decline(&session);
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, ChargeState::Open, "he may try another card");
    assert!(is_refused(stripe.refund(&charge).await, "nothing_was_taken"));
    assert!(double.pay(&session));
    let report = stripe.confirm(&charge, &[("anything".to_owned(), "at all".to_owned())]).await.unwrap();
    assert_eq!((report.state, report.gateway_id), (won(15_000), Some(session.clone())));
    assert_eq!(stripe.close(&charge).await.unwrap().state, won(15_000), "paid before it was closed");
    assert_eq!(stripe.refund(&charge).await.unwrap().state, ChargeState::Refunded);
    assert_eq!(stripe.refund(&charge).await.unwrap().state, ChargeState::Refunded);
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, ChargeState::Refunded);
    assert_eq!(double.refunds(), 1);
}

#[tokio::test]
async fn what_was_partly_given_back_by_others_is_given_back_whole() {
    let (double, stripe) = double().await;
    let request = request("a1", 15_000, "KRW");
    let charge = charge(&request, &stripe.begin(&request).await.unwrap());
    let session = charge.gateway_id.clone().unwrap();
    double.pay(&session);
    double.change_intent(&session, |intent| intent["latest_charge"]["amount_refunded"] = json!(5_000));
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, won(10_000));
    assert_eq!(stripe.refund(&charge).await.unwrap().state, ChargeState::Refunded);
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, ChargeState::Refunded);
}

#[tokio::test]
async fn a_closed_session_cannot_be_paid() {
    let (double, stripe) = double().await;
    let request = request("a1", 15_000, "KRW");
    let charge = charge(&request, &stripe.begin(&request).await.unwrap());
    let session = charge.gateway_id.clone().unwrap();
    assert_eq!(stripe.close(&charge).await.unwrap().state, declined("expired"));
    assert_eq!(stripe.close(&charge).await.unwrap().state, declined("expired"));
    assert!(!double.pay(&session));
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, declined("expired"));
}

#[tokio::test]
async fn a_session_that_was_never_told_is_open_and_closes_without_a_question() {
    let (double, stripe) = double().await;
    let charge = unbegun(&request("a1", 15_000, "KRW"));
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, ChargeState::Open);
    assert_eq!(stripe.close(&charge).await.unwrap().state, declined("not_begun"));
    assert!(is_refused(stripe.refund(&charge).await, "nothing_was_taken"));
    assert_eq!(double.sessions(), 0);
}

#[tokio::test]
async fn a_session_that_runs_out_by_itself_is_declined() {
    let (double, stripe) = double().await;
    let request = request("a1", 15_000, "KRW");
    let charge = charge(&request, &stripe.begin(&request).await.unwrap());
    double.run_out(charge.gateway_id.as_deref().unwrap());
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, declined("expired"));
    assert_eq!(stripe.close(&charge).await.unwrap().state, declined("expired"));
}

#[tokio::test]
async fn amounts_are_in_stripes_unit_and_come_back_in_ours() {
    let (double, stripe) = double().await;
    for (payment, amount, code, theirs) in
        [("a1", 5, "ISK", "500"), ("a2", 500, "MGA", "5"), ("a3", 5_120, "KWD", "5120")]
    {
        let request = request(payment, amount, code);
        let charge = charge(&request, &stripe.begin(&request).await.unwrap());
        let session = charge.gateway_id.clone().unwrap();
        assert_eq!(double.asked(&session)["line_items[0][price_data][unit_amount]"], theirs, "{code}");
        double.pay(&session);
        assert_eq!(
            stripe.look_up(&charge).await.unwrap().state,
            ChargeState::Captured(request.money),
            "{code}"
        );
    }
    for (amount, code) in [(5_124, "KWD"), (5, "UGX"), (1, "MGA"), (0, "KRW"), (-1, "KRW")] {
        let answer = stripe.begin(&request("a9", amount, code)).await;
        assert!(matches!(answer, Err(GatewayError::Refused(_))), "{amount} {code}");
    }
    assert_eq!(double.sessions(), 3);
}

#[tokio::test]
async fn another_amount_or_currency_is_told_as_it_is() {
    let (double, stripe) = double().await;
    let request = request("a1", 15_000, "KRW");
    let charge = charge(&request, &stripe.begin(&request).await.unwrap());
    let session = charge.gateway_id.clone().unwrap();
    double.pay(&session);
    double.change_intent(&session, |intent| intent["amount_received"] = json!(14_999));
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, won(14_999));
    double.change_intent(&session, |intent| intent["currency"] = json!("jpy"));
    let yen = Money { amount: 14_999, currency: "JPY".parse().unwrap() };
    assert_eq!(stripe.look_up(&charge).await.unwrap().state, ChargeState::Captured(yen));
    double.change_intent(&session, |intent| intent["currency"] = json!("bitcoin"));
    assert!(matches!(stripe.look_up(&charge).await, Err(GatewayError::Unknown(_))));
}

#[tokio::test]
async fn another_payments_session_says_nothing() {
    let (double, stripe) = double().await;
    let request = request("a1", 15_000, "KRW");
    let charge = charge(&request, &stripe.begin(&request).await.unwrap());
    let session = charge.gateway_id.clone().unwrap();
    double.pay(&session);
    for reference in [json!("a2"), Value::Null] {
        double.change(&session, |session| session["client_reference_id"] = reference.clone());
        for answer in
            [stripe.look_up(&charge).await, stripe.close(&charge).await, stripe.refund(&charge).await]
        {
            assert!(matches!(answer, Err(GatewayError::Unknown(_))), "{reference}");
        }
    }
    assert_eq!(double.refunds(), 0);
}

#[tokio::test]
async fn what_the_reference_forbids_is_refused_in_its_words() {
    let (double, stripe) = double().await;
    let asked = request("a1", 15_000, "KRW");
    let late = ChargeRequest { pay_until: now() + 24 * 3_600_000, ..asked.clone() };
    assert!(is_refused(stripe.begin(&late).await, "parameter_invalid"), "longer than a day");
    let nowhere = ChargeRequest { return_url: "/relative".to_owned(), ..asked.clone() };
    assert!(is_refused(stripe.begin(&nowhere).await, "url_invalid"));
    let stranger = crate::stripe::stripe(&double.url(), "sk_test_other");
    assert!(is_refused(stranger.begin(&asked).await, "api_key_invalid"));
    let mut charge = unbegun(&asked);
    charge.gateway_id = Some("cs_test_nobodys".to_owned());
    assert!(is_refused(stripe.look_up(&charge).await, "resource_missing"));
    assert_eq!(double.sessions(), 0);
}

#[tokio::test]
async fn webhooks_are_verified_and_lead_to_a_payment() {
    let (double, stripe) = double().await;
    let request = request("a1", 15_000, "KRW");
    let session = stripe.begin(&request).await.unwrap().gateway_id.unwrap();
    let sent_at = now().0 / 1_000;
    let (headers, body) = double.webhook("checkout.session.completed", &session, sent_at);
    let at = |millis| WebhookRequest { headers: &headers, body: &body, now: UnixMillis(millis) };
    assert!(stripe.verify(&at(sent_at * 1_000)).is_ok());
    // It may come any number of times; it only leads to a question.
    assert!(stripe.verify(&at(sent_at * 1_000 + 299_000)).is_ok());
    assert!(stripe.verify(&at(sent_at * 1_000 + 301_000)).is_err(), "replayed later");
    let payment = WebhookSubject::Payment(PaymentId::from_stored("a1"));
    assert_eq!(stripe.parse(&at(0)).unwrap(), payment);
    let mut forged = body.clone();
    *forged.last_mut().unwrap() = b' ';
    assert!(stripe.verify(&WebhookRequest { body: &forged, ..at(sent_at * 1_000) }).is_err());
    let foreign = signed(&body, sent_at, "whsec_of_another_account");
    assert!(stripe.verify(&WebhookRequest { headers: &foreign, ..at(sent_at * 1_000) }).is_err());
}

#[tokio::test]
async fn a_live_key_takes_no_webhook_of_play_money() {
    let (double, _) = double().await;
    let live = stripe(&double.url(), "sk_live_1");
    let test = stripe(&double.url(), KEY);
    let session = test.begin(&request("a1", 15_000, "KRW")).await.unwrap().gateway_id.unwrap();
    let (headers, body) = double.webhook("checkout.session.completed", &session, 0);
    let webhook = WebhookRequest { headers: &headers, body: &body, now: UnixMillis(0) };
    assert_eq!(live.parse(&webhook).unwrap(), WebhookSubject::Nothing);
    assert_ne!(test.parse(&webhook).unwrap(), WebhookSubject::Nothing);
}

#[test]
fn a_gateway_without_its_secrets_does_not_start() {
    let settings = |secret_key: &str, webhook_secrets: &[&str]| StripeSettings {
        base_url: Stripe::URL.to_owned(),
        secret_key: Secret::new(secret_key),
        webhook_secrets: webhook_secrets.iter().map(|secret| Secret::new(*secret)).collect(),
        patience: PATIENCE,
    };
    assert!(Stripe::new(settings("sk_live_1", &["whsec_1"])).is_ok());
    for (key, secrets) in [("", &["whsec_1"][..]), ("sk_live_1", &[]), ("sk_live_1", &["whsec_1", ""])] {
        assert!(Stripe::new(settings(key, secrets)).is_err());
    }
    let shown = format!("{:?}", Stripe::new(settings("sk_live_1", &["whsec_1"])).unwrap());
    assert!(!shown.contains("sk_live") && !shown.contains("whsec_1"), "{shown}");
}
