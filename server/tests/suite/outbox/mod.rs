//! What is told outside: written with what it tells of, and told as often as is needed.

mod claims;
mod faults;
mod restarts;
mod secure;
mod told;
mod written;

use crate::support::{
    CompleteRequest, Fixture, Ground, OPENS_AT, Receiver, SeatRequest, SeatRequests, TestApp,
};
use jari_core::{
    domain::{CartId, Destination, HoldPolicy, UnixMillis},
    ports::{AllocationError, Message, StoreError},
};
use std::time::Duration;
use tokio::time::{sleep, timeout};

const NOW: UnixMillis = OPENS_AT;
const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 60_000, max_holds: 0 };

/// Runs tests against stores of several kinds.
macro_rules! on_grounds {
    ([$($ground:ident),+], $names:tt) => {
        $(mod $ground {
            crate::outbox::on_ground!($ground, $names);
        })+
    };
}

macro_rules! on_ground {
    ($ground:ident, [$($name:ident),+ $(,)?]) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            super::$name(crate::support::Ground::$ground()).await;
        })+
    };
}

use {on_ground, on_grounds};

/// A venue on these stores, of whose sales somebody is told who is not there.
async fn heard(mut ground: Ground) -> (Fixture, Ground) {
    let (_listener, receiver) = Receiver::bind([]).await;
    receiver.is_told(&mut ground.config);
    (Fixture::open(ground.config.clone()).await, ground)
}

/// Holds seats of the match on sale, each by its block and its place there, and buys them by one order.
async fn buy(fixture: &Fixture, cart: &str, seats: &[(usize, usize)]) -> Result<(), AllocationError> {
    let (match_id, cart, store) = (fixture.match_id, CartId::from_verified(cart), &fixture.store.allocations);
    for &(block, seat) in seats {
        let (block_id, seat_id) = (fixture.block(block), fixture.seat(block, seat));
        let request = SeatRequest { match_id, block_id, seat_id, cart: cart.clone(), now: NOW };
        SeatRequests::hold(&**store, &request, POLICY).await?;
    }
    complete(fixture, cart.as_str(), seats).await
}

/// Buys what is on hold.
async fn complete(fixture: &Fixture, cart: &str, seats: &[(usize, usize)]) -> Result<(), AllocationError> {
    let place = |&(block, seat): &(usize, usize)| (fixture.block(block), fixture.seat(block, seat));
    let mut seats: Vec<_> = seats.iter().map(place).collect();
    seats.sort_unstable();
    let (match_id, cart) = (fixture.match_id, CartId::from_verified(cart));
    let request = CompleteRequest { match_id, seats, cart, now: NOW };
    fixture.store.allocations.complete(&request).await.map(drop)
}

/// Claims at most so many.
async fn claim(fixture: &Fixture, now: UnixMillis, until: UnixMillis, limit: u32) -> Vec<Message> {
    claimed(fixture, now, until, limit).await.unwrap()
}

async fn claimed(
    fixture: &Fixture,
    now: UnixMillis,
    until: UnixMillis,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    fixture.db.outbox.claim(Destination::Webhook, now, until, limit).await
}

/// All that is to be told, which is claimed for ever.
async fn all(fixture: &Fixture) -> Vec<Message> {
    claim(fixture, NOW + 1_000_000_000_000, UnixMillis(i64::MAX), 1_000).await
}

/// Waits until nothing is left to be told.
async fn until_told(app: &TestApp) {
    let outbox = &app.fixture.db.outbox;
    let waits = async {
        while outbox.waiting(Destination::Webhook, NOW).await.unwrap().oldest.is_some() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(90), waits).await.expect("all of it is told");
}
