use crate::support::{Events, Fleet, Ground};
use futures_util::future::join_all;

/// The place in the history that an event's id names.
fn rev(id: Option<&str>) -> u64 {
    id.and_then(|id| id.split_once('-')).and_then(|(_, rev)| rev.parse().ok()).expect("an id with a revision")
}

/// The seats of `count` updates, each of which must be the next revision.
async fn contiguous(events: &mut Events, from: u64, count: usize) -> Vec<i64> {
    let mut seats = Vec::new();
    for expected in from + 1..=from + count as u64 {
        let event = events.next().await.expect("the stream is open");
        assert_eq!((event.name.as_str(), rev(event.id.as_deref())), ("update", expected));
        seats.push(event.data["data"]["seatId"].as_i64().unwrap());
    }
    seats
}

/// Each seat changes once, so that nothing is conflated: every viewer on every instance gets each change, none twice,
/// in the order of the revisions, which is the same for all.
pub(super) async fn every_viewer_sees_every_change_in_order_once(mut ground: Ground) {
    ground.config.allocation.max_holds = 0;
    // It is the order that counts here, not how soon a busy machine or disk gets to it.
    ground.config.database.timeout_ms = 20_000;
    let fleet = Fleet::start(ground, 3).await;
    let (match_id, path) = (fleet.fixture().match_id, fleet.apps[0].stream_path(0));
    let mut viewers = Vec::new();
    for app in fleet.apps.iter().chain(&fleet.apps) {
        let mut events = app.visitor().follow(&path, &[]).await;
        assert_eq!(events.next().await.unwrap().name, "init");
        viewers.push(events);
    }
    let buyers = (0..6).map(|buyer| {
        let visitor = fleet.apps[buyer % 3].visitor();
        let seats: Vec<_> = (0..20).map(|n| fleet.fixture().seat(0, buyer * 20 + n)).collect();
        async move {
            for seat in seats {
                assert_eq!(visitor.hold(match_id, seat).await.status, 201);
            }
        }
    });
    let watching = viewers.iter_mut().map(|events| contiguous(events, 0, 120));
    let (_, seen) = tokio::join!(join_all(buyers), join_all(watching));
    assert!(seen.iter().all(|order| order == &seen[0]));
    fleet.stop().await;
}

/// A load balancer sends a viewer who connects again to another instance: the id means the same there.
pub(super) async fn a_viewer_moves_from_one_instance_to_another(mut ground: Ground) {
    ground.config.database.timeout_ms = 20_000;
    ground.config.redis.timeout_ms = 20_000;
    let fleet = Fleet::start(ground, 2).await;
    let (match_id, path) = (fleet.fixture().match_id, fleet.apps[0].stream_path(0));
    let ann = fleet.visitors();
    let mut events = fleet.apps[0].visitor().follow(&path, &[]).await;
    let init = events.next().await.unwrap().id.unwrap();
    ann[0].hold(match_id, fleet.fixture().seat(0, 0)).await;
    let last = events.next().await.unwrap().id.unwrap();
    drop(events);
    ann[1].hold(match_id, fleet.fixture().seat(0, 1)).await;
    ann[1].release(match_id, fleet.fixture().seat(0, 0)).await;

    // Whether or not that instance has heard of the changes yet, what was missed comes, and nothing else.
    let mut events = fleet.apps[1].visitor().follow(&path, &[("last-event-id", &last)]).await;
    let expected = [fleet.fixture().seat(0, 1).0, fleet.fixture().seat(0, 0).0];
    assert_eq!(contiguous(&mut events, 1, 2).await, expected);
    let mut both = fleet.apps[1].visitor().follow(&path, &[("last-event-id", &init)]).await;
    assert_eq!(both.next_update().await, (expected[0], "HOLD".into()));
    assert_eq!(both.next_update().await, (expected[1], "AVAILABLE".into()));
    // A session is one and the same everywhere.
    assert_eq!(ann[0].hold(match_id, fleet.fixture().seat(0, 1)).await.status, 201);
    fleet.stop().await;
}
