//! A viewer whose network is gone from one moment to the next: no end, no reset, no acknowledgement, ever.

use crate::{
    observed::Series,
    support::{Fixture, Ground, Instance, LINK_HOST, Link},
};
use std::{
    io::Write,
    time::{Duration, Instant},
};

/// How long a viewer may acknowledge nothing, in seconds; the system alone would wait for a quarter of an hour.
const STALL_SECS: &str = "2";
/// How long a busy machine may take to do it.
const PATIENCE: Duration = Duration::from_secs(30);

/// It is let go although its socket takes all that is written to it, and the others stay.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_whose_network_is_gone_is_let_go() {
    let link = match Link::connect() {
        Ok(link) => link,
        Err(why) => {
            // Not by a macro: what a test that passes prints is not shown.
            let mut stderr = std::io::stderr();
            return writeln!(stderr, "NOT TRIED, as it takes network namespaces: {}", why.trim()).unwrap();
        }
    };
    let ground = Ground::sqlite();
    let fixture = Fixture::open(ground.config.clone()).await;
    let arguments = ["--site-addr", "0.0.0.0:3000", "--metrics-addr", "127.0.0.1:3001"];
    let mut command = Instance::command(&ground, &arguments);
    command.env("JARI_STALL_SECS", STALL_SECS).env("JARI_HEARTBEAT_SECS", "1");
    let _instance = Instance::spawn(&mut link.on_host(&command));
    let path = format!("/api/matches/{}/blocks/{}/seats/stream", fixture.match_id, fixture.block(0));
    let mut stays = link.request(false, "127.0.0.1", 3000, &path);
    let mut goes = link.request(true, LINK_HOST, 3000, &path);
    assert!(stays.says("event: init") && goes.says("event: init"));

    let metrics = || Series::parse(&link.request(false, "127.0.0.1", 3001, "/metrics").all());
    assert_eq!(metrics().sum("jari_stream_viewers{"), 2.0);
    link.cut();
    let cut = Instant::now();
    let stalled = "jari_streams_ended_total{reason=\"stalled\"}";
    while metrics().get(stalled) == 0.0 {
        assert!(cut.elapsed() < PATIENCE, "it is still there");
    }
    assert_eq!(metrics().sum("jari_stream_viewers{"), 1.0);
    assert!(stays.says("event: heartbeat"), "nothing has happened to the other");
    drop(goes);
}
