//! Works off what is to be told outside. Each destination has a worker of its own, so that none waits for another; any number of
//! instances share the work, as each claims what it is about to tell.

use crate::{metrics::OutboxMetrics, panics};
use futures_util::FutureExt;
use jari_core::{
    domain::{Destination, UnixMillis},
    failures,
    ports::{Attempt, Deliver, Message, NotTold, StoreError},
    services::OutboxService,
};
use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

/// How often it is looked for what is due. What this instance writes itself is told at once.
const EVERY: Duration = Duration::from_secs(1);

/// How long it is waited for more of the same, so that a rush of sales costs the store few transactions.
const GATHER: Duration = Duration::from_millis(20);

/// Messages that are told at the same time.
const MOST: usize = 16;

/// How much longer than an attempt a claim lasts: what may pass until the attempt begins, and until its end is noted.
const SPARE: Duration = Duration::from_secs(10);

/// How long the end waits for attempts that are under way, and then for the store.
const END_WITHIN: Duration = Duration::from_millis(1_500);

/// Tells what has happened at one destination.
pub struct Worker {
    service: OutboxService,
    deliver: Arc<dyn Deliver>,
    metrics: OutboxMetrics,
}

/// What a worker is at.
#[derive(Default)]
struct Work {
    attempts: JoinSet<(Message, Result<(), NotTold>)>,
    /// What it has claimed and has not noted the end of.
    claimed: BTreeMap<i64, Message>,
    /// What has ended, and is not noted yet.
    ended: Vec<(Message, Attempt)>,
}

impl Worker {
    /// A worker that tells by `deliver` what `service` gives it.
    pub fn new(service: OutboxService, deliver: Arc<dyn Deliver>, metrics: OutboxMetrics) -> Self {
        Self { service, deliver, metrics }
    }

    /// Works until the shutdown, and then gives back what it has claimed.
    pub async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        let mut tick = interval(EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut work = Work::default();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => break,
                _ = tick.tick() => {}
                () = self.service.written() => {}
                Some(ended) = work.attempts.join_next() => self.end(&mut work, ended.ok()),
            }
            sleep(GATHER).await;
            if let Err(error) = self.round(&mut work).await {
                failures::warn_of("cannot work off what is to be told", self.destination().as_str(), &error);
            }
        }
        self.leave(work).await;
    }

    fn destination(&self) -> Destination {
        self.deliver.destination()
    }

    /// Notes what has ended, and takes on more.
    async fn round(&self, work: &mut Work) -> Result<(), StoreError> {
        while let Some(ended) = work.attempts.try_join_next() {
            self.end(work, ended.ok());
        }
        self.note(work).await?;
        // Half of the places are waited for, so that a claim is of several.
        let free = MOST.saturating_sub(work.claimed.len());
        if free < MOST / 2 {
            return Ok(());
        }
        let backlog = self.service.backlog().await?;
        self.metrics.waits(self.destination(), backlog.oldest_millis);
        if !backlog.is_due {
            return Ok(());
        }
        let lease = self.deliver.patience() + SPARE;
        let lease = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
        let limit = u32::try_from(free).unwrap_or(u32::MAX);
        for message in self.service.claim(lease, limit).await? {
            work.claimed.insert(message.id, message.clone());
            work.attempts.spawn(attempt(Arc::clone(&self.deliver), message, self.service.now()));
        }
        Ok(())
    }

    /// An attempt has ended; one that was broken off has not.
    fn end(&self, work: &mut Work, ended: Option<(Message, Result<(), NotTold>)>) {
        let Some((message, told)) = ended else { return };
        if let Err(error) = &told {
            failures::warn_of("cannot tell outside what has happened", self.destination().as_str(), error);
        }
        let attempt = self.service.judge(&message, told, rand::random());
        let destination = self.destination();
        match &attempt {
            Attempt::Told(_) => self.metrics.told(destination),
            Attempt::Retry(..) => self.metrics.failed(destination),
            Attempt::GivenUp(_, reason) => {
                self.metrics.failed(destination);
                self.metrics.given_up(destination);
                // Each is told: it is the last that is heard of it.
                tracing::error!(
                    destination = destination.as_str(),
                    key = message.key,
                    attempts = message.attempts,
                    error = reason,
                    "a message is given up: it stays in the outbox, and nobody has been told"
                );
            }
            Attempt::BrokenOff => {}
        }
        work.ended.push((message, attempt));
    }

    /// Notes what has ended. Where that fails it is done again, and meanwhile less is taken on.
    async fn note(&self, work: &mut Work) -> Result<(), StoreError> {
        if work.ended.is_empty() {
            return Ok(());
        }
        self.service.settle(&work.ended).await?;
        for (message, _) in work.ended.drain(..) {
            work.claimed.remove(&message.id);
        }
        Ok(())
    }

    /// Waits for what is under way, for a bounded time, and gives the rest to whoever lives.
    async fn leave(&self, mut work: Work) {
        let rest = async {
            while let Some(ended) = work.attempts.join_next().await {
                self.end(&mut work, ended.ok());
            }
        };
        let _ = timeout(END_WITHIN, rest).await;
        work.attempts.abort_all();
        let is_open = |message: &Message| !work.ended.iter().any(|(ended, _)| ended.id == message.id);
        let open: Vec<_> = work.claimed.values().filter(|message| is_open(message)).cloned().collect();
        work.ended.extend(open.into_iter().map(|message| (message, Attempt::BrokenOff)));
        match timeout(END_WITHIN, self.note(&mut work)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => failures::warn("cannot give back what was to be told", &error),
            Err(_) => tracing::warn!("what was to be told could not be given back: others tell it later"),
        }
    }
}

/// One attempt, in bounded time. A panic is a failure like any other.
async fn attempt(
    deliver: Arc<dyn Deliver>,
    message: Message,
    now: UnixMillis,
) -> (Message, Result<(), NotTold>) {
    let failed = |reason: String| Err(NotTold::for_now(reason));
    let patience = deliver.patience();
    let told = match timeout(patience, AssertUnwindSafe(deliver.deliver(&message, now)).catch_unwind()).await
    {
        Ok(Ok(told)) => told,
        Ok(Err(panic)) => failed(format!("a panic: {}", panics::text(&*panic))),
        Err(_) => failed(format!("no answer within {} s", patience.as_secs_f32())),
    };
    (message, told)
}
