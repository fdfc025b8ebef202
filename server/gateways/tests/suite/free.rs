use jari_core::{
    domain::{
        Currency, Language, Money, OrderId, PaymentId, UnixMillis,
        payment::{ChargeRef, ChargeRequest, ChargeState},
    },
    ports::{GatewayError, PaymentGateway, WebhookRequest},
};
use jari_gateways::Free;

fn request(amount: i64) -> (ChargeRequest, ChargeRef) {
    let money = Money { amount, currency: Currency::KRW };
    let (payment_id, order_id) = (PaymentId::from_stored("p1"), OrderId::from_stored("o1"));
    let charge =
        ChargeRef { payment_id: payment_id.clone(), order_id: order_id.clone(), gateway_id: None, money };
    let request = ChargeRequest {
        payment_id,
        order_id,
        money,
        title: "A – B".to_owned(),
        language: Language::Ko,
        return_url: "https://jari.kr/back".to_owned(),
        pay_until: UnixMillis(1),
    };
    (request, charge)
}

#[tokio::test]
async fn whoever_begins_to_pay_nothing_has_paid() {
    let (request, charge) = request(0);
    let begun = Free.begin(&request).await.unwrap();
    assert_eq!((begun.pay_url.as_str(), begun.gateway_id), ("https://jari.kr/back", None));
    let captured = ChargeState::Captured(charge.money);
    assert_eq!(Free.confirm(&charge, &[]).await.unwrap().state, captured);
    assert_eq!(Free.look_up(&charge).await.unwrap().state, captured);
    assert!(matches!(Free.close(&charge).await.unwrap().state, ChargeState::Declined(_)));
    assert_eq!(Free.refund(&charge).await.unwrap().state, ChargeState::Refunded);
}

/// Whatever goes wrong elsewhere, nothing that costs something is paid here.
#[tokio::test]
async fn what_costs_something_is_refused() {
    for amount in [1, -1, i64::MAX] {
        let (request, charge) = request(amount);
        assert!(matches!(Free.begin(&request).await, Err(GatewayError::Refused(_))));
        for answer in [
            Free.confirm(&charge, &[]).await,
            Free.look_up(&charge).await,
            Free.close(&charge).await,
            Free.refund(&charge).await,
        ] {
            assert!(matches!(answer, Err(GatewayError::Refused(_))), "{amount}: {answer:?}");
        }
    }
    let webhook = WebhookRequest { headers: &[], body: b"{}", now: UnixMillis(0) };
    assert!(Free.verify(&webhook).is_err() && Free.parse(&webhook).is_err());
}
