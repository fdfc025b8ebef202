//! Buyers who pay as fast as they are answered.

use crate::{
    error::Result,
    jari::{Ground, Jari},
    sale::{Line, read_order},
    stores::crowd::{in_turn, sessions},
    wire::Answer,
};
use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::task::{JoinSet, LocalSet};

/// Connections that buy.
const CONNECTIONS: usize = 64;

/// Seats that one buyer buys, one after the other.
const SEATS_EACH: usize = 4;

struct Shop {
    host: SocketAddr,
    match_id: u32,
    cookies: Vec<String>,
    seats: RefCell<std::vec::IntoIter<u64>>,
    deadline: Instant,
    paid: Cell<u32>,
}

/// Orders that were paid a second. What was sold is held against the shop's own books.
pub(super) fn sell(ground: &Ground, jari: &Jari, match_id: u32, time: Duration) -> Result<f64> {
    let seats = in_turn(jari, match_id)?;
    let cookies = sessions(jari, seats.len() / SEATS_EACH)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let begin = Instant::now();
    let (seats, paid) = (RefCell::new(seats.into_iter()), Cell::new(0));
    let shop = Rc::new(Shop { host: jari.host, match_id, cookies, seats, deadline: begin + time, paid });
    LocalSet::new().block_on(&runtime, async {
        let mut buyers = JoinSet::new();
        for number in 0..CONNECTIONS {
            buyers.spawn_local(buy(Rc::clone(&shop), number));
        }
        while let Some(bought) = buyers.join_next().await {
            bought??;
        }
        Ok::<_, crate::error::Error>(())
    })?;
    let (paid, took) = (shop.paid.get(), begin.elapsed());
    let report: serde_json::Value =
        serde_json::from_str(&ground.output(&["report", "--match", &match_id.to_string(), "--json"])?)?;
    if report["seats"]["sold"] != paid || report["balances"] != true {
        return Err(format!("{paid} orders were paid, and the report says {report}").into());
    }
    Ok(f64::from(paid) / took.as_secs_f64())
}

async fn buy(shop: Rc<Shop>, number: usize) -> Result<()> {
    let (mut line, mut bought) = (Line::new(shop.host), 0);
    while Instant::now() < shop.deadline {
        let Some(seat) = shop.seats.borrow_mut().next() else { return Ok(()) };
        let cookie = &shop.cookies[(bought / SEATS_EACH * CONNECTIONS + number) % shop.cookies.len()];
        bought += 1;
        let mut ask = async |method: &str, path: &str, headers: &str, body: &str, status: u16| {
            let length = body.len();
            let request = format!(
                "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n{headers}Content-Length: {length}\r\n\r\n{body}",
                shop.host
            );
            let answer = line.ask(request.as_bytes()).await?;
            if answer.status == status {
                return Ok::<Answer, crate::error::Error>(answer);
            }
            let text = String::from_utf8_lossy(&answer.body);
            Err(format!("{method} {path} was answered {}: {text}", answer.status).into())
        };
        let of_match = format!("/api/matches/{}", shop.match_id);
        ask("POST", &format!("{of_match}/allocation/seats/{seat}/hold"), "", "", 201).await?;
        let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {seat}\r\n");
        let body = format!(
            "{{\"seats\":[{{\"seatId\":{seat},\"type\":\"adult\"}}],\"buyer\":{{\"name\":\"A B\",\
             \"email\":\"ab@example.com\",\"phone\":\"010-1234-5678\"}}}}"
        );
        let order =
            read_order(&ask("POST", &format!("{of_match}/orders"), &headers, &body, 201).await?.body)?;
        let begun = ask("POST", &format!("/api/orders/{}/payments", order.id), "", "", 200).await?;
        let begun: serde_json::Value = serde_json::from_slice(&begun.body)?;
        let origin = format!("http://{}", shop.host);
        let own = |url: &str| url.strip_prefix(&origin).unwrap_or(url).to_owned();
        let page = own(begun["data"]["payUrl"].as_str().ok_or("no address to pay at")?);
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        let played = ask("POST", &page, form, "webhook=at-once&outcome=pay", 303).await?;
        let back = own(played.location.as_deref().ok_or("no way back")?);
        ask("GET", &back, "", "", 303).await?;
        let read = ask("GET", &format!("/api/orders/{}", order.id), "", "", 200).await?;
        if !read_order(&read.body)?.told.is_paid() {
            return Err(format!("order {} is not paid", order.id).into());
        }
        shop.paid.set(shop.paid.get() + 1);
    }
    Ok(())
}
