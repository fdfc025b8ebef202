//! Who waits: a line for each block, served in the order of arrival.

use super::{Answer, Ask, BlockKey, SeatKey};
use std::collections::{HashMap, VecDeque};
use tokio::sync::oneshot;

/// A request, and whom to tell. It belongs to the queue: whoever asked may leave.
pub(super) struct Job {
    pub(super) ask: Ask,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// The line of a block. It is there as long as somebody stands in it or is being served.
#[derive(Default)]
struct Line {
    jobs: VecDeque<Job>,
    /// Whether a worker is at this block. Another one would only wait for the block's lock, instead of gathering.
    busy: bool,
}

/// All lines.
#[derive(Default)]
pub(super) struct Lines {
    lines: HashMap<BlockKey, Line>,
    /// The blocks that somebody waits for and nobody is at, in the order in which that became so.
    ready: VecDeque<BlockKey>,
    /// All who stand in a line.
    waiting: usize,
    /// Workers that are running.
    pub(super) workers: usize,
}

impl Lines {
    pub(super) const fn waiting(&self) -> usize {
        self.waiting
    }

    pub(super) fn has_work(&self) -> bool {
        !self.ready.is_empty()
    }

    pub(super) fn join(&mut self, job: Job) {
        let key = SeatKey::of(&job.ask.request).block();
        let line = self.lines.entry(key).or_default();
        if !line.busy && line.jobs.is_empty() {
            self.ready.push_back(key);
        }
        line.jobs.push_back(job);
        self.waiting += 1;
    }

    /// Takes those who are next, at most `limit`, and keeps other workers from their blocks until these are done. Those
    /// who no longer wait for an answer are not served.
    pub(super) fn take(&mut self, limit: usize) -> (Vec<BlockKey>, Vec<Job>) {
        let (mut keys, mut jobs) = (Vec::new(), Vec::new());
        while jobs.len() < limit
            && let Some(key) = self.ready.pop_front()
        {
            let Some(line) = self.lines.get_mut(&key) else { continue };
            let before = jobs.len();
            while jobs.len() < limit
                && let Some(job) = line.jobs.pop_front()
            {
                self.waiting -= 1;
                if !job.answer.is_closed() {
                    jobs.push(job);
                }
            }
            if jobs.len() > before {
                line.busy = true;
                keys.push(key);
            } else {
                self.lines.remove(&key);
            }
        }
        (keys, jobs)
    }

    /// The batch of these blocks has ended.
    pub(super) fn done(&mut self, keys: &[BlockKey]) {
        for key in keys {
            let Some(line) = self.lines.get_mut(key) else { continue };
            line.busy = false;
            if line.jobs.is_empty() {
                self.lines.remove(key);
            } else {
                self.ready.push_back(*key);
            }
        }
    }
}
