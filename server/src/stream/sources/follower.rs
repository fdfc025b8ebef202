//! The follower: keeps the streams of an instance up to date with a store that tells of its changes by itself.
//!
//! One subscription for each match that somebody watches here. What it tells is checked for gaps, as it may have lost
//! something: then the block is read again, once for the instance, whoever watches it. While things change the match is counted
//! as well, for those who watch its free seats and for what no later change tells of.

use crate::{
    config::StreamConfig,
    metrics::TaskMetrics,
    panics,
    stream::{AllocationStatusService, Counting},
};
use futures_util::FutureExt;
use jari_core::{
    domain::MatchId,
    failures,
    ports::{AllocationEvent, AllocationEvents, StoreError, SubscribeAllocationEvents},
};
use rand::Rng;
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long a match is followed after its last viewer has gone: most come back at once.
const LINGER: Duration = Duration::from_secs(30);

/// How often it is looked whether a match is watched.
const LOOK: Duration = Duration::from_secs(1);

/// The first and the longest wait before a lost subscription is tried again.
const RETRY: std::ops::Range<Duration> = Duration::from_millis(50)..Duration::from_secs(2);

/// Follows every match that is watched.
pub struct Follower {
    events: Arc<dyn SubscribeAllocationEvents>,
    streams: Arc<AllocationStatusService>,
    config: StreamConfig,
    metrics: TaskMetrics,
    /// Matches whose changes cannot be followed at the moment.
    cut_off: Mutex<BTreeSet<MatchId>>,
    /// Matches that have a task.
    followed: Mutex<HashSet<MatchId>>,
}

impl Follower {
    /// What it is called where tasks are counted.
    pub(crate) const NAME: &str = "follower";

    /// A follower that keeps `streams` up to date.
    pub fn new(
        events: Arc<dyn SubscribeAllocationEvents>,
        streams: Arc<AllocationStatusService>,
        config: StreamConfig,
        metrics: TaskMetrics,
    ) -> Self {
        Self { events, streams, config, metrics, cut_off: Mutex::default(), followed: Mutex::default() }
    }

    /// Follows until the shutdown.
    pub async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        let tasks = TaskTracker::new();
        let mut round = interval(self.config.poll_interval());
        round.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = shutdown.cancelled() => break,
                () = self.streams.newly_watched() => {}
                _ = round.tick() => self.streams.measure_liveness(),
            }
            for match_id in self.streams.matches_in_use() {
                if lock(&self.followed).insert(match_id) {
                    let (this, shutdown) = (Arc::clone(&self), shutdown.clone());
                    tasks.spawn(async move { this.keep_following(match_id, &shutdown).await });
                }
            }
        }
        tasks.close();
        tasks.wait().await;
    }

    /// Follows one match until nobody watches it any more, or a panic ends it: then its viewers are told that it is not
    /// followed, and somebody else begins to follow it after a while.
    async fn keep_following(&self, match_id: MatchId, shutdown: &CancellationToken) {
        let ended = AssertUnwindSafe(self.follow(match_id, shutdown)).catch_unwind().await;
        match ended {
            Ok(()) => self.report(match_id, true),
            Err(panic) => {
                tracing::error!(task = Self::NAME, %match_id, panic = panics::text(&*panic), "a task has panicked");
                self.report(match_id, false);
                tokio::select! {
                    () = shutdown.cancelled() => {}
                    () = sleep(RETRY.end) => {}
                }
                self.metrics.restarted(Self::NAME);
            }
        }
        lock(&self.followed).remove(&match_id);
    }

    /// Follows one match until nobody watches it any more.
    async fn follow(&self, match_id: MatchId, shutdown: &CancellationToken) {
        let mut wait = RETRY.start;
        loop {
            let subscribed = tokio::select! {
                () = shutdown.cancelled() => return,
                subscribed = self.events.subscribe(match_id) => subscribed,
            };
            let lost = match subscribed {
                Ok(mut subscription) => {
                    let begun = Instant::now();
                    let end = self.listen(match_id, &mut *subscription, shutdown).await;
                    subscription.close().await;
                    if begun.elapsed() > RETRY.end {
                        wait = RETRY.start;
                    }
                    match end {
                        Ok(()) => return,
                        Err(error) => error,
                    }
                }
                Err(error) => error,
            };
            failures::warn_of("cannot follow changes", format_args!("match {match_id}"), &lost);
            self.streams.metrics().follower.lost();
            self.report(match_id, false);
            // Spread out, so that the instances do not all come at once when the store is back.
            let jitter = rand::rng().random_range(0.5..1.0);
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = sleep(wait.mul_f64(jitter)) => {}
            }
            wait = (wait * 2).min(RETRY.end);
        }
    }

    /// Takes in what a subscription tells, until it is lost, nobody watches the match any more, or the shutdown.
    async fn listen(
        &self,
        match_id: MatchId,
        subscription: &mut dyn AllocationEvents,
        shutdown: &CancellationToken,
    ) -> Result<(), StoreError> {
        self.streams.told_of(match_id);
        // Whatever was changed before the subscription is found by reading.
        read(match_id, self.streams.catch_up_everything(match_id).await)?;
        self.report(match_id, true);
        let mut again = interval(self.config.poll_interval());
        again.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut count = interval(self.config.overview_interval());
        count.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut counting = Counting::default();
        let mut epoch = subscription.epoch().clone();
        let mut last_watched = Instant::now();
        loop {
            // It is waited for to its end, as what it has already received would be lost with it.
            let mut next = subscription.next();
            let events = loop {
                tokio::select! {
                    () = shutdown.cancelled() => return Ok(()),
                    events = &mut next => break events?,
                    _ = count.tick(), if counting.is_due() => {
                        read(match_id, self.streams.count(match_id, &mut counting).await)?;
                    }
                    // What could not be read is read again, and nothing else.
                    _ = again.tick() => read(match_id, self.streams.catch_up_unreadable(match_id).await)?,
                }
            };
            if !events.is_empty() {
                counting.told();
            }
            drop(next);
            if *subscription.epoch() == epoch {
                self.take(match_id, events).await?;
            } else {
                epoch = subscription.epoch().clone();
                self.streams.metrics().follower.told(events.len());
                self.streams.told_of(match_id);
                // Nobody else may ever tell of a block in which nothing changes.
                read(match_id, self.streams.catch_up_everything(match_id).await)?;
            }
            // All that is watched is looked through for this: not at each change of a rush.
            if last_watched.elapsed() > LOOK {
                if self.streams.is_in_use(match_id) {
                    last_watched = Instant::now();
                } else if last_watched.elapsed() > LINGER {
                    return Ok(());
                }
            }
        }
    }

    async fn take(&self, match_id: MatchId, events: Vec<AllocationEvent>) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        self.streams.metrics().follower.told(events.len());
        self.streams.told_of(match_id);
        let mut by_block = BTreeMap::<_, Vec<_>>::new();
        for event in events {
            by_block.entry(event.block_id).or_default().push(event);
        }
        for (block_id, events) in by_block {
            // A block that could not be read is read as a whole, and not for each of its changes.
            let Some(channel) = self.streams.watched_block(match_id, block_id) else { continue };
            if channel.is_readable() {
                read(match_id, self.streams.take_events(match_id, block_id, &channel, &events).await)?;
            } else {
                channel.catching_up.mark_behind();
            }
        }
        Ok(())
    }

    /// Tells the viewers whether everything that they watch can be followed.
    fn report(&self, match_id: MatchId, live: bool) {
        let mut cut_off = lock(&self.cut_off);
        if live {
            cut_off.remove(&match_id);
        } else {
            cut_off.insert(match_id);
        }
        self.streams.metrics().follower.cut_off(cut_off.len());
        self.streams.set_followed(match_id, live);
    }
}

/// What cannot be read is told to those who watch it, and is read again after a while: the rest goes on. A store that
/// cannot answer ends the subscription.
fn read(match_id: MatchId, done: Result<(), StoreError>) -> Result<(), StoreError> {
    match done {
        Err(error @ StoreError::Inconsistent(_)) => {
            failures::warn_of("cannot read a match", format_args!("match {match_id}"), &error);
            Ok(())
        }
        done => done,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing that is done under these locks can panic half-way.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
