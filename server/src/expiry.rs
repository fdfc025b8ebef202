//! Frees seats whose hold has run out, without anyone asking.

use jari_core::{failures, services::AllocationService};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often expired holds are looked for.
const EVERY: Duration = Duration::from_millis(500);

/// Seats freed in one go, so that buyers wait for no long transaction.
const BATCH: u32 = 128;

/// Looks for expired holds until the shutdown. It is the store that decides, so that several instances may do it.
pub async fn run(allocation: AllocationService, shutdown: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = tick.tick() => {}
        }
        // The holds of a rush end together as they began: as long as there are some, the next batch does not wait.
        while !shutdown.is_cancelled() {
            match allocation.expire(BATCH).await {
                Ok(blocks) if blocks.is_empty() => break,
                Ok(blocks) => tracing::debug!(blocks = blocks.len(), "holds have expired"),
                Err(error) => {
                    failures::warn("cannot free expired holds", &error);
                    break;
                }
            }
        }
    }
}
