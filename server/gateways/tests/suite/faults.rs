//! Each gateway, with everything that may go wrong on the way there and back: what was not clearly refused is unknown, and asking
//! again does it once.

use crate::support::{
    charge,
    fault::{Fault, Faults, When},
    request,
    stripe_double::{self, StripeDouble, WEBHOOK_SECRET},
    toss_double::{self, TossDouble},
};
use jari_core::{
    domain::payment::{ChargeRef, ChargeState},
    ports::{GatewayError, PaymentGateway},
};
use jari_gateways::{Secret, Stripe, StripeSettings, Toss, TossSettings};
use std::time::{Duration, Instant};

/// How long a gateway may take here, where that is waited for.
const PATIENCE: Duration = Duration::from_millis(300);

/// How much longer a busy machine may take to notice.
const GRACE: Duration = Duration::from_secs(5);

const PAYMENT: &str = "00112233445566778899aabbccddeeff";

fn every_fault() -> impl Iterator<Item = (When, Fault)> {
    [When::Before, When::After].into_iter().flat_map(|when| Fault::ALL.map(|fault| (when, fault)))
}

fn stripe(double: &StripeDouble) -> Stripe {
    let webhook_secrets = vec![Secret::new(WEBHOOK_SECRET)];
    let secret_key = Secret::new(stripe_double::KEY);
    Stripe::new(StripeSettings { base_url: double.url(), secret_key, webhook_secrets, patience: PATIENCE })
        .unwrap()
}

fn toss(double: &TossDouble) -> Toss {
    let secret_key = Secret::new(toss_double::KEY);
    Toss::new(TossSettings { base_url: double.url(), secret_key, patience: PATIENCE }).unwrap()
}

/// Makes an answer go wrong, and sees that it is unknown within its time. `passing` requests before it go well.
async fn is_unknown<T: std::fmt::Debug>(
    faults: &Faults,
    passing: usize,
    (when, fault): (When, Fault),
    work: impl Future<Output = Result<T, GatewayError>>,
) {
    (0..passing).for_each(|_| faults.pass());
    faults.next(when, fault);
    let begun = Instant::now();
    let answer = work.await;
    assert!(matches!(answer, Err(GatewayError::Unknown(_))), "{when:?} {fault:?}: {answer:?}");
    assert!(begun.elapsed() < PATIENCE + GRACE, "{when:?} {fault:?} took {:?}", begun.elapsed());
    if fault.takes_long() {
        assert!(begun.elapsed() >= PATIENCE, "{when:?} {fault:?} took {:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn stripe_is_unknown_and_done_once() {
    for (when, fault) in every_fault() {
        let double = StripeDouble::start().await;
        let stripe = stripe(&double);
        let request = request(PAYMENT, 15_000, "KRW");
        is_unknown(&double.faults, 0, (when, fault), stripe.begin(&request)).await;
        let begun = stripe.begin(&request).await.unwrap();
        assert_eq!(double.sessions(), 1, "{when:?} {fault:?}");
        let charge = charge(&request, &begun);
        is_unknown(&double.faults, 0, (when, fault), stripe.look_up(&charge)).await;
        double.pay(charge.gateway_id.as_deref().unwrap());
        is_unknown(&double.faults, 0, (when, fault), stripe.confirm(&charge, &[])).await;
        is_unknown(&double.faults, 0, (when, fault), stripe.close(&charge)).await;
        // It is looked at first, and then given back.
        is_unknown(&double.faults, 0, (when, fault), stripe.refund(&charge)).await;
        assert_eq!(double.refunds(), 0);
        is_unknown(&double.faults, 1, (when, fault), stripe.refund(&charge)).await;
        assert_eq!(stripe.refund(&charge).await.unwrap().state, ChargeState::Refunded);
        assert_eq!(double.refunds(), 1, "{when:?} {fault:?}");
    }
}

#[tokio::test]
async fn stripe_is_closed_although_the_answer_is_lost() {
    for (when, fault) in every_fault() {
        let double = StripeDouble::start().await;
        let stripe = stripe(&double);
        let request = request(PAYMENT, 15_000, "KRW");
        let charge = charge(&request, &stripe.begin(&request).await.unwrap());
        is_unknown(&double.faults, 0, (when, fault), stripe.close(&charge)).await;
        assert_eq!(double.pay(charge.gateway_id.as_deref().unwrap()), when == When::Before, "{fault:?}");
        let closed = stripe.close(&charge).await.unwrap().state;
        assert_eq!(closed, stripe.look_up(&charge).await.unwrap().state);
        assert_ne!(closed, ChargeState::Open);
    }
}

#[tokio::test]
async fn toss_is_unknown_and_done_once() {
    for (when, fault) in every_fault() {
        let double = TossDouble::start().await;
        let toss = toss(&double);
        let request = request(PAYMENT, 15_000, "KRW");
        is_unknown(&double.faults, 0, (when, fault), toss.begin(&request)).await;
        let begun = toss.begin(&request).await.unwrap();
        assert_eq!(double.payments(), 1, "{when:?} {fault:?}");
        let charge: ChargeRef = charge(&request, &begun);
        is_unknown(&double.faults, 0, (when, fault), toss.look_up(&charge)).await;
        is_unknown(&double.faults, 0, (when, fault), toss.close(&charge)).await;
        let query = double.authenticate(charge.gateway_id.as_deref().unwrap());
        is_unknown(&double.faults, 0, (when, fault), toss.confirm(&charge, &query)).await;
        assert_eq!(double.confirmations(), usize::from(when == When::After), "{fault:?}");
        assert!(matches!(toss.confirm(&charge, &query).await.unwrap().state, ChargeState::Captured(_)));
        assert_eq!(double.confirmations(), 1, "{when:?} {fault:?}");
        is_unknown(&double.faults, 1, (when, fault), toss.refund(&charge)).await;
        assert_eq!(toss.refund(&charge).await.unwrap().state, ChargeState::Refunded);
        assert_eq!(double.cancellations(), 1, "{when:?} {fault:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_is_not_there_is_unknown() {
    let gone = StripeDouble::start().await;
    let stripe = stripe(&gone);
    drop(gone);
    let answer = stripe.begin(&request(PAYMENT, 15_000, "KRW")).await;
    let Err(error @ GatewayError::Unknown(_)) = answer else { panic!("{answer:?}") };
    let said = format!("{error:?}");
    assert!(!said.contains(stripe_double::KEY), "{said}");
}
