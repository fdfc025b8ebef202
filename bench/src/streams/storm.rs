//! Everybody loses the connection at the same moment, and comes back at the same moment.

use super::target::{PATIENCE, Target};
use crate::{changes::Pace, error::Result, usage};
use std::time::{Duration, Instant};

/// What it took until everybody was back.
#[derive(Clone, Copy, Debug)]
pub struct Storm {
    /// Until every viewer had its stream and was up to date.
    pub took: Duration,
    /// The server's processor time for each viewer, in microseconds.
    pub per_viewer: f64,
}

/// Seats change while everybody is away, so that each viewer has something to be told.
pub fn measure(target: &mut Target, viewers: usize) -> Result<Storm> {
    target.viewers.open(viewers, false, target.rev(), PATIENCE)?;
    target.viewers.close()?;
    target.change(Pace { rate: 50, time: Duration::from_millis(1_000), connections: 4 })?;
    let (cpu, begin) = (usage::cpu(target.process)?, Instant::now());
    target.viewers.open(viewers, true, target.rev(), PATIENCE)?;
    let took = begin.elapsed();
    let cpu = usage::cpu(target.process)?.saturating_sub(cpu);
    target.check()?;
    Ok(Storm { took, per_viewer: cpu.as_secs_f64() * 1e6 / viewers.max(1) as f64 })
}
