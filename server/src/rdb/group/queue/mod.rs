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
    collections::{BTreeMap, BTreeSet},
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
    /// Answers each request, in their order, once all of it is on disk; none for one that was left out, as somebody else is
    /// at one of its blocks. One block, and one request, are waited for. After an error nothing is known of it: as a rule nothing
    /// was changed.
    async fn run(&self, asks: &[&Ask]) -> Result<Vec<Option<Answer>>, StoreError>;
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
        self.shared.engage(lines);
        Ok(())
    }
}

impl Shared {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a worker if there is work that the others have not taken up.
    fn engage(self: &Arc<Self>, mut lines: MutexGuard<'_, Lines>) {
        if lines.has_work() && lines.workers < self.limits.workers {
            lines.workers += 1;
            tokio::spawn(Worker { shared: Arc::clone(self), ended: false }.run());
        }
    }

    /// Serves a batch. Those who want a block that somebody else is at wait for it on their own, while the others' blocks are
    /// free again.
    async fn serve(self: &Arc<Self>, jobs: Vec<Job>, mut taken: Taken) {
        for (block, jobs) in apart(self.serve_once(jobs).await) {
            let keys = jobs.iter().flat_map(|job| job.ask.blocks()).collect();
            let (shared, taken) = (Arc::clone(self), taken.split_off(&keys));
            tokio::spawn(async move {
                let left = if block.is_some() { shared.serve_once(jobs).await } else { jobs };
                for job in left {
                    let answer = shared.run_alone(&job).await;
                    tell([job], [Some(answer)]);
                }
                drop(taken);
                // Those who came meanwhile may have found every worker gone.
                shared.engage(shared.lines());
            });
        }
    }

    /// Serves a batch; answers those who were left out.
    async fn serve_once(&self, mut jobs: Vec<Job>) -> Vec<Job> {
        match self.run(&jobs).await {
            Ok(answers) => tell(jobs, answers),
            // One of them meets a row that should not be, sells what has changed meanwhile, or panics: the others must not suffer
            // from it. By halves it is found in a few transactions; each by itself would be as many as there are in the batch, and
            // a crowd would wait for all of them.
            Err(StoreError::Inconsistent(_)) if jobs.len() > 1 => {
                let second = jobs.split_off(jobs.len() / 2);
                let mut left = Box::pin(self.serve_once(jobs)).await;
                left.extend(Box::pin(self.serve_once(second)).await);
                left
            }
            Err(error) => {
                let error = Arc::new(error);
                let answers: Vec<_> = jobs.iter().map(|_| Some(Err(shared_error(&error).into()))).collect();
                tell(jobs, answers)
            }
        }
    }

    async fn run_alone(&self, job: &Job) -> Answer {
        let answers = self.run(std::slice::from_ref(job)).await?;
        let nobody = || Err(StoreError::Unavailable("its blocks are somebody else's".into()).into());
        answers.into_iter().next().flatten().unwrap_or_else(nobody)
    }

    async fn run(&self, jobs: &[Job]) -> Result<Vec<Option<Answer>>, StoreError> {
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
            let taken = Taken { shared: Arc::clone(&self.shared), keys };
            self.shared.serve(jobs, taken).await;
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

/// The blocks that somebody is at.
struct Taken {
    shared: Arc<Shared>,
    keys: Vec<BlockKey>,
}

impl Taken {
    /// Leaves these to somebody else.
    fn split_off(&mut self, keys: &BTreeSet<BlockKey>) -> Self {
        let (theirs, own) = self.keys.iter().partition(|key| keys.contains(key));
        self.keys = own;
        Self { shared: Arc::clone(&self.shared), keys: theirs }
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.shared.lines().done(&self.keys);
    }
}

/// Who can wait apart from the others: for each block those who want it alone, and together those who want several, with all who
/// want one of these.
fn apart(jobs: Vec<Job>) -> BTreeMap<Option<BlockKey>, Vec<Job>> {
    let several = |job: &&Job| job.ask.blocks().len() > 1;
    let wanted: BTreeSet<_> = jobs.iter().filter(several).flat_map(|job| job.ask.blocks()).collect();
    let mut apart = BTreeMap::<_, Vec<_>>::new();
    for job in jobs {
        let block = job.ask.blocks().first().copied().filter(|block| !wanted.contains(block));
        apart.entry(block).or_default().push(job);
    }
    apart
}

/// Tells everybody; answers those for whom there is no answer yet. Whoever has left is not told.
fn tell(jobs: impl IntoIterator<Item = Job>, answers: impl IntoIterator<Item = Option<Answer>>) -> Vec<Job> {
    let mut left = Vec::new();
    for (job, answer) in jobs.into_iter().zip(answers) {
        match answer {
            Some(answer) => drop(job.answer.send(answer)),
            None => left.push(job),
        }
    }
    left
}

#[cfg(test)]
mod tests;
