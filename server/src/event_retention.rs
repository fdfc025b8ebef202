//! Drops the log of matches that are long over, so that it does not grow for ever.

use jari_core::{
    failures,
    ports::{Clock, EventLog},
};
use std::{sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often it is looked for what is too old.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Changes dropped at once, so that nobody waits for a long deletion.
const MOST: u32 = 5_000;

/// What is kept, and for how long.
pub struct Retention {
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// How long a match's changes are kept after it began, in milliseconds.
    pub millis: i64,
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
            match retention.log.prune(before, MOST).await {
                Ok(dropped) if dropped < u64::from(MOST) => break,
                Ok(_) => {}
                Err(error) => {
                    failures::warn("cannot drop the log of matches that are over", &error);
                    break;
                }
            }
        }
    }
}
