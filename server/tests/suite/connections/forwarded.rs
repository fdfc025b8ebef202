//! Whose a stream is that comes through a proxy.

use super::one_stream_too_many;
use crate::support::TestApp;

/// A server that lets each client have one stream.
async fn one_stream_each(proxies: &str) -> TestApp {
    let proxies = proxies.parse().unwrap();
    TestApp::start_with(
        |config| {
            config.stream.max_streams_per_address = 1;
            config.connections.trusted_proxies = proxies;
        },
        |store| store,
    )
    .await
}

#[tokio::test]
async fn a_proxy_of_ours_says_whose_a_stream_is() {
    let app = one_stream_each("127.0.0.0/8, 10.0.0.0/8").await;
    let (ann, path) = (app.visitor(), app.stream_path(0));
    let from = |client: &'static str| [("x-forwarded-for", client)];
    let mut first = ann.follow(&path, &from("203.0.113.1")).await;
    let _second = ann.follow(&path, &from("203.0.113.2, 10.0.0.9")).await;
    let _third = ann.follow(&path, &from("2001:db8:0:1::1")).await;
    for again in [
        "203.0.113.1",
        "203.0.113.1, 10.0.0.7",
        // What stands before the client is the client's own word.
        "198.51.100.1, 203.0.113.1",
        "10.0.0.9, 203.0.113.1, 10.0.0.8",
        "::ffff:203.0.113.2",
        "2001:db8:0:1:ffff::2",
    ] {
        one_stream_too_many(&ann, &path, &from(again)).await;
    }
    assert_eq!(first.next().await.unwrap().name, "init");
    // The proxy's own requests, as for its health checks, are nobody's.
    let _health = (ann.follow(&path, &[]).await, ann.follow(&path, &[]).await);
    app.stop().await;
}

#[tokio::test]
async fn nobody_else_says_whose_a_stream_is() {
    for proxies in ["", "10.0.0.0/8"] {
        let app = one_stream_each(proxies).await;
        let (ann, path) = (app.visitor(), app.stream_path(0));
        let _first = ann.follow(&path, &[("x-forwarded-for", "203.0.113.1")]).await;
        for forged in ["203.0.113.2", "10.0.0.1", "198.51.100.1, 10.0.0.1", ""] {
            one_stream_too_many(&ann, &path, &[("x-forwarded-for", forged)]).await;
        }
        app.stop().await;
    }
}

/// All of a proxy's connections come from its one address.
#[tokio::test]
async fn a_proxys_connections_are_not_counted() {
    let app = TestApp::start_with(
        |config| {
            config.connections.max_connections_per_address = 1;
            config.connections.trusted_proxies = "127.0.0.1".parse().unwrap();
        },
        |store| store,
    )
    .await;
    let mut open = Vec::new();
    for _ in 0..5 {
        let mut events = app.visitor().follow(&app.stream_path(0), &[]).await;
        assert_eq!(events.next().await.unwrap().name, "init");
        open.push(events);
    }
    app.stop().await;
}
