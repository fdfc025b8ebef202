//! What an operator reads when a store is gone: what led to it, once, and how often it came; and of what only a later version
//! can read, which stays as it is, once for all.

use super::{PATIENCE, assert_unavailable};
use crate::support::{Ground, Instance, PostgresServer, RedisServer, run_in};
use futures_util::future::join_all;
use std::{
    fs::{self, File},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::time::sleep;

/// So many requests fail.
const FLOOD: usize = 50;

/// What is told of a request that a store was not there for.
const WHAT: &str = "a request cannot be answered";

/// The log of an instance that is asked so often while its store is gone, from then on to its end.
async fn log_of_a_flood(ground: Ground, lose: impl FnOnce(&mut Ground)) -> String {
    let mut ground = ground;
    Instance::load_demo(&ground);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("log");
    let mut command = Instance::command(&ground, &["--site-addr", "127.0.0.1:0"]);
    command.env("JARI_REDIS_TIMEOUT_MS", "500").env("RUST_LOG", "info");
    command.stderr(File::create(&file).unwrap());
    let mut instance = Instance::spawn(&mut command);
    let ann = instance.visitor();
    // On a busy machine a match is not in Redis as fast as this instance gives up waiting for it.
    let begun = Instant::now();
    while ann.get("/api/matches").await.status != 200 {
        assert!(begun.elapsed() < PATIENCE, "it never answers");
        sleep(Duration::from_millis(50)).await;
    }
    let matches = ann.get("/api/matches").await.json();
    let match_id = matches["data"]["matches"][0]["id"].as_i64().unwrap();
    let blocks = ann.get(&format!("/api/matches/{match_id}/blocks")).await.json();
    let block = blocks["data"]["blocks"][0]["id"].as_i64().unwrap();
    let path = format!("/api/matches/{match_id}/blocks/{block}/seats");
    assert_eq!(ann.get(&path).await.status, 200);
    lose(&mut ground);
    let before = fs::read_to_string(&file).unwrap().len();
    for answer in join_all((0..FLOOD).map(|_| ann.get(&path))).await {
        assert_unavailable(&answer);
    }
    instance.terminate();
    instance.ended().await;
    fs::read_to_string(&file).unwrap().split_off(before)
}

/// Every failure is in the log, told or counted, with more than the name of its kind; and in few lines.
fn assert_told(log: &str) {
    let lines: Vec<_> = log.lines().filter(|line| line.contains(WHAT)).collect();
    let (counted, told): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.contains("again and again"));
    let more = |line: &&&str| {
        let (_, more) = line.split_once("more=").unwrap();
        more.split_whitespace().next().unwrap().parse::<usize>().unwrap()
    };
    assert_eq!(told.len() + counted.iter().map(more).sum::<usize>(), FLOOD, "{log}");
    assert!(told.len() <= 3, "{log}");
    for line in told {
        let (_, causes) =
            line.split_once("error=\"the store is unavailable: ").unwrap_or_else(|| panic!("{log}"));
        assert!(!causes.contains("the store is unavailable"), "{log}");
        assert!(line.contains("request{method=GET path=\"/api/matches/"), "{log}");
    }
    assert!(log.lines().count() < 25, "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_is_gone() {
    let ground = Ground::sqlite().with_redis(RedisServer::start());
    let log = log_of_a_flood(ground, |ground| ground.redis.as_mut().unwrap().kill()).await;
    assert_told(&log);
    assert!(log.contains("Connection refused"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_is_gone() {
    let mut server = PostgresServer::start_own();
    let ground = Ground::at(&server.create_database());
    let log = log_of_a_flood(ground, |_| server.kill()).await;
    assert_told(&log);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_of_a_later_version() {
    let ground = Ground::sqlite();
    Instance::load_demo(&ground);
    let blocked = "UPDATE allocations SET status = 'RETIRED' WHERE seat_id < 20";
    run_in(&ground.config.database.url, blocked).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("log");
    let mut command = Instance::command(&ground, &["--site-addr", "127.0.0.1:0"]);
    let mut instance = Instance::spawn(command.stderr(File::create(&file).unwrap()));
    let ann = instance.visitor();
    for _ in 0..3 {
        let seats = ann.get("/api/matches/1/blocks/1/seats").await.json();
        assert_eq!(seats["data"]["seats"][0]["status"], "OCCUPIED");
    }
    instance.terminate();
    instance.ended().await;
    let log = fs::read_to_string(&file).unwrap();
    let told: Vec<_> = log.lines().filter(|line| line.contains("only a later version knows")).collect();
    assert!(told.len() == 1 && told[0].contains("RETIRED"), "{log}");
}
