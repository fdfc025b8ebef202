//! Several instances over one store, each with as many viewers as fit into one process of the benchmark.
//!
//! The viewers of an instance are in a process of their own, which is told what to do line by line: `record`, then
//! `finish` with the latest revision and the moments at which the changes were answered. It answers each with a line.

use super::{fanout::latencies, target::PATIENCE};
use crate::{
    changes::{Pace, make_changes},
    error::Result,
    jari::{Ground, Jari, JariOptions, SeatChanger, StoreKind, fetch_board, stream_path},
    report::{Book, JARI},
    servers::command,
    spread::Spread,
    viewers::{Key, Plan, Viewers},
};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Lines, Write, stdin},
    net::SocketAddr,
    process::{Child, ChildStdin, ChildStdout, Stdio},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

const INSTANCES: usize = 5;
const VIEWERS: usize = 15_000;
const RATE: u32 = 1;

/// The viewers of one instance.
struct Group {
    child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

/// Five instances with 15,000 viewers each see the same changes.
pub fn measure(options: &JariOptions, time: Duration, book: &mut Book) -> Result<()> {
    let kind = if StoreKind::Redis.is_installed() { StoreKind::Redis } else { StoreKind::Sqlite };
    let ground = Ground::new(options, kind)?;
    let match_id = ground.create_match()?;
    let instances: Result<Vec<Jari>> = (0..INSTANCES).map(|_| ground.start()).collect();
    let instances = instances?;
    let first = instances.first().ok_or("no instances")?;
    let block = *first.blocks(match_id)?.first().ok_or("a match without blocks")?;
    let path = stream_path(match_id, block);
    let groups: Result<Vec<Group>> = instances.iter().map(|jari| Group::start(jari.host, &path)).collect();
    let mut groups = groups?;
    for group in &mut groups {
        group.expect("open")?;
    }
    for group in &mut groups {
        group.order("record")?;
        group.expect("recording")?;
    }
    let seats: Vec<u64> = first.board(match_id, block)?.ids().collect();
    let mut changers = SeatChanger::crowd(first.host, match_id, &seats, 4)?;
    let base = Instant::now();
    let began = unix_micros()?;
    let changes = make_changes(&mut changers, Pace { rate: RATE, time, connections: 4 }, base)?;
    let answered: Vec<(u32, u64)> =
        changes.answered.iter().map(|(rev, at)| (*rev, began + u64::from(*at))).collect();
    let order = format!("finish {}", json!(answered));
    for group in &mut groups {
        group.order(&order)?;
    }
    let (mut p50, mut p99) = (0.0_f64, 0.0_f64);
    for group in &mut groups {
        let answer: Value = serde_json::from_str(&group.answer()?)?;
        let millis = |name: &str| answer[name].as_f64().ok_or_else(|| format!("the viewers say: {answer}"));
        p50 = p50.max(millis("p50")?);
        p99 = p99.max(millis("p99")?);
    }
    book.note(format!("Five instances ran over {}; the latencies are those of the slowest.", kind.name()));
    book.add(JARI, "fleet viewers", (INSTANCES * VIEWERS) as f64);
    book.add(JARI, "fleet p50", p50);
    book.add(JARI, "fleet p99", p99);
    Ok(())
}

/// The viewers' side: does what the lines of its input say, and ends with its input.
pub fn view(host: SocketAddr, path: String) -> Result<()> {
    let (base, began) = (Instant::now(), unix_micros()?);
    let viewers = Viewers::new(Plan { host, paths: vec![path.clone()], key: Key::Revision, base })?;
    viewers.open(VIEWERS, false, 0, PATIENCE)?;
    println!("open");
    for line in stdin().lines() {
        let line = line?;
        let Some(answered) = line.strip_prefix("finish ") else {
            viewers.record()?;
            println!("recording");
            continue;
        };
        let answered: Vec<Value> = serde_json::from_str(answered)?;
        let pair = |pair: &Value| {
            let at = pair[1].as_u64()?.checked_sub(began)?;
            Some((u32::try_from(pair[0].as_u64()?).ok()?, u32::try_from(at).ok()?))
        };
        let answered: Option<Vec<(u32, u32)>> = answered.iter().map(pair).collect();
        let answered = answered.ok_or("the changes cannot be read")?;
        let last = answered.iter().map(|(rev, _)| u64::from(*rev)).max().unwrap_or(0);
        viewers.wait_for(VIEWERS, last, PATIENCE)?;
        let receipts = viewers.take_receipts()?;
        let other = viewers.count_other(&fetch_board(host, path.trim_end_matches("/stream"))?)?;
        if other > 0 {
            return Err(format!("{other} viewers know another state than the store").into());
        }
        let spread = Spread::of(&mut latencies(&answered, &receipts));
        println!("{}", json!({"p50": f64::from(spread.p50) / 1e3, "p99": f64::from(spread.p99) / 1e3}));
    }
    Ok(())
}

impl Group {
    fn start(host: SocketAddr, path: &str) -> Result<Self> {
        let mut command = command(std::env::current_exe()?);
        command.args(["view", &host.to_string(), path]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (orders, answers) = pipes.ok_or("a process without pipes")?;
        Ok(Self { child, orders, answers: BufReader::new(answers).lines() })
    }

    fn order(&mut self, line: &str) -> Result<()> {
        Ok(writeln!(self.orders, "{line}")?)
    }

    /// The next line. It comes in a bounded time, as whatever the viewers wait for is bounded.
    fn answer(&mut self) -> Result<String> {
        Ok(self.answers.next().ok_or("the viewers are gone")??)
    }

    fn expect(&mut self, line: &str) -> Result<()> {
        let answer = self.answer()?;
        if answer == line { Ok(()) } else { Err(format!("the viewers say {answer:?}").into()) }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn unix_micros() -> Result<u64> {
    Ok(u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros())?)
}
