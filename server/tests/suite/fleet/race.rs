use crate::support::{Fleet, Ground, Seen, Visitor};
use futures_util::future::join_all;
use jari_core::domain::SeatId;
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::{BTreeMap, BTreeSet};

const CLIENTS: usize = 200;
const SEATS: usize = 20;
const ROUNDS: usize = 20;

/// In every round each client wants one of a few seats, through any instance. Of those who want the same seat exactly
/// one gets it; the store agrees with the answers; and every viewer ends with what the store says.
pub(super) async fn no_seat_is_in_two_carts_and_none_is_lost(mut ground: Ground) {
    // All come at once, and a busy machine may let them wait: it is who wins that counts here, not how soon.
    ground.config.database.timeout_ms = 20_000;
    ground.config.redis.timeout_ms = 20_000;
    // Nor is a connection closed that a busy machine has left idle for long.
    ground.config.http.head_timeout_secs = 600;
    let fleet = Fleet::start(ground, 3).await;
    let fixture = fleet.fixture();
    let (match_id, block) = (fixture.match_id, fixture.block(0));
    let seats: Vec<_> = (0..SEATS).map(|n| fixture.seat(0, n)).collect();
    let mut viewers = Vec::new();
    for app in &fleet.apps {
        viewers.push(app.visitor().follow(&app.stream_path(0), &[]).await);
    }
    let clients: Vec<_> = (0..CLIENTS).map(|_| fleet.visitors()).collect();
    // Each comes once before, so that it is one session wherever it goes.
    join_all(clients.iter().map(|client| client[0].get("/api/matches"))).await;

    let mut rng = StdRng::seed_from_u64(20);
    let mut violations = 0;
    for _ in 0..ROUNDS {
        let wishes: Vec<(&Visitor, SeatId)> = clients
            .iter()
            .map(|client| (&client[rng.random_range(0..3)], seats[rng.random_range(0..SEATS)]))
            .collect();
        let answers = join_all(wishes.iter().map(|(visitor, seat)| visitor.hold(match_id, *seat))).await;
        let mut carts = BTreeMap::<i64, Vec<&Visitor>>::new();
        for ((visitor, seat), answer) in wishes.iter().zip(&answers) {
            match answer.status.as_u16() {
                201 => carts.entry(seat.0).or_default().push(visitor),
                409 => {}
                other => panic!("{other}: {answer:?}"),
            }
        }
        let wanted: BTreeSet<_> = wishes.iter().map(|(_, seat)| seat.0).collect();
        // Somebody wanted it, it was free, and nobody got it: lost. Two got it: the worst.
        violations += wanted.iter().filter(|seat| carts.get(seat).map_or(0, Vec::len) != 1).count();
        let shown = fleet.apps[rng.random_range(0..3)].visitor().seats(match_id, block).await;
        let held: BTreeSet<_> = shown
            .as_array()
            .unwrap()
            .iter()
            .filter(|seat| seat["status"] == "HOLD")
            .filter_map(|seat| seat["id"].as_i64())
            .collect();
        violations += held.symmetric_difference(&carts.keys().copied().collect()).count();
        for (seat, carts) in carts {
            for cart in carts {
                assert_eq!(cart.release(match_id, SeatId(seat)).await.status, 200);
            }
        }
    }
    assert_eq!(violations, 0, "in {ROUNDS} rounds");

    let path = fleet.apps[0].path(&format!("/blocks/{block}/seats"));
    let truth = Seen::of_store(&fleet.apps[0].visitor(), &path).await;
    assert!(truth.seats.values().all(|status| status == "AVAILABLE"));
    for events in &mut viewers {
        let mut seen = Seen::default();
        seen.read(events, |seen| seen.id == truth.id).await;
        assert_eq!(seen, truth);
    }
    fleet.stop().await;
}
