//! Redis loses one key, as by an eviction or somebody's hand: no more is lost than what the others cannot tell, and
//! whatever begins anew is told to everybody at once.

use super::{PATIENCE, epoch, until_init};
use crate::support::{Events, Fleet, Ground, RedisServer, Seen, Visitor};
use jari_core::{
    domain::{CartId, MatchId, SeatId},
    ports::Clock,
};
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// Every new epoch is seen by every viewer within this.
const SOON: Duration = Duration::from_secs(1);

struct World {
    fleet: Fleet,
    match_id: MatchId,
    /// Who has the seats that are on hold.
    ann: Visitor,
    /// Sold in the first block, on hold in the first and in the second.
    sold: SeatId,
    held: [SeatId; 2],
    /// One of each block on each instance.
    viewers: Vec<(usize, Events, Seen)>,
}

impl World {
    async fn new() -> Self {
        let mut ground = Ground::redis_sqlite();
        ground.config.allocation.max_holds = 2;
        let fleet = Fleet::start(ground, 2).await;
        let (ann, match_id) = (fleet.visitors().remove(0), fleet.fixture().match_id);
        let sold = fleet.fixture().seat(0, 0);
        let held = [fleet.fixture().seat(0, 1), fleet.fixture().seat(1, 1)];
        assert_eq!(ann.hold(match_id, sold).await.status, 201);
        assert_eq!(ann.complete(match_id, &[sold]).await.status, 200);
        for seat in held {
            assert_eq!(ann.hold(match_id, seat).await.status, 201);
        }
        let mut viewers = Vec::new();
        for app in &fleet.apps {
            for block in 0..2 {
                let mut events = app.visitor().follow(&app.stream_path(block), &[]).await;
                let seen = until_init(&mut events).await;
                viewers.push((block, events, seen));
            }
        }
        Self { fleet, match_id, ann, sold, held, viewers }
    }

    fn redis(&self) -> &RedisServer {
        self.fleet.ground.redis.as_ref().unwrap()
    }

    fn key(&self, rest: &str) -> String {
        format!("jari:{{m{}}}:{rest}", self.match_id)
    }

    /// Waits until it is so.
    async fn until(&self, what: &str, fulfilled: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !fulfilled(self) {
            assert!(begun.elapsed() < PATIENCE, "{what}");
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ann's own list, as any instance tells it, and the cap that counts it.
    async fn lists_and_counts_what_ann_has(&self) {
        let block = self.key(&format!("block:{}", self.fleet.fixture().block(0)));
        let stored = self.redis().cli(&["HGET", &block, &self.held[0].to_string()]);
        let cart = CartId::from_verified(stored.splitn(5, '|').last().unwrap());
        for app in &self.fleet.apps {
            let store = &app.fixture.store.allocations;
            let held = store.held_by(self.match_id, &cart, app.clock.now()).await.unwrap();
            assert_eq!(held.iter().map(|held| held.seat_id).collect::<Vec<_>>(), self.held);
        }
        let third = self.fleet.fixture().seat(1, 5);
        assert_eq!(self.ann.hold(self.match_id, third).await.code(), (409, "HOLD_LIMIT".into()));
    }

    /// Everybody is told of the new epoch soon after it has begun, and nothing that was held or sold is lost.
    async fn begins_anew_with_all_that_was(&mut self) {
        let before = epoch(&self.viewers[0].2.id).to_owned();
        let now = |this: &Self| this.redis().cli(&["HGET", &this.key("meta"), "epoch"]);
        self.until("a new epoch begins", |this| !["", &before].contains(&now(this).as_str())).await;
        let (sold, held) = (self.sold.0, self.held.map(|seat| seat.0));
        for (block, events, seen) in &mut self.viewers {
            *seen = timeout(SOON, until_init(events)).await.expect("told soon");
            assert_ne!(epoch(&seen.id), before);
            assert_eq!(seen.seats[&held[*block]], "HOLD");
            if *block == 0 {
                assert_eq!(seen.seats[&sold], "OCCUPIED");
            }
        }
        // Nobody else has a seat by it, and its cart has the seats as before: also for the cap.
        let bob = self.fleet.apps[1].visitor();
        for seat in [self.sold, self.held[0], self.held[1]] {
            assert_eq!(bob.hold(self.match_id, seat).await.code(), (409, "SEAT_TAKEN".into()));
        }
        self.lists_and_counts_what_ann_has().await;
        self.changes_are_told().await;
    }

    /// Ann gives a seat back and takes it again, and everybody sees it.
    async fn changes_are_told(&mut self) {
        for (block, seat) in self.held.into_iter().enumerate() {
            assert_eq!(self.ann.release(self.match_id, seat).await.status, 200);
            assert_eq!(self.ann.hold(self.match_id, seat).await.status, 201);
            for (of, events, seen) in &mut self.viewers {
                if *of == block {
                    let rev = seen.rev();
                    seen.read(events, |seen| seen.rev() == rev + 2).await;
                    assert_eq!(seen.seats[&seat.0], "HOLD");
                }
            }
        }
    }

    /// When their time is over the holds end.
    async fn holds_run_out(mut self) {
        self.fleet.apps[0].clock.advance(3_600_000);
        for (block, events, seen) in &mut self.viewers {
            let seat = self.held[*block].0;
            seen.read(events, |seen| seen.seats[&seat] == "AVAILABLE").await;
        }
        self.fleet.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_match_itself() {
    let mut world = World::new().await;
    world.redis().cli(&["DEL", &world.key("meta")]);
    world.begins_anew_with_all_that_was().await;
    world.holds_run_out().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_block() {
    let mut world = World::new().await;
    for block in [0, 1] {
        let block = world.fleet.fixture().block(block);
        world.redis().cli(&["DEL", &world.key(&format!("block:{block}"))]);
        world.begins_anew_with_all_that_was().await;
    }
    world.holds_run_out().await;
}

/// Nothing that anybody sees has changed. The index is written anew, also if something was put into it meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due() {
    let mut world = World::new().await;
    world.redis().cli(&["DEL", &world.key("expiry")]);
    let late = world.fleet.fixture().seat(0, 7);
    let bob = world.fleet.apps[1].visitor();
    assert_eq!(bob.hold(world.match_id, late).await.status, 201);
    for (block, events, seen) in &mut world.viewers {
        if *block == 0 {
            seen.read(events, |seen| seen.seats[&late.0] == "HOLD").await;
        }
    }
    let due = |world: &World| world.redis().cli(&["ZCARD", &world.key("expiry")]);
    world.until("the index is whole", |world| due(world) == "4").await;
    world.changes_are_told().await;
    world.holds_run_out().await;
}

/// Whatever keys tell it: the cap counts and each buyer sees what it was, from the first request on, and nobody is told of
/// anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_what() {
    let mut world = World::new().await;
    for key in world.redis().cli(&["KEYS", &world.key("cart*")]).lines() {
        world.redis().cli(&["DEL", key]);
    }
    world.lists_and_counts_what_ann_has().await;
    world.redis().cli(&["DEL", &world.key("carts")]);
    let third = world.fleet.fixture().seat(1, 5);
    assert_eq!(world.ann.hold(world.match_id, third).await.code(), (409, "HOLD_LIMIT".into()));
    world.changes_are_told().await;
    world.holds_run_out().await;
}

/// A hold stands in both indexes: a block that is lost with one of them is told by the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_block_and_an_index() {
    let mut world = World::new().await;
    for index in ["expiry", "carts"] {
        let block = world.key(&format!("block:{}", world.fleet.fixture().block(0)));
        world.redis().cli(&["DEL", &block, &world.key(index)]);
        world.begins_anew_with_all_that_was().await;
    }
    world.holds_run_out().await;
}

/// What was to be told is lost with it, and is read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stream() {
    let mut world = World::new().await;
    world.redis().cli(&["DEL", &world.key("stream")]);
    world.changes_are_told().await;
    let ttl = |world: &World| world.redis().cli(&["TTL", &world.key("stream")]).parse::<i64>().unwrap();
    world.until("it goes some day", |world| ttl(world) > 0).await;
    world.holds_run_out().await;
}

/// All of it at once: only what was sold is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_but_the_stream() {
    let mut world = World::new().await;
    let before = epoch(&world.viewers[0].2.id).to_owned();
    let blocks: Vec<_> =
        world.fleet.fixture().venue.blocks.iter().map(|block| format!("block:{}", block.info.id)).collect();
    let keys: Vec<_> = ["meta", "expiry", "carts"]
        .into_iter()
        .chain(blocks.iter().map(String::as_str))
        .map(|key| world.key(key))
        .collect();
    let command: Vec<_> = ["DEL"].into_iter().chain(keys.iter().map(String::as_str)).collect();
    world.redis().cli(&command);
    for (block, events, _) in &mut world.viewers {
        let seen = timeout(SOON * 3, until_init(events)).await.expect("found and told soon");
        assert_ne!(epoch(&seen.id), before);
        let shown = (&seen.seats[&world.held[*block].0], seen.seats.get(&world.sold.0));
        assert_eq!(shown.0, "AVAILABLE");
        assert!(*block == 1 || shown.1.is_some_and(|status| status == "OCCUPIED"));
    }
    world.fleet.stop().await;
}
