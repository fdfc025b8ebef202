//! The best seats together for a crowd that asks at the same moment, beside holds of seats that everybody has chosen himself.

use super::crowd::{in_turn, sessions, take};
use crate::{
    error::Result,
    jari::{Ground, Jari, JariOptions, Size, StoreKind},
    load::{Load, drive},
    report::{Book, JARI, LIMIT},
    wire::Client,
};
use bench::port::free_address;
use std::{io::Write, net::SocketAddr, time::Duration};

/// As many seats as a ballpark has, about.
const BALLPARK: Size = Size { blocks: 40, seats: 640 };

/// Clients that ask at once.
const CLIENTS: usize = 200;

/// Seats that each asks for.
const COUNT: usize = 2;

/// Answers to one buyer, before it is somebody else's turn on that connection.
const ANSWERS_EACH: usize = 2;

/// Asks for two seats again and again, until the time is up or most seats are gone; then holds seats one by one in another match.
pub fn measure(options: &JariOptions, kind: StoreKind, time: Duration, book: &mut Book) -> Result<()> {
    if !kind.is_installed() {
        book.note(format!("{} is not installed.", kind.name()));
        return Ok(());
    }
    let ground = Ground::of_size(options, kind, BALLPARK)?;
    let (match_id, other) = (ground.create_match()?, ground.create_match()?);
    let metrics = free_address()?;
    let jari = ground.start_with(&[("JARI_METRICS_ADDR", metrics.to_string())])?;
    let load = ask(&jari, match_id, time)?;
    let what = format!("best {}", kind.name());
    book.add(JARI, &what, load.rate());
    book.add(JARI, &format!("best tries {}", kind.name()), tries(metrics)? / load.answered as f64);
    book.add(LIMIT, &what, take(&jari, other, &in_turn(&jari, other)?, time)?.rate());
    Ok(())
}

fn ask(jari: &Jari, match_id: u32, time: Duration) -> Result<Load> {
    // Of the last few nobody can say whether some are still together.
    let most = BALLPARK.blocks * BALLPARK.seats / COUNT * 9 / 10;
    let cookies = sessions(jari, most.div_ceil(ANSWERS_EACH))?;
    let body = format!("{{\"count\":{COUNT}}}");
    let (mut asked, mut buyers) = (0, cookies.iter());
    let mut present = vec![(0, ""); CLIENTS];
    drive(jari.host, CLIENTS, time, b"201", |number, request| {
        let Some((answers, cookie)) = present.get_mut(number).filter(|_| asked < most) else { return false };
        if *answers % ANSWERS_EACH == 0 {
            let Some(next) = buyers.next() else { return false };
            *cookie = next;
        }
        *answers += 1;
        asked += 1;
        write!(
            request,
            "POST /api/matches/{match_id}/allocation/best HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nContent-Type: \
             application/json\r\nContent-Length: {}\r\n\r\n{body}",
            jari.host,
            body.len()
        )
        .is_ok()
    })
}

/// How often what was found was tried to be held, so far.
fn tries(metrics: SocketAddr) -> Result<f64> {
    let answer = Client::connect(metrics)?.get("/metrics")?;
    let text = String::from_utf8(answer.body)?;
    let line = text.lines().find_map(|line| line.strip_prefix("jari_best_available_tries_total "));
    Ok(line.ok_or("the tries are not measured")?.trim().parse()?)
}
