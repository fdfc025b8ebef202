use super::{Caller, one_stream_too_many};
use crate::{observed, support::TestApp};
use reqwest::Client;
use std::net::IpAddr;

const INIT: &str = "event: init";

#[tokio::test]
async fn a_connection_too_many_is_answered_and_closed() {
    let app = TestApp::start_with(|config| config.connections.max_connections = 2, |store| store).await;
    let (mut first, mut second) = (Caller::new(&app).await, Caller::new(&app).await);
    assert!(first.has_place().await && second.has_place().await);

    let mut third = Caller::new(&app).await;
    third.send(&app.path("/blocks")).await;
    let answer = third.rest().await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{answer}");
    for header in ["retry-after: 1", "connection: close", "content-type: application/json"] {
        assert!(head.contains(header), "{header} in {head}");
    }
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!((body["status"].as_u64(), body["code"].as_str()), (Some(503), Some("TOO_MANY_CONNECTIONS")));
    assert!(!body["message"].as_str().unwrap().is_empty());
    let refused = "jari_connections_refused_total{reason=\"too_many\"}";
    observed::until(&app, |series| series.get(refused) == 1.0).await;

    // Who has a place keeps it, and one that is left can be taken.
    assert!(second.has_place().await);
    drop(first);
    let mut next = Caller::until_there_is_a_place(&app).await;
    assert!(next.has_place().await && second.has_place().await);
    app.stop().await;
}

/// There is no place in which one could wait.
#[tokio::test]
async fn one_too_many_that_asks_nothing_is_closed_soon() {
    let app = TestApp::start_with(|config| config.connections.max_connections = 1, |store| store).await;
    let mut first = Caller::new(&app).await;
    assert!(first.has_place().await);
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(Caller::new(&app).await);
    }
    for caller in silent {
        assert_eq!(caller.rest().await, "");
    }
    assert!(first.has_place().await);
    app.stop().await;
}

#[tokio::test]
async fn one_address_has_its_own_limit() {
    let app =
        TestApp::start_with(|config| config.connections.max_connections_per_address = 2, |store| store).await;
    let (mut first, mut second) = (Caller::new(&app).await, Caller::new(&app).await);
    assert!(first.has_place().await && second.has_place().await);
    let mut third = Caller::new(&app).await;
    assert!(third.ask("/", "}").await.contains("\"TOO_MANY_CONNECTIONS_FROM_ADDRESS\""));
    let mut other = Caller::from("127.0.0.2", &app).await;
    assert!(other.has_place().await);
    let refused = "jari_connections_refused_total{reason=\"address\"}";
    observed::until(&app, |series| series.get(refused) == 1.0).await;
    drop(first);
    Caller::until_there_is_a_place(&app).await;
    app.stop().await;
}

/// A stream leaves the HTTP library, and takes the place of its connection with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_keeps_its_connections_place_until_it_hangs_up() {
    let app = TestApp::start_with(|config| config.connections.max_connections = 1, |store| store).await;
    for _ in 0..3 {
        let mut viewer = Caller::until_there_is_a_place(&app).await;
        viewer.ask(&app.stream_path(0), INIT).await;
        for _ in 0..3 {
            assert!(!Caller::new(&app).await.has_place().await);
        }
        drop(viewer);
    }
    Caller::until_there_is_a_place(&app).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_of_one_address_have_a_limit() {
    let app = TestApp::start_with(|config| config.stream.max_streams_per_address = 2, |store| store).await;
    let (block, overview) = (app.stream_path(0), app.path("/seats/stream"));
    let mut first = Caller::new(&app).await;
    let mut second = Caller::new(&app).await;
    first.ask(&block, INIT).await;
    second.ask(&overview, INIT).await;
    let ann = app.visitor();
    for path in [&block, &overview] {
        one_stream_too_many(&ann, path, &[]).await;
    }
    let elsewhere = Client::builder().no_proxy().local_address(IpAddr::from([127, 0, 0, 2])).build().unwrap();
    let other = crate::support::Visitor::with(elsewhere, app.url(""));
    other.follow(&block, &[]).await;
    let refused = "jari_streams_refused_total{reason=\"address\"}";
    observed::until(&app, |series| series.get(refused) == 2.0).await;

    drop(second);
    observed::until(&app, |series| series.sum("jari_stream_viewers{") == 1.0).await;
    let mut again = ann.follow(&overview, &[]).await;
    assert_eq!(again.next().await.unwrap().name, "init");
    app.stop().await;
}

/// A request that is not answered with a stream takes no place of one.
#[tokio::test]
async fn a_stream_that_cannot_be_opened_keeps_no_place() {
    let app = TestApp::start_with(|config| config.stream.max_streams_per_address = 1, |store| store).await;
    let (ann, nowhere) = (app.visitor(), app.path("/blocks/99/seats/stream"));
    for _ in 0..3 {
        assert_eq!(ann.get(&nowhere).await.code(), (404, "BLOCK_NOT_FOUND".into()));
    }
    let mut events = ann.follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    app.stop().await;
}
