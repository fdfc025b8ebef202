//! Drops what is kept for a while and no longer, so that it does not grow for ever.

use futures_util::future::BoxFuture;
use jari_core::{
    domain::UnixMillis,
    failures,
    ports::{Clock, EventLog, OrderStore, Outbox, StoreError},
};
use jari_gateways::SandboxCharges;
use std::{sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often it is looked for what is too old.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// What is dropped at once, so that nobody waits for a long deletion.
const MOST: u32 = 5_000;

/// How long a message is kept after it was told, in milliseconds.
const TOLD_KEPT_MILLIS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// How long a charge of play money is kept after it could be paid, in milliseconds: longer than anybody gives back what he bought.
const PLAY_MONEY_KEPT_MILLIS: i64 = 400 * 24 * 60 * 60 * 1_000;

/// Drops at most so many of what is older than a moment; answers how many.
type Prune = Box<dyn Fn(UnixMillis, u32) -> BoxFuture<'static, Result<u64, StoreError>> + Send + Sync>;

/// What is kept, and for how long.
pub struct Retention {
    prune: Prune,
    complaint: &'static str,
    clock: Arc<dyn Clock>,
    millis: i64,
}

impl Retention {
    /// The log of matches' changes, so many milliseconds after the match began.
    pub fn of_events(log: Arc<dyn EventLog>, clock: Arc<dyn Clock>, millis: i64) -> Self {
        let prune: Prune = Box::new(move |before, limit| {
            let log = Arc::clone(&log);
            Box::pin(async move { log.prune(before, limit).await })
        });
        Self { prune, complaint: "cannot drop the log of matches that are over", clock, millis }
    }

    /// Who has bought, so many milliseconds after the match began. What was bought stays.
    pub fn of_buyers(orders: Arc<dyn OrderStore>, clock: Arc<dyn Clock>, millis: i64) -> Self {
        let prune: Prune = Box::new(move |before, limit| {
            let orders = Arc::clone(&orders);
            Box::pin(async move { orders.forget_before(before, limit).await })
        });
        Self { prune, complaint: "cannot forget who has bought for matches that are over", clock, millis }
    }

    /// Messages that were told.
    pub fn of_told(outbox: Arc<dyn Outbox>, clock: Arc<dyn Clock>) -> Self {
        let prune: Prune = Box::new(move |before, limit| {
            let outbox = Arc::clone(&outbox);
            Box::pin(async move { outbox.prune(before, limit).await })
        });
        Self { prune, complaint: "cannot drop messages that were told", clock, millis: TOLD_KEPT_MILLIS }
    }

    /// Charges of play money.
    pub fn of_play_money(charges: Arc<dyn SandboxCharges>, clock: Arc<dyn Clock>) -> Self {
        let prune: Prune = Box::new(move |before, limit| {
            let charges = Arc::clone(&charges);
            Box::pin(async move { charges.prune(before, limit).await.map_err(StoreError::Unavailable) })
        });
        Self { prune, complaint: "cannot drop charges of play money", clock, millis: PLAY_MONEY_KEPT_MILLIS }
    }
}

/// Drops what is too old until the shutdown. Several instances may do it.
pub async fn run(retention: Arc<Retention>, shutdown: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = tick.tick() => {}
        }
        let before = retention.clock.now() + -retention.millis;
        while !shutdown.is_cancelled() {
            match (retention.prune)(before, MOST).await {
                Ok(dropped) if dropped < u64::from(MOST) => break,
                Ok(_) => {}
                Err(error) => {
                    failures::warn(retention.complaint, &error);
                    break;
                }
            }
        }
    }
}
