//! A later version shares Redis, and puts seats into states that this one does not know.

use super::ground::{Ground, POLICY, until};
use crate::support::SeatRequests;
use jari_core::{
    domain::{CartId, OrderId, Sale, SeatStatus},
    ports::Clock,
};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

const LATER: &str = "L|7|||ann";

/// A sale that is in the ledger, and may be shown by whoever comes first.
async fn sell(ground: &Ground, seat: usize) {
    let sale = Sale {
        match_id: ground.fixture.match_id,
        block_id: ground.fixture.block(1),
        seat_id: ground.fixture.seat(1, seat),
        order: OrderId::from_stored("o"),
        cart: CartId::from_verified("ann"),
        sold_at: ground.clock.now(),
    };
    ground.fixture.db.ledger.record(&[sale]).await.unwrap();
}

/// A later version has gone on with a sold seat, a ticket that was shown at the door: it is not put back, neither when the
/// sale is settled nor when the match is made valid again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_later_version_made_of_a_sale_stays() {
    let ground = Ground::start().await;
    let redis = ground.instance().await;
    let before = ground.epoch(&redis).await;
    let (block, seat) = (ground.block_key(ground.fixture.block(1)), ground.fixture.seat(1, 0).to_string());
    let stored = || ground.server.cli(&["HGET", &block, &seat]);
    ground.server.cli(&["HSET", &block, &seat, LATER, "since", "a later version"]);
    sell(&ground, 0).await;
    let shutdown = CancellationToken::new();
    ground.clock.advance(60_000);
    let chores = tokio::spawn(Arc::clone(&redis.chores).run(shutdown.clone()));
    let open = async || ground.fixture.db.ledger.open_sales(ground.clock.now(), 10).await.unwrap().len();
    until("the sale is settled", async || open().await == 0).await;
    assert_eq!(stored(), LATER);

    ground.server.cli(&["DEL", &ground.key("meta")]);
    until("the match is valid again", async || ground.epoch(&redis).await != before).await;
    assert_eq!(stored(), LATER);
    assert_eq!(ground.seat(&redis, 1, 0).await.0, SeatStatus::Occupied);
    redis.allocations.hold(&ground.request("bob", 1, 1), POLICY).await.unwrap();
    shutdown.cancel();
    chores.await.unwrap();
}
