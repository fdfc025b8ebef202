//! Toss Payments, against a double that is written from the reference.

use crate::support::{
    PATIENCE, charge, request,
    toss_double::{KEY, TossDouble},
    unbegun,
};
use jari_core::{
    domain::{
        Currency, Money, PaymentId,
        payment::{ChargeRef, ChargeRequest, ChargeState, WebhookSubject},
    },
    ports::{GatewayError, PaymentGateway, WebhookRequest},
};
use jari_gateways::{Secret, Toss, TossSettings};
use serde_json::json;

const PAYMENT: &str = "00112233445566778899aabbccddeeff";

pub(crate) fn toss(url: &str, key: &str) -> Toss {
    Toss::new(TossSettings { base_url: url.to_owned(), secret_key: Secret::new(key), patience: PATIENCE })
        .unwrap()
}

struct Begun {
    double: TossDouble,
    toss: Toss,
    charge: ChargeRef,
    key: String,
}

async fn begun() -> Begun {
    let double = TossDouble::start().await;
    let toss = toss(&double.url(), KEY);
    let request = request(PAYMENT, 15_000, "KRW");
    let charge = charge(&request, &toss.begin(&request).await.unwrap());
    let key = charge.gateway_id.clone().unwrap();
    Begun { double, toss, charge, key }
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
async fn a_payment_is_begun_once_with_all_that_it_needs() {
    let double = TossDouble::start().await;
    let toss = toss(&double.url(), KEY);
    let long = ChargeRequest { title: "가".repeat(300), ..request(PAYMENT, 15_000, "KRW") };
    let begun = toss.begin(&long).await.unwrap();
    let key = begun.gateway_id.clone().unwrap();
    assert_eq!(begun.pay_url, format!("https://payment-gateway.tosspayments.example/checkout/{key}"));
    assert_eq!(double.payment(&key)["orderId"], PAYMENT);
    assert_eq!(toss.begin(&long).await.unwrap(), begun);
    assert_eq!(double.payments(), 1);
}

#[tokio::test]
async fn a_charge_is_confirmed_seen_and_given_back_once() {
    let Begun { double, toss, charge, key } = begun().await;
    assert_eq!(toss.look_up(&charge).await.unwrap().state, ChargeState::Open);
    let query = double.authenticate(&key);
    assert_eq!(toss.look_up(&charge).await.unwrap().state, ChargeState::Open, "to ask takes no money");
    assert_eq!(double.confirmations(), 0);
    let report = toss.confirm(&charge, &query).await.unwrap();
    assert_eq!((report.state, report.gateway_id.as_deref()), (won(15_000), Some(&*key)));
    assert_eq!(toss.confirm(&charge, &query).await.unwrap().state, won(15_000));
    assert_eq!(toss.look_up(&charge).await.unwrap().state, won(15_000));
    assert_eq!(toss.close(&charge).await.unwrap().state, won(15_000), "paid before it was closed");
    assert_eq!(toss.refund(&charge).await.unwrap().state, ChargeState::Refunded);
    assert_eq!(toss.refund(&charge).await.unwrap().state, ChargeState::Refunded);
    assert_eq!(toss.look_up(&charge).await.unwrap().state, ChargeState::Refunded);
    assert_eq!((double.confirmations(), double.cancellations()), (1, 1));
}

#[tokio::test]
async fn nothing_in_the_address_is_believed() {
    let Begun { double, toss, charge, key } = begun().await;
    let query = double.authenticate(&key);
    let with = |name: &str, value: &str| -> Vec<(String, String)> {
        query.iter().map(|(n, v)| (n.clone(), if n == name { value.to_owned() } else { v.clone() })).collect()
    };
    for odd in [vec![], with("paymentKey", "another"), with("orderId", "another"), with("paymentKey", "")] {
        assert_eq!(toss.confirm(&charge, &odd).await.unwrap().state, ChargeState::Open, "{odd:?}");
    }
    assert_eq!(double.confirmations(), 0);
    // Whatever amount stands there: it is ours that is taken.
    assert_eq!(toss.confirm(&charge, &with("amount", "1")).await.unwrap().state, won(15_000));
}

#[tokio::test]
async fn another_amount_than_ours_is_not_taken() {
    let Begun { double, toss, charge, key } = begun().await;
    let query = double.authenticate(&key);
    double.change(&key, |payment| payment["totalAmount"] = json!(1));
    assert!(is_refused(toss.confirm(&charge, &query).await, "INVALID_REQUEST"));
    assert_eq!(double.confirmations(), 0);
    double.change(&key, |payment| payment["status"] = json!("DONE"));
    assert_eq!(toss.look_up(&charge).await.unwrap().state, won(1), "if it was, it is told");
    double.change(&key, |payment| payment["currency"] = json!("USD"));
    assert!(matches!(toss.look_up(&charge).await, Err(GatewayError::Unknown(_))));
    double.change(&key, |payment| payment["currency"] = json!("JPY"));
    let yen = Money { amount: 1, currency: "JPY".parse().unwrap() };
    assert_eq!(toss.look_up(&charge).await.unwrap().state, ChargeState::Captured(yen));
}

#[tokio::test]
async fn a_card_that_is_rejected_is_declined_for_good() {
    let Begun { double, toss, charge, key } = begun().await;
    let query = double.authenticate(&key);
    double.refuse(403, "REJECT_CARD_PAYMENT");
    assert_eq!(toss.confirm(&charge, &query).await.unwrap().state, declined("REJECT_CARD_PAYMENT"));
    assert_eq!(toss.look_up(&charge).await.unwrap().state, declined("REJECT_CARD_PAYMENT"));
    assert_eq!(toss.close(&charge).await.unwrap().state, declined("REJECT_CARD_PAYMENT"));
    assert!(is_refused(toss.refund(&charge).await, "nothing_was_taken"));
}

#[tokio::test]
async fn a_refusal_that_may_pass_is_unknown() {
    let Begun { double, toss, charge, key } = begun().await;
    let query = double.authenticate(&key);
    double.refuse(400, "PROVIDER_ERROR");
    assert!(matches!(toss.confirm(&charge, &query).await, Err(GatewayError::Unknown(_))));
}

#[tokio::test]
async fn a_refund_that_is_not_made_is_refused_or_unknown() {
    for (status, code, is_unknown) in [
        (400, "PROVIDER_ERROR", true),
        (403, "NOT_CANCELABLE_PAYMENT", false),
        (500, "FAILED_REFUND_PROCESS", true),
    ] {
        let Begun { double, toss, charge, key } = begun().await;
        toss.confirm(&charge, &double.authenticate(&key)).await.unwrap();
        double.refuse(status, code);
        match toss.refund(&charge).await {
            Err(GatewayError::Unknown(_)) => assert!(is_unknown, "{code}"),
            Err(GatewayError::Refused(why)) => assert_eq!((why.as_str(), is_unknown), (code, false)),
            Ok(report) => panic!("{code}: {report:?}"),
        }
        assert_eq!(toss.look_up(&charge).await.unwrap().state, won(15_000));
    }
}

#[tokio::test]
async fn a_return_after_half_an_hour_is_declined() {
    let Begun { double, toss, charge, key } = begun().await;
    let query = double.authenticate(&key);
    double.change(&key, |payment| payment["status"] = json!("EXPIRED"));
    assert_eq!(toss.confirm(&charge, &query).await.unwrap().state, declined("expired"));
    double.forget(&key);
    let state = toss.confirm(&charge, &query).await.unwrap().state;
    assert_eq!(state, declined("NOT_FOUND_PAYMENT_SESSION"));
}

#[tokio::test]
async fn what_was_given_up_on_the_page_stays_open_until_it_is_closed() {
    let Begun { double, toss, charge, .. } = begun().await;
    let query: Vec<_> = [("code", "PAY_PROCESS_CANCELED"), ("message", "취소"), ("orderId", PAYMENT)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    assert_eq!(toss.confirm(&charge, &query).await.unwrap().state, ChargeState::Open);
    assert_eq!(toss.close(&charge).await.unwrap().state, declined("not_confirmed"));
    assert_eq!(double.confirmations(), 0);
}

#[tokio::test]
async fn a_charge_is_found_by_our_id_where_its_own_was_lost() {
    let double = TossDouble::start().await;
    let toss = toss(&double.url(), KEY);
    let request = request(PAYMENT, 15_000, "KRW");
    let lost = unbegun(&request);
    assert_eq!(toss.look_up(&lost).await.unwrap().state, ChargeState::Open, "never begun");
    assert_eq!(toss.close(&lost).await.unwrap().state, declined("not_confirmed"));
    let key = toss.begin(&request).await.unwrap().gateway_id.unwrap();
    assert_eq!(toss.look_up(&lost).await.unwrap().gateway_id, Some(key.clone()));
    let query = double.authenticate(&key);
    assert_eq!(toss.confirm(&lost, &query).await.unwrap().state, won(15_000));
    assert_eq!(toss.refund(&lost).await.unwrap().state, ChargeState::Refunded);
}

#[tokio::test]
async fn every_state_of_the_reference_is_known_to_each_verb() {
    let Begun { double, toss, charge, key } = begun().await;
    for (status, balance, seen, closed) in [
        ("READY", 15_000, ChargeState::Open, Some(declined("not_confirmed"))),
        ("IN_PROGRESS", 15_000, ChargeState::Open, Some(declined("not_confirmed"))),
        ("WAITING_FOR_DEPOSIT", 15_000, ChargeState::Open, None),
        ("DONE", 15_000, won(15_000), Some(won(15_000))),
        ("PARTIAL_CANCELED", 5_000, won(5_000), Some(won(5_000))),
        ("CANCELED", 0, ChargeState::Refunded, Some(ChargeState::Refunded)),
        ("ABORTED", 15_000, declined("aborted"), Some(declined("aborted"))),
        ("EXPIRED", 15_000, declined("expired"), Some(declined("expired"))),
    ] {
        double.change(&key, |payment| {
            payment["status"] = json!(status);
            payment["balanceAmount"] = json!(balance);
        });
        assert_eq!(toss.look_up(&charge).await.unwrap().state, seen, "{status}");
        assert_eq!(toss.close(&charge).await.ok().map(|report| report.state), closed, "{status}");
    }
}

#[tokio::test]
async fn what_it_cannot_take_is_refused() {
    let Begun { double, toss, charge, .. } = begun().await;
    for (payment, amount, currency) in [
        (PAYMENT, 1_000, "USD"),
        (PAYMENT, 0, "KRW"),
        (PAYMENT, -1, "KRW"),
        ("short", 15_000, "KRW"),
        ("with spaces in it", 15_000, "KRW"),
    ] {
        assert!(is_refused(toss.begin(&request(payment, amount, currency)).await, "only_won"));
    }
    assert!(is_refused(toss.begin(&request("abcdef", 99, "KRW")).await, "BELOW_MINIMUM_AMOUNT"));
    let stranger = crate::toss::toss(&double.url(), "test_sk_other");
    assert!(is_refused(stranger.look_up(&charge).await, "UNAUTHORIZED_KEY"));
    assert!(
        is_refused(stranger.close(&charge).await, "UNAUTHORIZED_KEY"),
        "that is not a charge that was not confirmed"
    );
}

#[tokio::test]
async fn another_payments_answer_says_nothing() {
    let Begun { double, toss, charge, key } = begun().await;
    double.authenticate(&key);
    double.change(&key, |payment| payment["orderId"] = json!("another"));
    for answer in [toss.look_up(&charge).await, toss.close(&charge).await, toss.refund(&charge).await] {
        assert!(matches!(answer, Err(GatewayError::Unknown(_))));
    }
}

#[tokio::test]
async fn a_webhook_only_leads_to_a_question() {
    let Begun { double, toss, charge, key } = begun().await;
    // Anybody may send it, whatever it says.
    let data = json!({"paymentKey": key, "orderId": PAYMENT, "status": "DONE", "totalAmount": 15_000});
    let body = json!({"eventType": "PAYMENT_STATUS_CHANGED", "createdAt": "2026-11-28T09:00:00.000000", "data": data});
    let body = body.to_string().into_bytes();
    let webhook = WebhookRequest { headers: &[], body: &body, now: crate::support::now() };
    assert!(toss.verify(&webhook).is_ok());
    assert_eq!(toss.parse(&webhook).unwrap(), WebhookSubject::Payment(PaymentId::from_stored(PAYMENT)));
    assert_eq!(toss.look_up(&charge).await.unwrap().state, ChargeState::Open);
    assert_eq!(double.confirmations(), 0);
}

#[test]
fn a_gateway_without_its_secret_does_not_start() {
    let settings = |key: &str| TossSettings {
        base_url: Toss::URL.to_owned(),
        secret_key: Secret::new(key),
        patience: PATIENCE,
    };
    assert!(Toss::new(settings("")).is_err());
    assert!(!format!("{:?}", Toss::new(settings("live_sk_1")).unwrap()).contains("live_sk"));
}
