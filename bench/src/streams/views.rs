//! Many pages, each of which follows the blocks that it has in view.

use super::{
    How,
    fanout::{Fanout, latencies},
    scenario::{note_fanout, note_pace},
    target::PATIENCE,
};
use crate::{
    changes::{Change, Changes, Pace, make_changes},
    error::Result,
    jari::{Ground, Jari, JariOptions, SeatChanger},
    report::{Book, JARI},
    spread::Spread,
    usage,
    viewers::{Goal, Key, Plan, Viewers, key_of},
};
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

const VIEWERS: usize = 2_000;
const VIEWS: usize = 50;
const BLOCKS: usize = 12;
const RATE: u32 = 500;

/// Connections that make changes: each changes one block alone.
const CHANGERS: usize = 24;

/// The places of the blocks that a view shows: neighbours, as on a ring, from 2 to 10 of them, 5.2 on the average.
fn view(number: usize) -> Vec<usize> {
    let (first, size) = (number % BLOCKS, 2 + number / BLOCKS * 2);
    (first..first + size).map(|place| place % BLOCKS).collect()
}

/// How many of so many viewers see the block at that place.
fn seeing(viewers: usize, block: usize) -> usize {
    let views: Vec<bool> = (0..VIEWS).map(|number| view(number).contains(&block)).collect();
    views.iter().cycle().take(viewers).filter(|sees| **sees).count()
}

/// Makes changes of one block.
struct BlockChanger {
    block: u64,
    changer: SeatChanger,
}

impl Change for BlockChanger {
    fn make(&mut self) -> Result<u32> {
        key_of(self.block, self.changer.make()?.into())
    }
}

/// The server with its viewers.
struct Stage {
    jari: Jari,
    match_id: u32,
    blocks: Vec<u64>,
    viewers: Viewers,
    changers: Vec<BlockChanger>,
    base: Instant,
    /// The latest revision of each block.
    revs: Vec<u64>,
}

/// What it costs to tell each viewer what it sees, for each change that it sees.
pub fn measure(options: &JariOptions, how: How, book: &mut Book) -> Result<()> {
    let ground = Ground::new(options, how.store)?;
    let mut stage = Stage::new(&ground)?;
    let made = stage.run(1, how.time)?;
    let fanout = stage.run(VIEWERS, how.time)?;
    note_fanout(book, JARI, "views", &fanout);
    note_pace(book, JARI, "views", &fanout);
    // The one viewer sees few changes, and all are made.
    let seen: usize = (0..BLOCKS).map(|block| seeing(VIEWERS, block)).sum();
    let alone: usize = (0..BLOCKS).map(|block| seeing(1, block)).sum();
    let making = made.per_change * alone as f64 / seen as f64;
    book.add(JARI, "views making", making);
    book.add(JARI, "views net", fanout.per_change - making);
    Ok(())
}

impl Stage {
    fn new(ground: &Ground) -> Result<Self> {
        let match_id = ground.create_match()?;
        let (jari, base) = (ground.start()?, Instant::now());
        let mut blocks = jari.blocks(match_id)?;
        blocks.truncate(BLOCKS);
        let mut changers = Vec::new();
        for turn in 0..CHANGERS {
            let block = *blocks.get(turn % BLOCKS).ok_or("a match with too few blocks")?;
            let seats =
                jari.board(match_id, block)?.ids().skip(turn / BLOCKS).step_by(CHANGERS / BLOCKS).collect();
            changers.push(BlockChanger { block, changer: SeatChanger::new(jari.host, match_id, seats)? });
        }
        let path = |number| {
            let shown: Vec<String> = view(number).iter().map(|place| blocks[*place].to_string()).collect();
            format!("/api/matches/{match_id}/seats/stream?blocks={}", shown.join(","))
        };
        let paths = (0..VIEWS).map(path).collect();
        let viewers = Viewers::new(Plan { host: jari.host, paths, key: Key::Position, base })?;
        let revs = vec![0; blocks.len()];
        Ok(Self { jari, match_id, blocks, viewers, changers, base, revs })
    }

    fn run(&mut self, viewers: usize, time: Duration) -> Result<Fanout> {
        self.viewers.open(viewers, false, self.goal(), PATIENCE)?;
        self.change(time.min(Duration::from_secs(1)))?;
        self.viewers.wait_for(viewers, self.goal(), PATIENCE)?;

        self.viewers.record()?;
        let process = self.jari.id();
        let (cpu, begin) = (usage::cpu(process)?, Instant::now());
        let before = self.revs.clone();
        let changes = self.change(time)?;
        self.viewers.wait_for(viewers, self.goal(), PATIENCE)?;
        let (cpu, took) = (usage::cpu(process)?.saturating_sub(cpu), begin.elapsed());
        let receipts = self.viewers.take_receipts()?;
        self.check()?;

        let made: Vec<u64> = self.revs.iter().zip(&before).map(|(now, before)| now - before).collect();
        if made.iter().sum::<u64>() != changes.answered.len() as u64 {
            return Err(format!("{made:?} changes of {} were made", changes.answered.len()).into());
        }
        let seen: usize =
            made.iter().zip(0..).map(|(made, block)| *made as usize * seeing(viewers, block)).sum();
        if receipts.len() != seen {
            return Err(format!("of {seen} changes that are seen {} have come", receipts.len()).into());
        }
        let micros = cpu.as_secs_f64() * 1e6 / seen.max(1) as f64;
        Ok(Fanout {
            per_delivery: micros,
            per_change: micros,
            load: cpu.as_secs_f64() / took.as_secs_f64(),
            latency: Spread::of(&mut latencies(&changes.answered, &receipts)),
            conflated: 0.0,
            rate: changes.answered.len() as f64 / changes.took.as_secs_f64(),
        })
    }

    fn change(&mut self, time: Duration) -> Result<Changes> {
        let pace = Pace { rate: RATE, time, connections: CHANGERS };
        let changes = make_changes(&mut self.changers, pace, self.base)?;
        let made: HashSet<u32> = changes.answered.iter().map(|(key, _)| *key).collect();
        for (rev, block) in self.revs.iter_mut().zip(&self.blocks) {
            while made.contains(&key_of(*block, *rev + 1)?) {
                *rev += 1;
            }
        }
        Ok(changes)
    }

    /// The latest revisions.
    fn goal(&self) -> Goal {
        Goal::Blocks(self.blocks.iter().copied().zip(self.revs.iter().copied()).collect())
    }

    /// Compares what every viewer knows with the snapshot route.
    fn check(&self) -> Result<()> {
        for &block in &self.blocks {
            let other = self.viewers.count_other_of(block, self.jari.board(self.match_id, block)?)?;
            if other > 0 {
                let log = self.jari.log();
                return Err(format!("{other} viewers know another state of block {block}\n{log}").into());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn there_are_so_many_different_views() {
        let views: BTreeSet<BTreeSet<usize>> =
            (0..VIEWS).map(|number| view(number).into_iter().collect()).collect();
        assert_eq!(views.len(), VIEWS);
        assert_eq!(views.iter().map(BTreeSet::len).sum::<usize>(), 260);
        let seen: usize = (0..BLOCKS).map(|block| seeing(VIEWERS, block)).sum();
        assert_eq!(seen, VIEWERS / VIEWS * 260);
    }
}
