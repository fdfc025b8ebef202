//! Looks after orders: asks gateways about payments of which nothing has been heard, gives back what was charged in vain, and ends
//! orders whose time is up. Any number of instances share the work, as each claims what it is about to do; and as all of it follows
//! from what is stored, any of them goes on with what another has left.
//!
//! **How long anything may take (M3).** Once the faults are over, a payment is asked about within a minute
//! ([`jari_core::domain::order::When::again`]), and an order that an instance has claimed and then died is claimed by another when
//! that claim has run out: [`lease`], which is half a minute and twice the patience of the slowest gateway. So no order, payment or
//! refund is stuck longer than the two together and a second, for each thing that is to be done for it, of which there are three at
//! most: close, refund, free.

mod patient;

pub use patient::patient;

use crate::metrics::OrderMetrics;
use futures_util::FutureExt;
use jari_core::{
    domain::OrderId,
    failures,
    ports::{OrderDue, StoreError},
    services::{Gateways, OrderError, OrderService},
};
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;

/// How often it is looked for what is due. What this instance hears of itself is done at once.
const EVERY: Duration = Duration::from_secs(1);

/// Orders that are looked after at the same time.
const MOST: usize = 32;

/// How much longer than two questions to a gateway a claim lasts.
const SPARE: Duration = Duration::from_secs(30);

/// How much sooner than its claim ends whatever is done under it.
const MARGIN: Duration = Duration::from_secs(10);

/// How long the end waits for what is under way.
const END_WITHIN: Duration = Duration::from_millis(1_500);

/// Wakes whoever looks after orders.
#[derive(Debug, Default)]
pub struct Woken(Notify);

impl OrderDue for Woken {
    fn due(&self) {
        self.0.notify_one();
    }
}

/// Looks after orders.
pub struct Caretaker {
    service: OrderService,
    woken: Arc<Woken>,
    metrics: Arc<OrderMetrics>,
    lease: Duration,
}

/// How long a claim lasts where these are the gateways.
fn lease(gateways: &Gateways) -> Duration {
    let slowest = gateways.patience();
    slowest.saturating_mul(2).saturating_add(SPARE)
}

impl Caretaker {
    /// Somebody who looks after the orders of this service, whenever `woken`.
    pub fn new(
        service: OrderService,
        woken: Arc<Woken>,
        gateways: &Gateways,
        metrics: Arc<OrderMetrics>,
    ) -> Self {
        Self { service, woken, metrics, lease: lease(gateways) }
    }

    /// Works until the shutdown. What is left then others do when its claims have run out.
    pub async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        let mut tick = interval(EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut work: JoinSet<()> = JoinSet::new();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => break,
                _ = tick.tick() => self.tell_overdue().await,
                () = self.woken.0.notified() => {}
                Some(_) = work.join_next() => {}
            }
            while work.try_join_next().is_some() {}
            // Half of the places are waited for, so that a claim is of several.
            let free = MOST.saturating_sub(work.len());
            if free < MOST / 2 {
                continue;
            }
            match self.claim(free).await {
                Ok(orders) => {
                    orders.into_iter().for_each(|id| drop(work.spawn(Arc::clone(&self).attend(id))))
                }
                Err(error) => {
                    failures::warn("cannot look for orders for which something is to be done", &error)
                }
            }
        }
        let _ = timeout(END_WITHIN, async { while work.join_next().await.is_some() {} }).await;
    }

    async fn tell_overdue(&self) {
        match self.service.overdue_millis().await {
            Ok(millis) => self.metrics.overdue(millis),
            Err(error) => failures::warn("cannot look for orders that have waited for long", &error),
        }
    }

    async fn claim(&self, limit: usize) -> Result<Vec<OrderId>, StoreError> {
        let lease = i64::try_from(self.lease.as_millis()).unwrap_or(i64::MAX);
        self.service.claim(lease, u32::try_from(limit).unwrap_or(u32::MAX)).await
    }

    async fn attend(self: Arc<Self>, id: OrderId) {
        let work = AssertUnwindSafe(self.service.attend(&id)).catch_unwind();
        match timeout(self.lease.saturating_sub(MARGIN), work).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(OrderError::Store(error)))) => failures::warn("cannot look after an order", &error),
            Ok(Ok(Err(error))) => failures::warn("cannot look after an order", &error),
            Ok(Err(_)) => tracing::error!("looking after an order has panicked: it is looked at again"),
            Err(late) => failures::warn("cannot look after an order in time", &late),
        }
    }
}
