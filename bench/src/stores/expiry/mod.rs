//! Many holds run out at the same time, and others go on buying.

mod freed;
mod taker;

use super::{
    crowd::{in_turn, take},
    far::ONE_WAY,
};
use crate::{
    changes::{Changes, Pace, make_changes},
    error::Result,
    jari::{Ground, Jari, JariOptions, Size, StoreKind},
    report::{Book, JARI},
    spread::Spread,
    wire::Client,
};
use freed::wait_until_free;
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};
use taker::{Counted, Taker};

/// Seats of a block are whole rows; those that nobody has yet are for those who go on buying.
const SIZE: Size = Size { blocks: 60, seats: 720 };
const TOTAL: usize = SIZE.blocks * SIZE.seats;

/// Holds that run out.
const HELD: usize = 25_000;

/// Holds a second that go on.
const RATE: u32 = 200;

/// Connections that take turns at them, so many that one that waits delays no other.
const CONNECTIONS: usize = 100;

/// How long all may take to be held.
const HELD_WITHIN: Duration = Duration::from_secs(20);

/// How long it is waited until all are free, once the last has run out.
const FREED_WITHIN: Duration = Duration::from_secs(30);

/// What is measured of the time before: there are seats for so long.
const QUIET_AT_MOST: Duration = Duration::from_secs(15);

/// Until everybody has been answered once, and all that is prepared once has been.
const WARM: Duration = Duration::from_secs(1);

/// How often it is looked whether it is over.
const ROUND: Duration = Duration::from_secs(1);

/// Where the store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// On the same machine.
    Near,
    /// Some milliseconds away.
    Far,
}

/// Measures the holds of a second instance, which has the sweep to itself: as long as nothing runs out, and then while the
/// holds run out that were made through the first one.
pub fn measure(
    options: &JariOptions,
    kind: StoreKind,
    distance: Distance,
    time: Duration,
    book: &mut Book,
) -> Result<()> {
    if !kind.is_installed() {
        book.note(format!("{} is not installed.", kind.name()));
        return Ok(());
    }
    let ground = Ground::of_size(options, kind, SIZE)?;
    let match_id = ground.create_match()?;
    let link = ground.store().link()?.filter(|_| distance == Distance::Far);
    if distance == Distance::Far && link.is_none() {
        // A file is never far away.
        return Ok(());
    }
    let settings = link.as_ref().map(|link| ground.store().environment_through(link)).unwrap_or_default();
    let jari = ground.start_with(&settings)?;
    let seats = in_turn(&jari, match_id)?;
    let (held, free) = seats.split_at_checked(HELD).ok_or("a venue that is too small")?;
    // The time to hold them, and then as long as is measured before the first runs out.
    let lasts = HELD_WITHIN / 2 + time.min(QUIET_AT_MOST);
    let begin = Instant::now();
    let made = {
        let maker = ground.start_with(&[("JARI_HOLD_TTL_SECS", lasts.as_secs().to_string())])?;
        let from = Instant::now();
        let load = take(&maker, match_id, held, HELD_WITHIN)?;
        if load.answered < HELD as u64 {
            return Err(format!("in {HELD_WITHIN:?} only {} seats were held", load.answered).into());
        }
        (from, from + load.took)
    };
    let runs_out = (made.0 + lasts, made.1 + lasts);
    if let Some(link) = &link {
        link.slow(ONE_WAY);
    }
    let counted = Counted::default();
    let share = |turn| free.iter().skip(turn).step_by(CONNECTIONS).rev().copied().collect();
    let takers: Result<Vec<Taker<'_>>> = (0..CONNECTIONS)
        .map(|turn| {
            let client = Client::with_session(jari.host)?;
            Ok(Taker { client, match_id, seats: share(turn), counted: &counted })
        })
        .collect();
    let (changes, freed) = watch(&jari, match_id, &mut takers?, begin, runs_out.1)?;
    note(book, kind, distance, &changes, begin, (runs_out.0, freed.unwrap_or_else(Instant::now)))?;
    let what = |what: &str| name(what, kind, distance);
    book.add(JARI, &what("unavailable"), counted.unavailable.load(Ordering::SeqCst) as f64);
    match freed {
        Some(freed) => {
            let late = freed.saturating_duration_since(runs_out.1);
            book.add(JARI, &what("freed"), late.as_secs_f64() * 1e3);
        }
        None => book.note(format!(
            "{}: {} s after the last of {HELD} holds had run out not all were free.",
            what("freed"),
            FREED_WITHIN.as_secs()
        )),
    }
    Ok(())
}

/// Goes on buying until all have been freed, and tells when that was; nobody knows when it does not come about.
fn watch(
    jari: &Jari,
    match_id: u32,
    takers: &mut [Taker<'_>],
    base: Instant,
    last: Instant,
) -> Result<(Changes, Option<Instant>)> {
    let (over, counted) = (AtomicBool::new(false), takers.first().ok_or("nobody buys")?.counted);
    let pace = |time| Pace { rate: RATE, time, connections: CONNECTIONS };
    make_changes(takers, pace(WARM), base)?;
    thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let freed = wait_until_free(jari.host, match_id, &counted.asked, last + FREED_WITHIN);
            over.store(true, Ordering::SeqCst);
            freed
        });
        let mut all = Changes::default();
        while !over.load(Ordering::SeqCst) {
            all.answered.extend(make_changes(takers, pace(ROUND), base)?.answered);
        }
        let freed = watcher.join().unwrap_or_else(|_| Err("a thread broke down".into()));
        Ok((all, freed?))
    })
}

/// Writes down what holds took before the first ran out, and from then until all were free.
fn note(
    book: &mut Book,
    kind: StoreKind,
    distance: Distance,
    changes: &Changes,
    base: Instant,
    (first, freed): (Instant, Instant),
) -> Result<()> {
    let micros = |at: Instant| u32::try_from(at.saturating_duration_since(base).as_micros());
    let (first, freed) = (micros(first)?, micros(freed)?);
    let (mut quiet, mut busy) = (Vec::new(), Vec::new());
    for (took, answered) in &changes.answered {
        if *answered < first {
            quiet.push(*took);
        } else if answered - took <= freed {
            busy.push(*took);
        }
    }
    if quiet.len().min(busy.len()) < 100 {
        return Err("too few holds were made to say how long they take".into());
    }
    let (quiet, busy) = (Spread::of(&mut quiet), Spread::of(&mut busy));
    for (what, micros) in [
        ("quiet p50", quiet.p50),
        ("quiet p99", quiet.p99),
        ("p50", busy.p50),
        ("p99", busy.p99),
        ("max", busy.max),
    ] {
        book.add(JARI, &name(what, kind, distance), f64::from(micros) / 1e3);
    }
    Ok(())
}

fn name(what: &str, kind: StoreKind, distance: Distance) -> String {
    let far = if distance == Distance::Far { "far " } else { "" };
    format!("{far}expiry {what} {}", kind.name())
}
