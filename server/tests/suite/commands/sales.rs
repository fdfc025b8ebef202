//! What was sold, as other programs read it.

use super::Venue;
use crate::support::{Ground, Instance};
use jari_core::domain::{MatchId, SeatId};
use serde_json::Value;

async fn what_was_sold_is_exported(ground: Ground) {
    let venue = Venue::on(ground);
    let nothing = venue.done(&["export-sales", "--match", "1"]);
    assert_eq!(nothing.lines().count(), 1, "the names of the columns alone: {nothing}");
    assert_eq!(venue.done(&["export-sales", "--match", "1", "--format", "json"]).trim(), "[]");

    let server = Instance::start(&venue.ground);
    let [ann, bob] = [server.visitor(), server.visitor()];
    for (buyer, seat) in [(&bob, SeatId(2)), (&ann, SeatId(1))] {
        assert_eq!(buyer.hold(MatchId(1), seat).await.status, 201);
        assert_eq!(buyer.complete(MatchId(1), &[seat]).await.status, 200);
    }
    assert_eq!(ann.hold(MatchId(1), SeatId(3)).await.status, 201, "which is not sold");

    let exported = venue.done(&["export-sales", "--match", "1"]);
    let mut reader = csv::Reader::from_reader(exported.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let column = |name: &str| headings.iter().position(|heading| heading == name).expect(name);
    let values = |name: &str| rows.iter().map(|row| row[column(name)].to_owned()).collect::<Vec<_>>();
    assert_eq!(values("seat_guid"), ["A-1", "z-A-2"], "in the order of the venue");
    assert_eq!(values("category"), ["R, \"best\""; 2]);
    assert_eq!(
        (values("block"), values("row"), values("number")),
        (vec!["Stalls".to_owned(); 2], vec!["A".to_owned(); 2], vec!["1".to_owned(), "2".to_owned()],)
    );
    assert!(values("cart").iter().all(|cart| !cart.is_empty()) && values("cart")[0] != values("cart")[1]);
    assert!(values("sold_at").iter().all(|at| at.starts_with("20") && at.ends_with('Z')), "{exported}");

    // The same as JSON, into a file.
    venue.done(&["export-sales", "--match", "1", "--format", "json", "--output", "sold.json"]);
    let written = std::fs::read_to_string(venue.folder.path().join("sold.json")).unwrap();
    let objects: Vec<Value> = serde_json::from_str(&written).unwrap();
    assert_eq!(objects.len(), 2);
    for (object, row) in objects.iter().zip(&rows) {
        for name in &headings {
            let value = &object[name];
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert_eq!(text, row[column(name)], "{name}");
        }
    }
    venue.refused(&["export-sales", "--match", "5"], &["there is no match 5", "1 (First)"]);
    venue.refused(
        &["export-sales", "--match", "1", "--output", "no/such/folder.csv"],
        &["cannot write no/such"],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sqlite() {
    what_was_sold_is_exported(Ground::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_postgres() {
    what_was_sold_is_exported(Ground::postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_redis() {
    what_was_sold_is_exported(Ground::redis_postgres()).await;
}
