//! Small writes that share transactions: what one of them costs is its commit. Where a database has one writer, whoever comes while
//! a transaction is under way waits for it anyhow, and then shares the next one with all who wait. Each is told when all of it is on
//! disk. Where several can write at the same time each has its own: the database shares their commits by itself.

use super::super::dialect;
use super::{connections::Connections, lease::Lease};
use crate::{panics::caught, shared_error::shared_error};
use async_trait::async_trait;
use jari_core::ports::StoreError;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::oneshot, time::timeout};

/// The most writes in one transaction, so that nobody waits for a long one.
const BATCH: usize = 64;

/// The most writes that wait; who comes then is told to come again.
const WAITING: usize = 4_096;

/// Something to be written. It is judged by nothing but what the transaction sees; where it says no, it has changed nothing.
#[async_trait]
pub(super) trait Write: Send + Sync + 'static {
    /// What it comes to.
    type Done: Send + 'static;

    /// Writes it. After an error nothing of the transaction stays; then it is written once more, by itself.
    async fn write(&self, tx: &mut Lease) -> Result<Self::Done, StoreError>;
}

/// The writes that wait. Cheap to clone.
#[derive(Clone)]
pub(super) struct SharedWrites(Arc<Shared>);

struct Shared {
    db: Connections,
    /// How long a write waits for its answer.
    patience: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Box<dyn Job>>,
    /// Whether somebody works them off.
    is_served: bool,
}

/// One who waits, whatever is to be written.
#[async_trait]
trait Job: Send {
    async fn write(&mut self, tx: &mut Lease) -> Result<(), StoreError>;
    fn is_waited_for(&self) -> bool;
    /// What it came to is on disk.
    fn tell(self: Box<Self>);
    fn fail(self: Box<Self>, error: StoreError);
}

struct Waiting<W: Write> {
    write: W,
    done: Option<W::Done>,
    answer: oneshot::Sender<Result<W::Done, StoreError>>,
}

#[async_trait]
impl<W: Write> Job for Waiting<W> {
    async fn write(&mut self, tx: &mut Lease) -> Result<(), StoreError> {
        self.done = Some(self.write.write(tx).await?);
        Ok(())
    }

    fn is_waited_for(&self) -> bool {
        !self.answer.is_closed()
    }

    fn tell(self: Box<Self>) {
        // Whoever has left is not told.
        if let Some(done) = self.done {
            let _ = self.answer.send(Ok(done));
        }
    }

    fn fail(self: Box<Self>, error: StoreError) {
        let _ = self.answer.send(Err(error));
    }
}

impl SharedWrites {
    pub(super) fn new(db: Connections, patience: Duration) -> Self {
        Self(Arc::new(Shared { db, patience, state: Mutex::default() }))
    }

    /// Writes something, and waits until it is on disk.
    pub(super) async fn write<W: Write>(&self, write: W) -> Result<W::Done, StoreError> {
        if !dialect::HAS_ONE_WRITER {
            let mut tx = self.0.db.begin_write().await?;
            let done = write.write(&mut tx).await?;
            tx.commit().await.map_err(super::error::store_error)?;
            return Ok(done);
        }
        let (answer, answered) = oneshot::channel();
        self.join(Box::new(Waiting { write, done: None, answer }))?;
        match timeout(self.0.patience, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(gone)) => Err(StoreError::Unavailable(Box::new(gone))),
            Err(elapsed) => Err(StoreError::Unavailable(Box::new(elapsed))),
        }
    }

    fn join(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        let mut state = self.0.state();
        if state.waiting.len() >= WAITING {
            return Err(StoreError::Unavailable("too many changes wait already".into()));
        }
        state.waiting.push_back(job);
        if !state.is_served {
            state.is_served = true;
            tokio::spawn(Server { shared: Arc::clone(&self.0), has_ended: false }.run());
        }
        Ok(())
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, mut jobs: Vec<Box<dyn Job>>) {
        match self.write_all(&mut jobs).await {
            Ok(()) => jobs.into_iter().for_each(Job::tell),
            // One of them meets a row that should not be, or panics: the others must not suffer from it.
            Err(StoreError::Inconsistent(_)) if jobs.len() > 1 => {
                for job in jobs {
                    let mut alone = vec![job];
                    let written = self.write_all(&mut alone).await;
                    tell(alone, written);
                }
            }
            Err(error) => tell(jobs, Err(error)),
        }
    }

    async fn write_all(&self, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
        caught(async {
            let mut tx = self.db.begin_write().await?;
            for job in jobs {
                job.write(&mut tx).await?;
            }
            tx.commit().await.map_err(super::error::store_error)
        })
        .await
    }
}

fn tell(jobs: Vec<Box<dyn Job>>, written: Result<(), StoreError>) {
    let error = match written {
        Ok(()) => return jobs.into_iter().for_each(Job::tell),
        Err(error) => Arc::new(error),
    };
    jobs.into_iter().for_each(|job| job.fail(shared_error(&error)));
}

/// Works off what waits, until nobody does.
struct Server {
    shared: Arc<Shared>,
    has_ended: bool,
}

impl Server {
    async fn run(mut self) {
        while let Some(jobs) = self.next() {
            self.shared.serve(jobs).await;
        }
    }

    /// Who is next. With nobody there it has ended, in the same moment, so that whoever comes starts another.
    fn next(&mut self) -> Option<Vec<Box<dyn Job>>> {
        let mut state = self.shared.state();
        let mut jobs = Vec::new();
        while jobs.len() < BATCH
            && let Some(job) = state.waiting.pop_front()
        {
            if job.is_waited_for() {
                jobs.push(job);
            }
        }
        if jobs.is_empty() {
            state.is_served = false;
            drop(state);
            self.has_ended = true;
            return None;
        }
        Some(jobs)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.has_ended {
            self.shared.state().is_served = false;
        }
    }
}
