//! What an instance does beside serving requests: it shows that it lives, checks that the server is the same, records
//! every change, shows what was sold, and removes what dead instances have left.

mod audit;
mod keeping;
mod life;
mod losses;
mod reaper;

use super::{
    engine::Engine, events::destroy, keys, layouts::Layouts, open_groups::OpenGroups, showing::Showing,
};
use crate::panics::caught;
use jari_core::{
    domain::MatchId,
    failures::{self, Chain},
    ports::{Clock, EventLog, StoreError},
};
use keeping::Kept;
use losses::Losses;
use reaper::Reaper;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::sync::Mutex;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

/// How often the server's identity is checked: the longest that a master which changed its role unnoticed is trusted.
const CHECK_EVERY: Duration = Duration::from_secs(1);
/// How often it is looked whether a match was moved in time, and its keys are to be kept for longer or shorter.
const KEEP_EVERY: Duration = Duration::from_secs(2);
/// How often new changes are recorded.
const AUDIT_EVERY: Duration = Duration::from_secs(1);
/// How often a dead instance's share of the record is looked for, and entries that were lost.
const CLAIM_EVERY: Duration = Duration::from_secs(10);
/// How often dead instances' groups are looked for.
const REAP_EVERY: Duration = Duration::from_secs(10);
/// How often open sales are looked for.
const SETTLE_EVERY: Duration = Duration::from_secs(2);
/// How old an open sale is before it is taken up, in milliseconds: whoever sells it shows it as well.
const SETTLE_AFTER: i64 = 1_000;
/// Sales taken up at once.
const SETTLE_MOST: u32 = 500;
/// How often that is done in one go.
const SETTLE_ROUNDS: u32 = 20;
/// How long leaving may take.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

/// What must run beside the ports, once per process.
pub struct Chores {
    pub(super) engine: Arc<Engine>,
    pub(super) showing: Showing,
    pub(super) events: Arc<dyn EventLog>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) instance: Arc<str>,
    pub(super) groups: Arc<OpenGroups>,
    pub(super) layouts: Arc<Layouts>,
}

impl Chores {
    /// Does the chores until the shutdown, and then takes leave.
    pub async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        let reaper = Mutex::new(Reaper::default());
        let losses = Mutex::new(Losses::default());
        let kept = Mutex::new(Kept::default());
        let chores = async {
            tokio::join!(
                every(life::EVERY, "cannot show that this instance lives", || self.live()),
                every(CHECK_EVERY, "cannot check that Redis is the same", || self.engine.validity.check()),
                every(KEEP_EVERY, "cannot set how long matches are kept", || self.keep(&kept)),
                every(AUDIT_EVERY, "cannot record changes", || self.record()),
                every(CLAIM_EVERY, "cannot take over changes to record", || self.take_over(&losses)),
                every(REAP_EVERY, "cannot look for groups of dead instances", || self.reap(&reaper)),
                every(SETTLE_EVERY, "cannot show what was sold", || self.settle()),
            )
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            _ = chores => {}
        }
        if timeout(LEAVE_WITHIN, self.leave()).await.is_err() {
            tracing::warn!("this instance could not take its leave of Redis: others will tidy up");
        }
    }

    /// The matches to do something for.
    async fn there(&self) -> Result<Vec<MatchId>, StoreError> {
        self.engine.validity.there().await
    }

    async fn settle(&self) -> Result<(), StoreError> {
        for _ in 0..SETTLE_ROUNDS {
            let now = self.clock.now();
            let until = now + -SETTLE_AFTER;
            let settled = self.showing.settle(until, now, SETTLE_MOST).await?;
            if settled > 0 {
                tracing::debug!(settled, "sales are shown");
            }
            if settled < SETTLE_MOST as usize {
                break;
            }
        }
        Ok(())
    }

    /// Gives back what Redis keeps for this instance.
    async fn leave(&self) {
        for (match_id, group) in self.groups.all() {
            if let Err(error) = destroy(&self.engine, match_id, &group).await {
                tracing::debug!(error = %Chain(&error), group, "cannot remove a group");
            }
        }
        for match_id in self.there().await.unwrap_or_default() {
            if let Err(error) = self.leave_audit(match_id).await {
                tracing::debug!(error = %Chain(&error), "cannot leave the record's group");
            }
        }
        let mut cmd = redis::cmd("DEL");
        cmd.arg(keys::instance(&self.instance));
        if let Err(error) = self.engine.link.query::<()>(&cmd).await {
            tracing::debug!(error = %Chain(&error), "cannot take back the sign of life");
        }
    }
}

/// Does a chore again and again, also if it panics: the others go on meanwhile. What fails is told, and when it works again.
async fn every<F>(period: Duration, complaint: &'static str, mut chore: impl FnMut() -> F)
where
    F: Future<Output = Result<(), StoreError>>,
{
    let mut tick = interval(period);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing = false;
    loop {
        tick.tick().await;
        match caught(chore()).await {
            Ok(()) if failing => {
                tracing::info!("no longer: {complaint}");
                failing = false;
            }
            Ok(()) => {}
            Err(error) => {
                failures::warn(complaint, &error);
                failing = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

    #[tokio::test]
    async fn a_chore_that_panics_is_done_again_and_so_are_the_others() {
        let (bad, good) = (AtomicU32::new(0), AtomicU32::new(0));
        let count = |times: &AtomicU32| {
            let time = times.fetch_add(1, SeqCst);
            async move { Ok(time) }
        };
        let panics = || async {
            assert_ne!(count(&bad).await?, 0, "as it was told to");
            Ok(())
        };
        let works = || async { count(&good).await.map(drop) };
        let often = Duration::from_millis(1);
        let chores = async {
            tokio::join!(
                every(often, "cannot do the one", panics),
                every(often, "cannot do the other", works)
            )
        };
        let done_again = async {
            while bad.load(SeqCst) < 3 || good.load(SeqCst) < 3 {
                tokio::time::sleep(often).await;
            }
        };
        tokio::select! {
            _ = chores => unreachable!("they go on"),
            done = timeout(Duration::from_secs(10), done_again) => done.expect("they are done again"),
        }
    }
}
