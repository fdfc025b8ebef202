//! Viewers: many streams of one block, or of several, all read by one thread of little work.

mod crew;
mod view;
mod viewer;

pub use view::key_of;
pub use viewer::Key;

use crate::{
    error::{Error, Result},
    wire::Board,
};
use crew::Crew;
use mio::{Poll, Waker};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        mpsc::{Sender, channel},
    },
    thread::{self, JoinHandle, sleep},
    time::{Duration, Instant},
};

/// How long the crew may take for an answer: it may just read what thousands of viewers got.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the viewers are to view.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the server is.
    pub host: SocketAddr,
    /// The streams, which viewers take in turn.
    pub paths: Vec<String>,
    /// How its events are known.
    pub key: Key,
    /// When time began, for all moments that are compared.
    pub base: Instant,
}

/// What a viewer must have come to.
#[derive(Clone, Debug)]
pub enum Goal {
    /// A revision of the one block that it follows.
    Revision(u64),
    /// These revisions of these blocks, as far as it follows them.
    Blocks(Arc<[(u64, u64)]>),
}

impl From<u64> for Goal {
    fn from(rev: u64) -> Self {
        Self::Revision(rev)
    }
}

/// How far the viewers are.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Streams that are open.
    pub open: usize,
    /// Of these, those that have come to what was asked for.
    pub current: usize,
    /// Connections that failed.
    pub lost: usize,
    /// Why the first of them did.
    pub complaint: Option<String>,
}

enum Order {
    Open { wanted: usize, at_once: bool },
    Close,
    Count { goal: Goal, answer: Sender<Counts> },
    Record,
    TakeReceipts { answer: Sender<Vec<(u32, u32)>> },
    CountOther { block: Option<u64>, board: Board, answer: Sender<usize> },
}

/// The viewers of one server; gone on drop.
pub struct Viewers {
    orders: Option<Sender<Order>>,
    waker: Waker,
    thread: Option<JoinHandle<Result<()>>>,
}

impl Viewers {
    /// A crew of nobody yet.
    pub fn new(plan: Plan) -> Result<Self> {
        let poll = Poll::new()?;
        let waker = crew::waker(&poll)?;
        let (orders, inbox) = channel();
        let thread = thread::Builder::new().name("viewers".into());
        let thread = thread.spawn(move || Crew::new(plan, poll).run(&inbox))?;
        Ok(Self { orders: Some(orders), waker, thread: Some(thread) })
    }

    /// Lets so many viewers in all connect, and waits until each has its stream and has reached the revision. All at
    /// once is how they come back when a server was away. Viewers who were there before go on where they were.
    pub fn open(
        &self,
        wanted: usize,
        at_once: bool,
        goal: impl Into<Goal>,
        patience: Duration,
    ) -> Result<()> {
        self.order(Order::Open { wanted, at_once })?;
        self.wait_for(wanted, goal, patience)
    }

    /// Waits until so many viewers have come so far.
    pub fn wait_for(&self, wanted: usize, goal: impl Into<Goal>, patience: Duration) -> Result<()> {
        let (deadline, goal) = (Instant::now() + patience, goal.into());
        loop {
            let counts = self.counts(goal.clone())?;
            if let Some(complaint) = counts.complaint {
                return Err(format!("{} viewers were lost; {complaint}", counts.lost).into());
            }
            if counts.current >= wanted {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(format!(
                    "of {wanted} viewers {} are connected and {} are up to date after {patience:?}",
                    counts.open, counts.current
                )
                .into());
            }
            sleep(Duration::from_millis(10));
        }
    }

    /// Closes every stream. Viewers still know where they were.
    pub fn close(&self) -> Result<()> {
        self.order(Order::Close)
    }

    /// How far they are.
    pub fn counts(&self, goal: Goal) -> Result<Counts> {
        self.ask(|answer| Order::Count { goal, answer })
    }

    /// From now on notes what comes.
    pub fn record(&self) -> Result<()> {
        self.order(Order::Record)
    }

    /// What came since: which event, and when, in microseconds since the base.
    pub fn take_receipts(&self) -> Result<Vec<(u32, u32)>> {
        self.ask(|answer| Order::TakeReceipts { answer })
    }

    /// How many viewers know another state than this.
    pub fn count_other(&self, board: &Board) -> Result<usize> {
        self.ask(|answer| Order::CountOther { block: None, board: board.clone(), answer })
    }

    /// How many of those who know a block know another state of it than this.
    pub fn count_other_of(&self, block: u64, board: Board) -> Result<usize> {
        self.ask(|answer| Order::CountOther { block: Some(block), board, answer })
    }

    fn ask<T>(&self, order: impl FnOnce(Sender<T>) -> Order) -> Result<T> {
        let (answer, inbox) = channel();
        self.order(order(answer))?;
        inbox.recv_timeout(PATIENCE).map_err(|_| "the viewers' thread does not answer".into())
    }

    fn order(&self, order: Order) -> Result<()> {
        let gone = || Error::from("the viewers' thread is gone");
        self.orders.as_ref().ok_or_else(gone)?.send(order).map_err(|_| gone())?;
        Ok(self.waker.wake()?)
    }
}

impl Drop for Viewers {
    fn drop(&mut self) {
        self.orders = None;
        let _ = self.waker.wake();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
