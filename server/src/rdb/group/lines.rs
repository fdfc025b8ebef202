//! Who waits: a line for each block, served in the order of arrival. Whoever asks for several blocks stands in each of their
//! lines, and is served when it is at the front of all of them: as all lines are in the order of arrival, whoever came first
//! of all is always at the front of its own.

use super::{Answer, Ask, BlockKey};
use slab::Slab;
use std::collections::{HashMap, HashSet, VecDeque};
use tokio::sync::oneshot;

/// A request, and whom to tell. It belongs to the queue: whoever asked may leave.
pub(super) struct Job {
    pub(super) ask: Ask,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// The line of a block. It is there as long as somebody stands in it or is being served.
#[derive(Default)]
struct Line {
    jobs: VecDeque<usize>,
    /// Whether a worker is at this block. Another one would only wait for the block's lock, instead of gathering.
    busy: bool,
}

/// All lines.
#[derive(Default)]
pub(super) struct Lines {
    lines: HashMap<BlockKey, Line>,
    /// Everybody who waits, with the blocks in whose lines they stand.
    jobs: Slab<(Job, Vec<BlockKey>)>,
    /// The blocks that somebody waits for and nobody is at, in the order in which that became so. One in whose line the first
    /// waits for another block as well may be missing: it is looked at when that block's turn comes.
    ready: VecDeque<BlockKey>,
    /// Workers that are running.
    pub(super) workers: usize,
}

impl Lines {
    pub(super) fn waiting(&self) -> usize {
        self.jobs.len()
    }

    pub(super) fn has_work(&self) -> bool {
        !self.ready.is_empty()
    }

    pub(super) fn join(&mut self, job: Job) {
        let blocks = job.ask.blocks();
        let id = self.jobs.insert((job, blocks.clone()));
        for key in blocks {
            let line = self.lines.entry(key).or_default();
            if !line.busy && line.jobs.is_empty() {
                self.ready.push_back(key);
            }
            line.jobs.push_back(id);
        }
    }

    /// Takes those who are next, with at most about `limit` seats, and keeps other workers from their blocks until these are
    /// done. Those who no longer wait for an answer are not served.
    pub(super) fn take(&mut self, limit: usize) -> (Vec<BlockKey>, Vec<Job>) {
        let (mut taken, mut jobs, mut seats) = (HashSet::new(), Vec::new(), 0);
        while seats < limit
            && let Some(key) = self.ready.pop_front()
        {
            while seats < limit
                && let Some(job) = self.take_first(key, &mut taken)
            {
                if !job.answer.is_closed() {
                    seats += job.ask.command.steps.len();
                    jobs.push(job);
                }
            }
            // All who stood there have left.
            if jobs.is_empty() && !taken.is_empty() {
                self.done(&taken.drain().collect::<Vec<_>>());
            }
        }
        (taken.into_iter().collect(), jobs)
    }

    /// Takes the first of a block's line, if no other worker is at any of its blocks and it is the first in all of their lines.
    fn take_first(&mut self, key: BlockKey, taken: &mut HashSet<BlockKey>) -> Option<Job> {
        let id = *self.lines.get(&key)?.jobs.front()?;
        let (_, blocks) = self.jobs.get(id)?;
        let is_next = |block: &BlockKey| {
            let line = self.lines.get(block);
            line.is_some_and(|line| line.jobs.front() == Some(&id) && (!line.busy || taken.contains(block)))
        };
        if !blocks.iter().all(is_next) {
            return None;
        }
        let (job, blocks) = self.jobs.try_remove(id)?;
        for block in blocks {
            if let Some(line) = self.lines.get_mut(&block) {
                line.jobs.pop_front();
                line.busy = true;
                taken.insert(block);
            }
        }
        Some(job)
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
