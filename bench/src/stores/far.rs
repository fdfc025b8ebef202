//! What a request costs where the store is some milliseconds away: how often it waits for the store, and how long a hold
//! takes.

use crate::{
    error::Result,
    jari::{Ground, JariOptions, StoreKind, snapshot_path},
    report::{Book, JARI},
    spread::Spread,
    wire::{Answer, Client},
};
use bench::proxy::Proxy;
use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// How long everything takes each way.
pub const ONE_WAY: Duration = Duration::from_micros(2_500);

/// How often the round trips of each request are counted. The least counts: what runs beside the requests, and what is read
/// again after a second, only adds to it.
const TRIES: usize = 15;

/// So long nothing comes back when nobody asks.
const QUIET: Duration = Duration::from_millis(15);

/// Holds and releases before it is measured: a connection prepares its statements once.
const WARM: usize = 20;

/// One buyer.
struct Buyer {
    client: Client,
    match_id: u32,
}

/// Holds seats one after the other for so long, and then counts.
pub fn measure(options: &JariOptions, kind: StoreKind, time: Duration, book: &mut Book) -> Result<()> {
    if !kind.is_installed() {
        book.note(format!("{} is not installed.", kind.name()));
        return Ok(());
    }
    let ground = Ground::new(options, kind)?;
    // A file is never far away.
    let Some(link) = ground.store().link()? else { return Ok(()) };
    let match_id = ground.create_match()?;
    let mut settings = ground.store().environment_through(&link);
    // To count what somebody has on hold is part of a hold, unless it is switched off.
    settings.push(("JARI_MAX_HOLDS", "6".to_owned()));
    let jari = ground.start_with(&settings)?;
    let block = *jari.blocks(match_id)?.first().ok_or("a match without blocks")?;
    // All in one block, so that a snapshot of it has something new to tell.
    let seats: Vec<u64> = jari.board(match_id, block)?.ids().collect();
    link.slow(ONE_WAY);

    let mut buyer = Buyer { client: Client::with_session(jari.host)?, match_id };
    for seat in &seats[..WARM] {
        buyer.change(*seat, "hold")?;
        buyer.change(*seat, "release")?;
    }
    let (begin, mut took) = (Instant::now(), Vec::new());
    for seat in seats.iter().cycle() {
        if begin.elapsed() >= time {
            break;
        }
        let asked = Instant::now();
        buyer.change(*seat, "hold")?;
        took.push(u32::try_from(asked.elapsed().as_micros())?);
        buyer.change(*seat, "release")?;
    }
    let spread = Spread::of(&mut took);
    let note = |book: &mut Book, what: &str, value: f64| {
        book.add(JARI, &format!("far {what} {}", kind.name()), value);
    };
    note(book, "p50", f64::from(spread.p50) / 1e3);
    note(book, "p99", f64::from(spread.p99) / 1e3);

    let mut counted = [const { Vec::new() }; 4];
    for seat in &seats[..TRIES] {
        let hold = count(&link, || buyer.change(*seat, "hold"))?;
        let release = count(&link, || buyer.change(*seat, "release"))?;
        buyer.change(*seat, "hold")?;
        let complete = count(&link, || buyer.complete(*seat))?;
        let snapshot = count(&link, || buyer.client.get(&snapshot_path(match_id, block)).map(drop))?;
        counted.iter_mut().zip([hold, release, complete, snapshot]).for_each(|(all, one)| all.push(one));
    }
    for (what, counted) in ["hold", "release", "complete", "snapshot"].iter().zip(&counted) {
        note(book, &format!("trips {what}"), counted.iter().copied().fold(f64::INFINITY, f64::min));
    }
    Ok(())
}

/// The round trips that are made while that is answered. What is done after an answer, such as asking whether a connection is
/// still there, is over before it begins.
fn count(link: &Proxy, ask: impl FnOnce() -> Result<()>) -> Result<f64> {
    let mut before = link.round_trips();
    loop {
        sleep(QUIET);
        let now = link.round_trips();
        if now == before {
            break;
        }
        before = now;
    }
    ask()?;
    Ok((link.round_trips() - before) as f64)
}

impl Buyer {
    fn change(&mut self, seat: u64, how: &str) -> Result<()> {
        let path = format!("/api/matches/{}/allocation/seats/{seat}/{how}", self.match_id);
        succeeded(how, &self.client.post(&path, "", b"")?)
    }

    fn complete(&mut self, seat: u64) -> Result<()> {
        let path = format!("/api/matches/{}/allocation/seats/complete", self.match_id);
        let body = format!("{{\"seatIds\":[{seat}]}}");
        succeeded(
            "complete",
            &self.client.post(&path, "Content-Type: application/json\r\n", body.as_bytes())?,
        )
    }
}

fn succeeded(what: &str, answer: &Answer) -> Result<()> {
    if matches!(answer.status, 200 | 201) {
        return Ok(());
    }
    Err(format!("{what}: {} {}", answer.status, String::from_utf8_lossy(&answer.body)).into())
}
