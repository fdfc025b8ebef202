//! The workers that serve the lines. They are started when there is work and end when there is none, so that there is
//! nothing to stop.

use super::{
    Answer, Ask, BlockKey,
    lines::{Job, Lines},
};
use crate::{panics::caught, shared_error::shared_error};
use async_trait::async_trait;
use jari_core::ports::StoreError;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::oneshot, time::timeout};

/// Bounds of the queue.
#[derive(Clone, Copy, Debug)]
pub(in crate::rdb) struct GroupLimits {
    /// Transactions at the same time.
    pub(in crate::rdb) workers: usize,
    /// The most requests in one transaction, so that nobody waits for a long one.
    pub(in crate::rdb) batch: usize,
    /// The most requests that wait; who comes then is told to come again.
    pub(in crate::rdb) waiting: usize,
    /// How long a request waits for its answer, and a transaction for its end.
    pub(in crate::rdb) timeout: Duration,
}

impl GroupLimits {
    pub(in crate::rdb) const fn new(workers: u32, timeout: Duration) -> Self {
        Self { workers: workers as usize, batch: 128, waiting: 4_096, timeout }
    }
}

/// Carries out a batch in one transaction.
#[async_trait]
pub(in crate::rdb) trait RunBatch: Send + Sync {
    /// Answers each request, in their order, once all of it is on disk. After an error nothing is known of it: as a rule
    /// nothing was changed.
    async fn run(&self, asks: &[&Ask]) -> Result<Vec<Answer>, StoreError>;
}

/// The queue. Cheap to clone.
#[derive(Clone)]
pub(in crate::rdb) struct GroupCommit {
    shared: Arc<Shared>,
}

struct Shared {
    store: Box<dyn RunBatch>,
    limits: GroupLimits,
    lines: Mutex<Lines>,
}

impl GroupCommit {
    pub(in crate::rdb) fn new(store: impl RunBatch + 'static, limits: GroupLimits) -> Self {
        Self { shared: Arc::new(Shared { store: Box::new(store), limits, lines: Mutex::default() }) }
    }

    /// Stands in line and waits for the answer.
    pub(in crate::rdb) async fn ask(&self, ask: Ask) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.join(Job { ask, answer })?;
        match timeout(self.shared.limits.timeout, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(gone)) => Err(StoreError::Unavailable(Box::new(gone)).into()),
            Err(elapsed) => Err(StoreError::Unavailable(Box::new(elapsed)).into()),
        }
    }

    fn join(&self, job: Job) -> Result<(), StoreError> {
        let limits = &self.shared.limits;
        let mut lines = self.shared.lines();
        if lines.waiting() >= limits.waiting {
            return Err(StoreError::Unavailable("too many changes wait already".into()));
        }
        lines.join(job);
        if lines.has_work() && lines.workers < limits.workers {
            lines.workers += 1;
            tokio::spawn(Worker { shared: Arc::clone(&self.shared), ended: false }.run());
        }
        Ok(())
    }
}

impl Shared {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, jobs: Vec<Job>) {
        match self.run(&jobs).await {
            Ok(answers) => tell(jobs, answers),
            // One of them meets a row that should not be, or panics: the others must not suffer from it.
            Err(StoreError::Inconsistent(_)) if jobs.len() > 1 => {
                for job in jobs {
                    let alone = [job];
                    let answer = self.run(&alone).await.unwrap_or_else(|error| vec![Err(error.into())]);
                    tell(alone, answer);
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                let answers = jobs.iter().map(|_| Err(shared_error(&error).into())).collect();
                tell(jobs, answers);
            }
        }
    }

    async fn run(&self, jobs: &[Job]) -> Result<Vec<Answer>, StoreError> {
        let asks: Vec<&Ask> = jobs.iter().map(|job| &job.ask).collect();
        match timeout(self.limits.timeout, caught(self.store.run(&asks))).await {
            Ok(done) => done,
            Err(elapsed) => Err(StoreError::Unavailable(Box::new(elapsed))),
        }
    }
}

/// Serves the lines until nobody waits.
struct Worker {
    shared: Arc<Shared>,
    ended: bool,
}

impl Worker {
    async fn run(mut self) {
        while let Some((keys, jobs)) = self.take() {
            // Gives the blocks back however the batch ends.
            let _taken = Taken { shared: &self.shared, keys };
            self.shared.serve(jobs).await;
        }
    }

    /// Who is next. With nobody there the worker has ended, in the same moment, so that whoever comes starts another.
    fn take(&mut self) -> Option<(Vec<BlockKey>, Vec<Job>)> {
        let mut lines = self.shared.lines();
        let (keys, jobs) = lines.take(self.shared.limits.batch);
        if jobs.is_empty() {
            lines.workers -= 1;
            drop(lines);
            self.ended = true;
            return None;
        }
        Some((keys, jobs))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if !self.ended {
            self.shared.lines().workers -= 1;
        }
    }
}

/// The blocks that a worker is at.
struct Taken<'a> {
    shared: &'a Shared,
    keys: Vec<BlockKey>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.shared.lines().done(&self.keys);
    }
}

/// Whoever has left is not told.
fn tell(jobs: impl IntoIterator<Item = Job>, answers: Vec<Answer>) {
    for (job, answer) in jobs.into_iter().zip(answers) {
        let _ = job.answer.send(answer);
    }
}

#[cfg(test)]
mod tests;
