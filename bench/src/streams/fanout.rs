//! Changes at a set rate, delivered to many viewers.

use super::target::{PATIENCE, Target};
use crate::{changes::Pace, error::Result, spread::Spread, usage};
use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// What a fan-out took.
#[derive(Clone, Copy, Debug)]
pub struct Fanout {
    /// The server's processor time for each event that a viewer received, in microseconds.
    pub per_delivery: f64,
    /// The same for each seat change and viewer, whether or not it came as an event of its own.
    pub per_change: f64,
    /// The server's processor time as a part of one processor.
    pub load: f64,
    /// From the answer to whoever made the change, to the receipt at each viewer.
    pub latency: Spread,
    /// Of all changes, the part that a later change of the same seat overtook.
    pub conflated: f64,
    /// Changes a second that were made.
    pub rate: f64,
}

/// Makes changes for a while before and while it is measured, and waits until every viewer has seen the last.
pub fn measure(target: &mut Target, viewers: usize, rate: u32, time: Duration) -> Result<Fanout> {
    let connections = (rate as usize / 25).clamp(1, 24);
    target.viewers.open(viewers, false, target.rev(), PATIENCE)?;
    target.change(Pace { rate, time: time.min(Duration::from_secs(1)), connections })?;
    settle(target, viewers)?;

    target.viewers.record()?;
    let (cpu, begin) = (usage::cpu(target.process)?, Instant::now());
    let changes = target.change(Pace { rate, time, connections })?;
    settle(target, viewers)?;
    let (cpu, took) = (usage::cpu(target.process)?.saturating_sub(cpu), begin.elapsed());
    let receipts = target.viewers.take_receipts()?;
    target.check()?;

    let made = changes.answered.len();
    if !target.conflates() && receipts.len() != made * viewers {
        return Err(format!("of {made} events for {viewers} viewers {} were received", receipts.len()).into());
    }
    let mut latencies = latencies(&changes.answered, &receipts);
    let micros = cpu.as_secs_f64() * 1e6;
    Ok(Fanout {
        per_delivery: micros / receipts.len().max(1) as f64,
        per_change: micros / (made * viewers).max(1) as f64,
        load: cpu.as_secs_f64() / took.as_secs_f64(),
        latency: Spread::of(&mut latencies),
        conflated: 1.0 - receipts.len() as f64 / (made * viewers).max(1) as f64,
        rate: made as f64 / changes.took.as_secs_f64(),
    })
}

/// Waits until every viewer has seen all. A server without revisions is given a moment instead; what is missing then shows
/// in the number of events.
fn settle(target: &Target, viewers: usize) -> Result<()> {
    target.viewers.wait_for(viewers, target.rev(), PATIENCE)?;
    if !target.conflates() {
        sleep(Duration::from_millis(300));
    }
    Ok(())
}

/// For each receipt the time since the change was answered; none at all if the viewer was first.
pub(super) fn latencies(answered: &[(u32, u32)], receipts: &[(u32, u32)]) -> Vec<u32> {
    let first = answered.iter().map(|(key, _)| *key).min().unwrap_or(0);
    let last = answered.iter().map(|(key, _)| *key).max().unwrap_or(0);
    let mut moments = vec![None; (last - first) as usize + 1];
    for (key, at) in answered {
        moments[(key - first) as usize] = Some(*at);
    }
    let of = |(key, at): &(u32, u32)| {
        let index = key.checked_sub(first)? as usize;
        let answered = moments.get(index).copied().flatten()?;
        Some(at.saturating_sub(answered))
    };
    receipts.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latency_runs_from_the_answer_to_the_receipt() {
        let answered = [(7, 1_000), (9, 3_000)];
        let receipts = [(7, 1_400), (9, 2_900), (8, 5_000), (1, 1), (70, 1)];
        assert_eq!(latencies(&answered, &receipts), [400, 0]);
    }
}
