//! One buyer: looks, chooses, holds, orders, and pays or gives up.

use super::{
    crowd::Sale,
    line::Line,
    mix::{Dice, Intent, LOOKS, Leave},
    shop::{OrderRead, choose, code, free_by_block, free_seats, read_hold, read_order},
    tally::{Made, Told},
};
use crate::wire::Answer;
use memchr::memmem;
use std::{
    io::Write,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::time::sleep;

/// How often a request is repeated that was not answered, or told to come again later.
const TRIES: usize = 30;

/// How often it is asked whether an order is paid, and how long is waited before it is asked again.
const ASKS: usize = 200;
const PAUSE: Duration = Duration::from_secs(1);

/// The buyer can do nothing more: what the server answers is none of what may be.
pub struct GivenUp;

type Step<T> = Result<T, GivenUp>;

/// A buyer.
pub struct Buyer<'a> {
    sale: &'a Sale,
    number: u32,
    line: &'a mut Line,
    cookie: String,
    dice: Dice,
}

impl<'a> Buyer<'a> {
    /// One who has just come.
    pub fn new(sale: &'a Sale, number: u32, line: &'a mut Line) -> Self {
        Self { sale, number, line, cookie: String::new(), dice: Dice::of(number) }
    }

    /// Does all that he has come for.
    pub async fn buy(mut self) {
        // Why he can do nothing more is counted where it happens.
        let _ = self.go().await;
    }

    async fn go(&mut self) -> Step<()> {
        let intent = self.dice.intent();
        let Some((seats, until)) = self.choose(&intent).await? else { return Ok(()) };
        sleep(self.dice.thinks()).await;
        if let Some(leave) = intent.lets_go {
            return self.let_go(&seats, leave).await;
        }
        let Some((order, number)) = self.order(&seats, until).await? else { return Ok(()) };
        sleep(self.dice.thinks()).await;
        match intent.abandons {
            None => {}
            Some(Leave::Says) => return self.cancel(&order, number, &seats).await,
            Some(Leave::Vanishes) => {
                self.sale.tally().keeps(self.number, &seats, order.until);
                return Ok(());
            }
        }
        if intent.is_declined {
            self.pay(&order.id, number, "decline", true).await?;
            if !intent.pays_again {
                return self.cancel(&order, number, &seats).await;
            }
            sleep(self.dice.thinks()).await;
        }
        self.pay(&order.id, number, "pay", !intent.loses_way_back).await
    }

    /// Looks for seats and holds them.
    async fn choose(&mut self, intent: &Intent) -> Step<Option<(Vec<u64>, i64)>> {
        let (mut asks_best, mut looks) = (intent.asks_best, 0);
        while looks < LOOKS && !self.sale.is_over() {
            let path = format!("/api/matches/{}/blocks", self.sale.match_id);
            let answer = self.ask("GET", &path, "", b"").await?;
            let blocks = free_by_block(&answer.body);
            let free = blocks.iter().map(|(_, free)| free).sum();
            looks += 1;
            if free == 0 {
                sleep(self.dice.waits()).await;
                continue;
            }
            sleep(self.dice.thinks()).await;
            let held = if asks_best {
                // Who is told no looks for himself.
                asks_best = false;
                self.best(intent.count).await?
            } else {
                let place = self.dice.below(free);
                self.pick(block_at(&blocks, place), intent.count).await?
            };
            if held.is_some() {
                return Ok(held);
            }
            sleep(self.dice.waits()).await;
        }
        Ok(None)
    }

    async fn best(&mut self, count: usize) -> Step<Option<(Vec<u64>, i64)>> {
        let path = format!("/api/matches/{}/allocation/best", self.sale.match_id);
        let body = format!("{{\"count\":{count}}}");
        let (answer, took) = self.timed("POST", &path, JSON, body.as_bytes()).await?;
        Ok(self.hold_answered(&answer, took))
    }

    /// Chooses seats of a block on the map and holds them.
    async fn pick(&mut self, block: u64, count: usize) -> Step<Option<(Vec<u64>, i64)>> {
        let match_id = self.sale.match_id;
        let answer =
            self.ask("GET", &format!("/api/matches/{match_id}/blocks/{block}/seats"), "", b"").await?;
        let seats = choose(&free_seats(&answer.body), count, self.dice.roll());
        sleep(self.dice.thinks()).await;
        let (answer, took) = match &seats[..] {
            [] => return Ok(None),
            [seat] => {
                let path = format!("/api/matches/{match_id}/allocation/seats/{seat}/hold");
                self.timed("POST", &path, "", b"").await?
            }
            seats => {
                let path = format!("/api/matches/{match_id}/allocation/seats/hold");
                self.timed("POST", &path, JSON, format!("{{\"seatIds\":{seats:?}}}").as_bytes()).await?
            }
        };
        Ok(self.hold_answered(&answer, took))
    }

    fn hold_answered(&mut self, answer: &Answer, took: u32) -> Option<(Vec<u64>, i64)> {
        let mut tally = self.sale.tally();
        tally.holds_took.push(took);
        let (seats, until) = read_hold(&answer.body).filter(|_| answer.status == 201).or_else(|| {
            match &*code(&answer.body) {
                "SEAT_TAKEN" => tally.conflicts += 1,
                "NO_SEATS_TOGETHER" => tally.no_seats += 1,
                code => *tally.refused.entry(format!("hold {code}")).or_default() += 1,
            }
            None
        })?;
        // It was given before this at the latest: whoever's time is over by now may have had them before.
        tally.held(self.number, &seats, now(), until);
        Some((seats, until))
    }

    async fn let_go(&mut self, seats: &[u64], leave: Leave) -> Step<()> {
        if leave == Leave::Vanishes {
            return Ok(());
        }
        for seat in seats {
            self.sale.tally().keeps(self.number, &[*seat], 0);
            let path = format!("/api/matches/{}/allocation/seats/{seat}/release", self.sale.match_id);
            let answer = self.ask("POST", &path, "", b"").await?;
            // It may have run out.
            if answer.status != 200 {
                self.refused("release", &answer);
            }
        }
        Ok(())
    }

    /// Makes an order; none where the hold has run out. What the buyer is told is also written down.
    async fn order(&mut self, seats: &[u64], until: i64) -> Step<Option<(OrderRead, usize)>> {
        let types = ["adult", "youth", "child"];
        let of = |(place, seat): (usize, &u64)| {
            let of = types[(self.number as usize + place) % types.len()];
            format!("{{\"seatId\":{seat},\"type\":\"{of}\"}}")
        };
        let seat_list = seats.iter().enumerate().map(of).collect::<Vec<_>>().join(",");
        let body = format!(
            "{{\"seats\":[{seat_list}],\"buyer\":{{\"name\":\"Buyer {0}\",\"email\":\"buyer{0}@example.com\",\
             \"phone\":\"010-1234-5678\"}}}}",
            self.number
        );
        let headers = format!("{JSON}Idempotency-Key: {}\r\n", self.number);
        let path = format!("/api/matches/{}/orders", self.sale.match_id);
        let (answer, took) = self.timed("POST", &path, &headers, body.as_bytes()).await?;
        self.sale.tally().orders_took.push(took);
        if answer.status != 201 {
            self.refused("order", &answer);
            if now() < until {
                self.sale.tally().keeps(self.number, seats, 0);
            }
            return Ok(None);
        }
        let Ok(order) = read_order(&answer.body) else { return Err(self.unexpected("order", &answer)) };
        let mut tally = self.sale.tally();
        tally.keeps(self.number, seats, order.until);
        tally.orders.push(Made {
            id: order.id.clone(),
            buyer: self.number,
            cookie: self.cookie.clone(),
            seats: seats.to_vec(),
            amount: order.amount,
            charges: 0,
            told: order.told.clone(),
        });
        let number = tally.orders.len() - 1;
        Ok(Some((order, number)))
    }

    async fn cancel(&mut self, order: &OrderRead, number: usize, seats: &[u64]) -> Step<()> {
        self.sale.tally().keeps(self.number, seats, 0);
        let answer = self.ask("POST", &format!("/api/orders/{}/cancel", order.id), "", b"").await?;
        match read_order(&answer.body) {
            Ok(order) if answer.status == 200 => self.sale.tally().told(number, order.told),
            _ => self.refused("cancel", &answer),
        }
        Ok(())
    }

    /// Pays as a browser does: goes to the sandbox's page, presses a button, is sent back, and looks what has become of the order.
    async fn pay(&mut self, order: &str, number: usize, outcome: &str, comes_back: bool) -> Step<()> {
        let begun = self.ask("POST", &format!("/api/orders/{order}/payments"), "", b"").await?;
        if begun.status != 200 {
            self.refused("payment", &begun);
            return self.look(order, number, |told| told.status != "PENDING").await.map(drop);
        }
        let page = self.path_after(&begun.body).ok_or_else(|| self.unexpected("payment", &begun))?;
        let shown = self.ask("GET", &page, "", b"").await?;
        if shown.status != 200 {
            return Err(self.unexpected("the sandbox's page", &shown));
        }
        sleep(self.dice.thinks()).await;
        let back = if comes_back { "comes" } else { "lost" };
        let form = format!("webhook=at-once&return={back}&gateway=up&outcome={outcome}");
        let pressed = Instant::now();
        let played = self.ask("POST", &page, FORM, form.as_bytes()).await?;
        let Some(to) = played.location.clone().filter(|_| played.status == 303) else {
            return Err(self.unexpected("a press", &played));
        };
        let is_sent_back = to.contains("/api/orders/");
        // Whoever had no answer and pressed again is shown what became of the first press.
        let is_charged = is_sent_back || self.is_shown_as_paid(&to).await?;
        if outcome == "pay"
            && is_charged
            && let Some(made) = self.sale.tally().orders.get_mut(number)
        {
            made.charges += 1;
        }
        if is_sent_back {
            let path = self.path_of(&to);
            let came = self.ask("GET", &path, "", b"").await?;
            if came.status != 303 {
                return Err(self.unexpected("the way back", &came));
            }
        }
        let is_over = |told: &Told| {
            told.status != "PENDING" || told.payments.last().is_some_and(|state| state == "DECLINED")
        };
        let told = self.look(order, number, is_over).await?;
        if outcome == "pay" && told.is_paid() {
            self.sale.tally().paid_took.push(micros(pressed));
        }
        Ok(())
    }

    /// Whether the sandbox's page says of a charge that it was taken.
    async fn is_shown_as_paid(&mut self, url: &str) -> Step<bool> {
        let page = self.ask("GET", &self.path_of(url), "", b"").await?;
        Ok(memmem::find(&page.body, IS_PAID.as_bytes()).is_some())
    }

    /// Looks at an order until something is so.
    async fn look(&mut self, order: &str, number: usize, is_so: impl Fn(&Told) -> bool) -> Step<Told> {
        let path = format!("/api/orders/{order}");
        for _ in 0..ASKS {
            let answer = self.ask("GET", &path, "", b"").await?;
            let Ok(OrderRead { told, .. }) = read_order(&answer.body) else {
                return Err(self.unexpected("an order", &answer));
            };
            let is_over = is_so(&told);
            self.sale.tally().told(number, told.clone());
            if is_over {
                return Ok(told);
            }
            sleep(PAUSE).await;
        }
        self.sale.tally().unexpected.push(format!("order {order} is not settled"));
        Err(GivenUp)
    }

    /// Sends a request until it is answered; who is told to come later does.
    async fn ask(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Step<Answer> {
        Ok(self.timed(method, path, headers, body).await?.0)
    }

    /// The same, with how long the answer took.
    async fn timed(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Step<(Answer, u32)> {
        let mut request = Vec::with_capacity(512);
        for _ in 0..TRIES {
            request.clear();
            let _ = write!(request, "{method} {path} HTTP/1.1\r\nHost: {}\r\n{headers}", self.sale.host);
            if !self.cookie.is_empty() {
                let _ = write!(request, "Cookie: {}\r\n", self.cookie);
            }
            if method == "POST" {
                let _ = write!(request, "Content-Length: {}\r\n", body.len());
            }
            request.extend_from_slice(b"\r\n");
            request.extend_from_slice(body);
            let begin = Instant::now();
            let answer = self.line.ask(&request).await;
            let took = micros(begin);
            if let Some(answer) = self.take(path, answer) {
                return Ok((answer, took));
            }
            sleep(self.dice.waits()).await;
        }
        self.sale.tally().unexpected.push(format!("{method} {path} is never answered"));
        Err(GivenUp)
    }

    /// Counts what came; none where the request is to be sent again.
    fn take(&mut self, path: &str, answer: crate::error::Result<Answer>) -> Option<Answer> {
        let mut tally = self.sale.tally();
        let Ok(answer) = answer else {
            tally.broken += 1;
            return None;
        };
        tally.requests += 1;
        if self.cookie.is_empty() {
            self.cookie = answer.cookie.clone().unwrap_or_default();
        }
        if matches!(answer.status, 429 | 503) {
            let what = format!("{} {} {}", answer.status, code(&answer.body), kind(path));
            *tally.later.entry(what).or_default() += 1;
            return None;
        }
        Some(answer)
    }

    fn refused(&self, what: &str, answer: &Answer) {
        *self.sale.tally().refused.entry(format!("{what} {}", code(&answer.body))).or_default() += 1;
    }

    fn unexpected(&self, what: &str, answer: &Answer) -> GivenUp {
        let text = String::from_utf8_lossy(&answer.body[..answer.body.len().min(300)]);
        self.sale.tally().unexpected.push(format!("{what} was answered {}: {text}", answer.status));
        GivenUp
    }

    /// The path of the address to pay at.
    fn path_after(&self, json: &[u8]) -> Option<String> {
        let value: serde_json::Value = serde_json::from_slice(json).ok()?;
        Some(self.path_of(value["data"]["payUrl"].as_str()?))
    }

    fn path_of(&self, url: &str) -> String {
        url.strip_prefix(&format!("http://{}", self.sale.host)).unwrap_or(url).to_owned()
    }
}

/// What the sandbox's page says of a charge that it has taken, in the language of whoever asks for none.
const IS_PAID: &str = "결제되었습니다";

const JSON: &str = "Content-Type: application/json\r\n";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// What a path is about: its last word.
fn kind(path: &str) -> &str {
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    path.rsplit('/').find(is_word).unwrap_or(path)
}

/// The block that has the free seat with this number.
fn block_at(blocks: &[(u64, u64)], mut place: u64) -> u64 {
    for (block, free) in blocks {
        if place < *free {
            return *block;
        }
        place -= free;
    }
    blocks.first().map_or(0, |(block, _)| *block)
}

fn micros(since: Instant) -> u32 {
    u32::try_from(since.elapsed().as_micros()).unwrap_or(u32::MAX)
}

fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| i64::try_from(time.as_millis()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_free_seat_is_in_a_block() {
        let blocks = [(4, 2), (5, 0), (6, 1)];
        assert_eq!([0, 1, 2, 3].map(|place| block_at(&blocks, place)), [4, 4, 6, 4]);
    }

    #[test]
    fn what_a_path_is_about_is_its_last_word() {
        assert_eq!(
            ["/api/matches/1/orders", "/api/orders/0a1/payments/2b"].map(kind),
            ["orders", "payments"]
        );
    }
}
