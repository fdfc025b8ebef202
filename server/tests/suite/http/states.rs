//! The states of all seats of a match, over each back end.

use crate::support::{Ground, TestApp, Visitor};
use brotli::BrotliDecompress;
use jari_core::{
    domain::{BlockId, Epoch, SeatId, SeatStatus},
    geometry::{EncodedGeometry, Geometry, States, decode},
};
use reqwest::Method;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

fn geometry(app: &TestApp) -> Geometry {
    decode(&EncodedGeometry::of(&app.fixture.venue).bytes).unwrap()
}

/// The states as they are told now, and their entity tag.
async fn states(app: &TestApp, by: &Visitor) -> (States, String) {
    let request = by.client.get(app.url(&app.path("/seats/states")));
    let answer = request.header("accept-encoding", "br").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let is_brotli = answer.headers().contains_key("content-encoding");
    let body = answer.bytes().await.unwrap();
    let mut plain = Vec::new();
    match is_brotli {
        true => BrotliDecompress(&mut &*body, &mut plain).unwrap(),
        false => plain.extend_from_slice(&body),
    }
    (States::decode(&plain).unwrap(), tag)
}

/// A block by its own route: its entity tag, `{epoch}-{rev}`, and its seats' states.
async fn block(app: &TestApp, by: &Visitor, block: BlockId) -> (String, Vec<(SeatId, SeatStatus)>) {
    let answer = by.get(&app.path(&format!("/blocks/{block}/seats"))).await;
    let tag = answer.headers["etag"].to_str().unwrap().trim_start_matches("W/").trim_matches('"').to_owned();
    let seats = answer.json()["data"]["seats"].as_array().unwrap().clone();
    let seat = |seat: &serde_json::Value| {
        (SeatId(seat["id"].as_i64().unwrap()), SeatStatus::told(seat["status"].as_str().unwrap()))
    };
    (tag, seats.iter().map(seat).collect())
}

fn of_block(geometry: &Geometry, states: &States, at: usize) -> (String, Vec<(SeatId, SeatStatus)>) {
    let tag = format!("{}-{}", states.epoch, states.revs[at]);
    let seat = |place| (geometry.seat_ids[place], states.get(place));
    let mut seats: Vec<_> = geometry.blocks[at].seats.clone().map(seat).collect();
    seats.sort_by_key(|(seat, _)| *seat);
    (tag, seats)
}

/// What is told of all at once is what is told of each block.
async fn they_are_those_of_the_blocks(ground: Ground) {
    let app = TestApp::start_on(ground).await;
    let (ann, geometry, match_id) = (app.visitor(), geometry(&app), app.fixture.match_id);
    let seat = |block, at| app.fixture.seat(block, at);
    let mut tags = Vec::new();
    for step in 0..6 {
        match step {
            0 => {}
            1 => assert_eq!(ann.hold(match_id, seat(0, 3)).await.status, 201),
            2 => assert_eq!(ann.hold(match_id, seat(2, 0)).await.status, 201),
            3 => assert_eq!(ann.complete(match_id, &[seat(0, 3)]).await.status, 200),
            4 => assert_eq!(ann.release(match_id, seat(2, 0)).await.status, 200),
            // Another history with the same seats.
            _ => {
                app.fixture.db.history.renew(&Epoch::from_random(rand::random())).await.unwrap();
                assert_eq!(ann.hold(match_id, seat(1, 5)).await.status, 201);
            }
        }
        let (told, tag) = states(&app, &ann).await;
        assert_eq!((told.len(), told.revs.len()), (geometry.len(), geometry.blocks.len()));
        assert_eq!(told.geometry, EncodedGeometry::of(&app.fixture.venue).hash);
        for (at, of) in geometry.blocks.iter().enumerate() {
            assert_eq!(of_block(&geometry, &told, at), block(&app, &ann, of.id).await, "step {step}");
        }
        let known = [("if-none-match", tag.as_str())];
        let same = ann.send(Method::GET, &app.path("/seats/states"), &known, "").await;
        assert_eq!((same.status.as_u16(), same.text.as_str()), (304, ""));
        assert_eq!(
            (&same.headers["etag"], &same.headers["cache-control"]),
            (&tag.parse().unwrap(), &"no-cache".parse().unwrap())
        );
        assert!(!tags.contains(&tag), "another state has another name");
        tags.push(tag);
    }
    app.stop().await;
}

/// Whatever goes on meanwhile, each block is of the revision that is told with it.
async fn each_block_is_of_one_revision_while_it_changes(ground: Ground) {
    let app = TestApp::start_on(ground).await;
    let (geometry, match_id) = (geometry(&app), app.fixture.match_id);
    let over = Arc::new(AtomicBool::new(false));
    let buyers: Vec<_> = (0..2)
        .map(|buyer| {
            let (by, over) = (app.visitor(), Arc::clone(&over));
            let seats: Vec<_> = [(0, 10 + buyer), (0, 30 + buyer), (1, buyer), (2, buyer)]
                .map(|(block, at)| app.fixture.seat(block, at))
                .to_vec();
            tokio::spawn(async move {
                while !over.load(Ordering::SeqCst) {
                    for seat in &seats {
                        by.hold(match_id, *seat).await;
                    }
                    for seat in &seats {
                        by.release(match_id, *seat).await;
                    }
                }
            })
        })
        .collect();
    let ann = app.visitor();
    let (mut seen, mut met) = (HashMap::new(), 0);
    let mut last: Option<States> = None;
    for _ in 0..60 {
        let (told, _) = states(&app, &ann).await;
        let mut of_all: Vec<_> =
            (0..geometry.blocks.len()).map(|at| of_block(&geometry, &told, at)).collect();
        for of in &geometry.blocks {
            of_all.push(block(&app, &ann, of.id).await);
        }
        for (at, (tag, seats)) in of_all.into_iter().enumerate() {
            if let Some(known) = seen.insert((at % geometry.blocks.len(), tag), seats.clone()) {
                met += 1;
                assert_eq!(known, seats, "one revision is one state");
            }
        }
        // Nobody is taken back.
        if let Some(last) = last {
            assert!(last.revs.iter().zip(&told.revs).all(|(before, now)| before <= now));
        }
        last = Some(told);
    }
    over.store(true, Ordering::SeqCst);
    for buyer in buyers {
        buyer.await.unwrap();
    }
    assert!(met > 0 && seen.len() > 10, "{} states were seen", seen.len());
    app.stop().await;
}

macro_rules! on_all {
    ($($backend:ident),+) => {
        $(mod $backend {
            use super::Ground;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn they_are_those_of_the_blocks() {
                super::they_are_those_of_the_blocks(Ground::$backend()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn each_block_is_of_one_revision_while_it_changes() {
                super::each_block_is_of_one_revision_while_it_changes(Ground::$backend()).await;
            }
        })+
    };
}

on_all!(sqlite, postgres, redis_sqlite, redis_postgres);

#[tokio::test]
async fn a_match_that_is_not_there_has_none() {
    let app = TestApp::start().await;
    for (match_id, expected) in [("999", (404, "MATCH_NOT_FOUND")), ("one", (400, "INVALID_ID"))] {
        let answer = app.visitor().get(&format!("/api/matches/{match_id}/seats/states")).await;
        let (status, code) = answer.code();
        assert_eq!((status, code.as_str()), expected);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_store_that_cannot_answer_is_said_to_be_so() {
    let (app, store) = TestApp::start_faulty(|_| {}).await;
    let ann = app.visitor();
    let (before, tag) = states(&app, &ann).await;
    store.set_down(true);
    let answer = ann.send(Method::GET, &app.path("/seats/states"), &[("if-none-match", &tag)], "").await;
    assert_eq!(answer.code(), (503, "STORE_UNAVAILABLE".to_owned()));
    store.set_down(false);
    assert_eq!(states(&app, &ann).await, (before, tag));
    app.stop().await;
}

#[tokio::test]
async fn a_crowd_reads_once_and_of_what_is_known_the_revisions_alone() {
    let (app, store) = TestApp::start_faulty(|config| config.stream.poll_interval_ms = 3_600_000).await;
    let ann = app.visitor();
    let crowd = async || {
        let before = store.reads();
        let asked = (0..200).map(|_| states(&app, &ann));
        let told = futures_util::future::join_all(asked).await;
        assert!(told.iter().all(|(_, tag)| *tag == told[0].1));
        store.reads() - before
    };
    // They do not come all at once: those who come while a read is under way share the next one.
    let blocks = app.fixture.venue.blocks.len();
    let reads = crowd().await;
    assert!(reads <= 100 + blocks, "{reads} for a crowd and {blocks} blocks");
    let reads = crowd().await;
    assert!(reads <= 100, "{reads}");
    ann.hold(app.fixture.match_id, app.fixture.seat(1, 0)).await;
    let before = store.reads();
    states(&app, &ann).await;
    let reads = store.reads() - before;
    assert!((1..=3).contains(&reads), "the revisions, and the block that has changed: {reads}");
    app.stop().await;
}
