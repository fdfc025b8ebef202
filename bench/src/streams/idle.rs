//! What viewers cost while nothing happens.

use super::target::{PATIENCE, Target};
use crate::{error::Result, usage};
use std::{thread::sleep, time::Duration};

/// Viewers who are there before it is measured, so that what the first ones cost, some megabytes once, is not taken for what
/// each costs.
const FIRST: usize = 1_000;

/// The server's memory for each idle viewer, in bytes.
pub fn memory(target: &Target, viewers: usize) -> Result<f64> {
    target.viewers.open(FIRST, false, target.rev(), PATIENCE)?;
    sleep(Duration::from_secs(1));
    let before = usage::memory(target.process)?;
    target.viewers.open(viewers, false, target.rev(), PATIENCE)?;
    sleep(Duration::from_secs(2));
    let after = usage::memory(target.process)?;
    Ok(after.saturating_sub(before) as f64 / (viewers - FIRST.min(viewers)).max(1) as f64)
}

/// The server's processor time as a part of one processor, while nothing changes.
pub fn load(target: &Target, viewers: usize, time: Duration) -> Result<f64> {
    target.viewers.open(viewers, false, target.rev(), PATIENCE)?;
    sleep(Duration::from_secs(1));
    let before = usage::cpu(target.process)?;
    sleep(time);
    let used = usage::cpu(target.process)?.saturating_sub(before);
    Ok(used.as_secs_f64() / time.as_secs_f64())
}
