//! The scenarios of the table.

use super::{Target, fanout, idle, storm, views};
use crate::{
    error::Result,
    jari::{Ground, JariOptions, StoreKind},
    report::{Book, FLOOR, JARI, NCHAN},
    servers::Nginx,
};
use std::time::Duration;

/// What may be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Scenario {
    /// 1,000 viewers, 20 changes a second.
    Fan1000,
    /// 4,000 viewers, 8 changes a second.
    Fan4000,
    /// 2,000 viewers, 500 changes a second.
    Rush,
    /// The same over Redis, which takes more holds a second than a database on disk.
    RushRedis,
    /// 2,000 viewers of 50 different views, 500 changes a second over 12 blocks.
    Views,
    /// The memory of 5,000 viewers of a quiet block.
    Memory,
    /// 5,000 viewers come back at once.
    Storm,
    /// The processor time of 2,000 viewers of a quiet block.
    Quiet,
    /// As many viewers as one instance takes here.
    Many,
}

/// All of them, in the order of the table.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::Fan1000,
    Scenario::Fan4000,
    Scenario::Rush,
    Scenario::RushRedis,
    Scenario::Views,
    Scenario::Memory,
    Scenario::Storm,
    Scenario::Quiet,
    Scenario::Many,
];

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Who {
    /// A real Jari.
    Jari,
    /// The bare loop.
    Floor,
    /// The nginx module.
    Nchan,
}

/// How it is measured.
#[derive(Clone, Copy, Debug)]
pub struct How {
    /// For how long.
    pub time: Duration,
    /// Over which store Jari runs.
    pub store: StoreKind,
}

const MEMORY_VIEWERS: usize = 5_000;
const STORM_VIEWERS: usize = 5_000;
const QUIET_VIEWERS: usize = 2_000;
const RUSH: (usize, u32) = (2_000, 500);

/// A process may open 20,000 files where the figures to beat were measured.
const MANY_VIEWERS: usize = 19_000;

/// Connections that make changes.
const CHANGERS: usize = 24;

impl Scenario {
    /// Measures once; each server is a fresh one.
    pub fn run(self, who: Who, options: &JariOptions, how: How, book: &mut Book) -> Result<()> {
        let is_jari_alone =
            matches!(self, Self::Rush | Self::RushRedis | Self::Views | Self::Quiet | Self::Many);
        if who != Who::Jari && is_jari_alone {
            // One at a time it would take a machine of many processors, or it says nothing.
            return Ok(());
        }
        let how = if self == Self::RushRedis { How { store: StoreKind::Redis, ..how } } else { how };
        if !how.store.is_installed() {
            book.note(format!("{} is not installed.", how.store.name()));
            return Ok(());
        }
        if who == Who::Nchan && !Nginx::has_nchan() {
            book.note("nchan is not installed (Debian: libnginx-mod-nchan).".to_owned());
            return Ok(());
        }
        if self == Self::Views {
            return views::measure(options, how, book);
        }
        let (name, _ground, mut target) = who.start(options, how.store)?;
        match self {
            // Measured above.
            Self::Views => {}
            Self::Fan1000 => fan(book, name, "fan1000", &mut target, (1_000, 20), how)?,
            Self::Fan4000 => fan(book, name, "fan4000", &mut target, (4_000, 8), how)?,
            Self::Rush => rush(book, name, "rush", &mut target, how)?,
            Self::RushRedis => rush(book, name, "redis rush", &mut target, how)?,
            Self::Memory => book.add(name, "memory", idle::memory(&target, MEMORY_VIEWERS)? / 1_024.0),
            Self::Storm => {
                let storm = storm::measure(&mut target, STORM_VIEWERS)?;
                book.add(name, "storm time", storm.took.as_secs_f64() * 1e3);
                book.add(name, "storm viewer", storm.per_viewer);
            }
            Self::Quiet => {
                book.add(name, "quiet load", idle::load(&target, QUIET_VIEWERS, how.time)? * 100.0)
            }
            Self::Many => {
                note_fanout(book, name, "many", &measure(&mut target, MANY_VIEWERS, 2, how)?);
                book.add(name, "many viewers", MANY_VIEWERS as f64);
            }
        }
        Ok(())
    }
}

/// Measures a fan-out of other measures than those of the table.
pub fn custom(
    who: Who,
    options: &JariOptions,
    how: How,
    (viewers, rate): (usize, u32),
    book: &mut Book,
) -> Result<()> {
    let (name, _ground, mut target) = who.start(options, how.store)?;
    let fanout = measure(&mut target, viewers, rate, how)?;
    note_fanout(book, name, "custom", &fanout);
    note_pace(book, name, "custom", &fanout);
    Ok(())
}

impl Who {
    /// Starts a fresh one: what the table calls it, the store below it, and the server.
    fn start(
        self,
        options: &JariOptions,
        store: StoreKind,
    ) -> Result<(&'static str, Option<Ground>, Target)> {
        Ok(match self {
            Self::Jari => {
                let ground = Ground::new(options, store)?;
                let match_id = ground.create_match()?;
                let target = Target::jari(ground.start()?, match_id, CHANGERS)?;
                (JARI, Some(ground), target)
            }
            Self::Floor => (FLOOR, None, Target::floor()?),
            Self::Nchan => (NCHAN, None, Target::nchan()?),
        })
    }
}

/// What the changes take by themselves is measured with one viewer, so that it can be told from what the others cost.
fn fan(
    book: &mut Book,
    who: &str,
    what: &str,
    target: &mut Target,
    (viewers, rate): (usize, u32),
    how: How,
) -> Result<()> {
    let making = measure(target, 1, rate, how)?.per_change / viewers as f64;
    let fanout = measure(target, viewers, rate, how)?;
    note_fanout(book, who, what, &fanout);
    book.add(who, &format!("{what} making"), making);
    book.add(who, &format!("{what} net"), fanout.per_delivery - making);
    Ok(())
}

/// The same where the server cannot keep up with one event at a time, so that each change counts, not each event.
fn rush(book: &mut Book, who: &str, what: &str, target: &mut Target, how: How) -> Result<()> {
    let (viewers, rate) = RUSH;
    let making = measure(target, 1, rate, how)?.per_change / viewers as f64;
    let fanout = measure(target, viewers, rate, how)?;
    note_fanout(book, who, what, &fanout);
    note_pace(book, who, what, &fanout);
    book.add(who, &format!("{what} net"), fanout.per_change - making);
    Ok(())
}

pub(super) fn note_pace(book: &mut Book, who: &str, what: &str, fanout: &fanout::Fanout) {
    book.add(who, &format!("{what} change"), fanout.per_change);
    book.add(who, &format!("{what} rate"), fanout.rate);
    book.add(who, &format!("{what} load"), fanout.load * 100.0);
    book.add(who, &format!("{what} conflated"), fanout.conflated * 100.0);
}

fn measure(target: &mut Target, viewers: usize, rate: u32, how: How) -> Result<fanout::Fanout> {
    fanout::measure(target, viewers, rate, how.time)
}

pub(super) fn note_fanout(book: &mut Book, who: &str, what: &str, fanout: &fanout::Fanout) {
    let millis = |micros: u32| f64::from(micros) / 1e3;
    book.add(who, &format!("{what} delivery"), fanout.per_delivery);
    book.add(who, &format!("{what} p50"), millis(fanout.latency.p50));
    book.add(who, &format!("{what} p99"), millis(fanout.latency.p99));
    book.add(who, &format!("{what} max"), millis(fanout.latency.max));
}
