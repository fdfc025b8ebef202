//! The sandbox, over charges in memory. That they survive in a database is for the server's tests.

use crate::support::{charge, now, request, unbegun};
use async_trait::async_trait;
use jari_core::{
    domain::{
        Currency, Money, PaymentId, UnixMillis,
        payment::{ChargeRef, ChargeRequest, ChargeState},
    },
    ports::{Clock, GatewayError, PaymentGateway},
};
use jari_gateways::{
    GatewayPlay, Outcome, Play, ReturnPlay, Sandbox, SandboxCharge, SandboxCharges, SandboxState,
    SandboxStoreError, WebhookPlay,
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

#[derive(Default)]
struct InMemory {
    charges: Mutex<BTreeMap<PaymentId, SandboxCharge>>,
    webhooks: Mutex<Vec<UnixMillis>>,
}

#[async_trait]
impl SandboxCharges for InMemory {
    async fn create(&self, charge: &SandboxCharge) -> Result<SandboxCharge, SandboxStoreError> {
        let mut charges = self.charges.lock().unwrap();
        Ok(charges.entry(charge.payment_id.clone()).or_insert_with(|| charge.clone()).clone())
    }

    async fn get(&self, payment: &PaymentId) -> Result<Option<SandboxCharge>, SandboxStoreError> {
        Ok(self.charges.lock().unwrap().get(payment).cloned())
    }

    async fn update(
        &self,
        charge: &SandboxCharge,
        webhooks: &[UnixMillis],
        _: UnixMillis,
    ) -> Result<bool, SandboxStoreError> {
        let mut charges = self.charges.lock().unwrap();
        let there = charges.get_mut(&charge.payment_id).unwrap();
        if there.version != charge.version {
            return Ok(false);
        }
        *there = SandboxCharge { version: charge.version + 1, ..charge.clone() };
        self.webhooks.lock().unwrap().extend(webhooks);
        Ok(true)
    }

    async fn prune(&self, before: UnixMillis, _: u32) -> Result<u64, SandboxStoreError> {
        let mut charges = self.charges.lock().unwrap();
        let there = charges.len();
        charges.retain(|_, charge| charge.pay_until >= before);
        Ok((there - charges.len()) as u64)
    }
}

struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.load(Ordering::Relaxed))
    }
}

struct Scene {
    sandbox: Sandbox,
    store: Arc<InMemory>,
    clock: Arc<SetClock>,
    request: ChargeRequest,
    charge: ChargeRef,
}

async fn scene() -> Scene {
    let store = Arc::<InMemory>::default();
    let clock = Arc::new(SetClock(AtomicI64::new(now().0)));
    let sandbox = Sandbox::new(Arc::clone(&store) as _, Arc::clone(&clock) as _, &[[7; 32]]);
    let request = request("a1", 15_000, "KRW");
    let begun = sandbox.begin(&request).await.unwrap();
    assert_eq!(begun.pay_url, "/sandbox/payments/a1");
    let charge = charge(&request, &begun);
    Scene { sandbox, store, clock, request, charge }
}

impl Scene {
    async fn play(&self, play: Play) -> (SandboxCharge, bool) {
        self.sandbox.play(&self.charge.payment_id, play).await.unwrap().unwrap()
    }

    async fn state(&self) -> ChargeState {
        self.sandbox.look_up(&self.charge).await.unwrap().state
    }

    fn webhooks(&self) -> Vec<i64> {
        let now = self.clock.now();
        self.store.webhooks.lock().unwrap().iter().map(|due| *due - now).collect()
    }
}

fn outcome(outcome: Outcome) -> Play {
    Play { outcome, ..Play::default() }
}

fn won(amount: i64) -> ChargeState {
    ChargeState::Captured(Money { amount, currency: Currency::KRW })
}

fn declined(why: &str) -> ChargeState {
    ChargeState::Declined(why.to_owned())
}

#[tokio::test]
async fn a_charge_is_played_once() {
    for (played, state) in [
        (Outcome::Pay, won(15_000)),
        (Outcome::Decline, declined("card_declined")),
        (Outcome::GiveUp, declined("given_up")),
    ] {
        let scene = scene().await;
        assert_eq!(scene.state().await, ChargeState::Open);
        assert!(scene.play(outcome(played)).await.1);
        for again in [Outcome::Pay, Outcome::Decline, Outcome::GiveUp] {
            assert!(!scene.play(outcome(again)).await.1);
        }
        assert_eq!(scene.state().await, state);
        assert_eq!(scene.sandbox.confirm(&scene.charge, &[]).await.unwrap().state, state);
        assert_eq!(scene.sandbox.close(&scene.charge).await.unwrap().state, state);
        assert_eq!(scene.webhooks(), [0]);
    }
}

#[tokio::test]
async fn what_was_taken_is_given_back_once() {
    let scene = scene().await;
    assert!(matches!(scene.sandbox.refund(&scene.charge).await, Err(GatewayError::Refused(_))));
    scene.play(Play::default()).await;
    for _ in 0..2 {
        assert_eq!(scene.sandbox.refund(&scene.charge).await.unwrap().state, ChargeState::Refunded);
    }
    assert_eq!(scene.store.charges.lock().unwrap()[&scene.charge.payment_id].version, 2);
}

#[tokio::test]
async fn what_is_closed_cannot_be_paid() {
    let scene = scene().await;
    for _ in 0..2 {
        assert_eq!(scene.sandbox.close(&scene.charge).await.unwrap().state, declined("closed"));
    }
    let (charge, is_played) = scene.play(Play::default()).await;
    assert_eq!((charge.state, is_played), (SandboxState::Closed, false));
    let never = unbegun(&request("a2", 1, "KRW"));
    assert_eq!(scene.sandbox.look_up(&never).await.unwrap().state, ChargeState::Open);
    assert_eq!(scene.sandbox.close(&never).await.unwrap().state, declined("not_begun"));
}

#[tokio::test]
async fn what_is_begun_twice_is_one_charge_and_its_time_ends() {
    let scene = scene().await;
    scene.play(Play::default()).await;
    scene.sandbox.begin(&scene.request).await.unwrap();
    assert_eq!(scene.state().await, won(15_000));
    let other = ChargeRequest { money: Money { amount: 1, ..scene.request.money }, ..scene.request.clone() };
    assert!(matches!(scene.sandbox.begin(&other).await, Err(GatewayError::Unknown(_))));
    let late = request("a2", 100, "KRW");
    scene.sandbox.begin(&late).await.unwrap();
    scene.clock.0.store(late.pay_until.0, Ordering::Relaxed);
    assert!(!scene.sandbox.play(&late.payment_id, Play::default()).await.unwrap().unwrap().1);
}

#[tokio::test]
async fn webhooks_come_as_they_are_played() {
    for (webhook, due) in [
        (WebhookPlay::AtOnce, vec![0]),
        (WebhookPlay::BeforeReturn, vec![0]),
        (WebhookPlay::Twice, vec![0, 0]),
        (WebhookPlay::Late, vec![30_000]),
        (WebhookPlay::Never, vec![]),
    ] {
        let scene = scene().await;
        scene.play(Play { webhook, ..Play::default() }).await;
        assert_eq!(scene.webhooks(), due, "{webhook:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_is_down_has_taken_the_money_all_the_same() {
    let scene = scene().await;
    let (charge, _) =
        scene.play(Play { gateway: GatewayPlay::Down, r#return: ReturnPlay::Lost, ..Play::default() }).await;
    assert!(charge.return_lost);
    for answer in [
        scene.sandbox.look_up(&scene.charge).await,
        scene.sandbox.confirm(&scene.charge, &[]).await,
        scene.sandbox.close(&scene.charge).await,
        scene.sandbox.refund(&scene.charge).await,
    ] {
        assert!(matches!(answer, Err(GatewayError::Unknown(_))));
    }
    scene.clock.0.fetch_add(20_000, Ordering::Relaxed);
    assert_eq!(scene.state().await, won(15_000));
}

#[tokio::test(start_paused = true)]
async fn a_slow_gateway_answers_within_its_patience() {
    let scene = scene().await;
    scene.play(Play { gateway: GatewayPlay::Slow, ..Play::default() }).await;
    let begun = tokio::time::Instant::now();
    assert_eq!(scene.state().await, won(15_000));
    let took = begun.elapsed();
    assert!(took >= Duration::from_secs(3) && took < scene.sandbox.patience(), "{took:?}");
}

/// Of a buyer who pays and a shop that closes at the same time, one is right and the other knows it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paying_and_closing_have_one_end() {
    let scene = Arc::new(scene().await);
    for round in 0..200 {
        let request = request(&format!("b{round}"), 15_000, "KRW");
        let charge = charge(&request, &scene.sandbox.begin(&request).await.unwrap());
        let paying = tokio::spawn({
            let (scene, payment) = (Arc::clone(&scene), charge.payment_id.clone());
            async move { scene.sandbox.play(&payment, Play::default()).await.unwrap().unwrap().1 }
        });
        let closed = scene.sandbox.close(&charge).await.unwrap().state;
        let is_paid = paying.await.unwrap();
        assert_eq!(closed, if is_paid { won(15_000) } else { declined("closed") });
    }
}
