//! The helpers do what they say.

use super::{PATIENCE, PostgresServer, Proxy, RedisCluster, RedisServer, until};
use crate::support::{Ground, Instance, command, finish};
use std::{env, net::SocketAddr, path::Path, process::abort, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};

#[test]
fn redis_keeps_what_its_settings_say() {
    let mut plain = RedisServer::start();
    let mut durable = RedisServer::start_with(&["--appendonly", "yes", "--appendfsync", "always"]);
    for server in [&mut plain, &mut durable] {
        assert_eq!(server.cli(&["SET", "seat", "1"]), "OK");
        server.kill();
        assert!(server.try_cli(&["PING"]).is_err());
        server.restart();
    }
    assert_eq!(plain.cli(&["GET", "seat"]), "");
    assert_eq!(durable.cli(&["GET", "seat"]), "1");
    durable.stop();
    durable.wipe();
    durable.restart();
    assert_eq!(durable.cli(&["DBSIZE"]), "0");
}

#[test]
fn redis_asks_for_its_password() {
    let server = RedisServer::start_with(&["--requirepass", "secret"]);
    assert_eq!(server.cli(&["PING"]), "PONG");
    let stranger = redis::Client::open(format!("redis://:wrong@{}", server.address())).unwrap();
    assert!(stranger.get_connection().is_err());
}

#[test]
fn a_replica_follows_and_is_promoted() {
    let (first, second) = (RedisServer::start(), RedisServer::start());
    first.cli(&["SET", "seat", "1"]);
    second.replica_of(&first);
    assert_eq!(second.cli(&["GET", "seat"]), "1");
    assert!(second.try_cli(&["SET", "seat", "2"]).is_err());
    drop(first);
    second.promote();
    assert_eq!(second.cli(&["SET", "seat", "2"]), "OK");
}

#[test]
fn a_cluster_serves_every_slot() {
    let cluster = RedisCluster::start(3);
    assert_eq!(cluster.url().split(',').count(), 3);
    let answers = cluster.nodes.iter().map(|node| node.try_cli(&["SET", "seat", "1"]).is_ok());
    assert_eq!(answers.filter(|&accepted| accepted).count(), 1, "each key has one node");
}

#[test]
fn nothing_is_left_of_a_server() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start_own());
    redis.pause();
    let processes = [redis.process_id(), postgres.process_id()];
    drop((redis, postgres));
    for process in processes {
        assert!(!Path::new(&format!("/proc/{process}")).exists());
    }
}

/// Not by itself: the next test runs it in a process of its own.
#[test]
#[ignore = "it takes the whole process with it"]
fn a_test_that_dies() {
    let instance = Instance::start(&Ground::sqlite());
    println!("\ninstance:{}", instance.process_id());
    abort();
}

#[test]
fn nothing_is_left_of_an_instance_whose_test_has_died() {
    let folder = tempfile::tempdir().unwrap();
    let mut dying = command(env::current_exe().unwrap());
    dying.args(["--ignored", "--exact", "--nocapture", "support::servers::smoke::a_test_that_dies"]);
    let said = finish(dying.env("TMPDIR", folder.path()));
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let process = said.lines().find_map(|line| line.strip_prefix("instance:")).expect(&said);
    let ended = until(PATIENCE, || (!Path::new("/proc").join(process).exists()).then_some(()));
    assert!(ended.is_some(), "it lives on");
}

#[test]
fn the_shared_postgres_gives_each_test_a_database() {
    let server = PostgresServer::shared();
    let urls = [server.create_database(), server.create_database()];
    assert_ne!(urls[0], urls[1]);
    for url in urls {
        assert!(url.contains(&server.address().to_string()));
        let name = url.rsplit_once('/').unwrap().1;
        assert_eq!(server.psql(name, "CREATE TABLE seat (id int); SELECT count(*), 1 FROM seat"), "0|1");
    }
}

#[test]
fn postgres_keeps_what_was_committed() {
    let mut server = PostgresServer::start_own();
    server.create_database();
    server.psql("test_0", "CREATE TABLE seat (id int); INSERT INTO seat VALUES (1)");
    server.kill();
    server.restart();
    assert_eq!(server.psql("test_0", "SELECT id FROM seat"), "1");
    server.restart();
    assert_eq!(server.psql("test_0", "SELECT id FROM seat"), "1");
}

/// A connection through the proxy, and how long `PING` takes on it.
struct Caller(TcpStream);

impl Caller {
    async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    async fn ping(&mut self) -> std::io::Result<Duration> {
        let begin = Instant::now();
        self.0.write_all(b"PING\r\n").await?;
        let mut answer = [0; 7];
        self.0.read_exact(&mut answer).await?;
        assert_eq!(&answer, b"+PONG\r\n");
        Ok(begin.elapsed())
    }
}

#[tokio::test]
async fn the_proxy_is_every_kind_of_bad_network() {
    let (first, second) = (RedisServer::start(), RedisServer::start());
    let proxy = Proxy::start(first.address()).unwrap();
    let mut caller = Caller::connect(proxy.address()).await;
    caller.ping().await.unwrap();

    let delay = Duration::from_millis(50);
    proxy.slow(delay);
    assert!(caller.ping().await.unwrap() >= delay * 2);
    proxy.heal().unwrap();

    proxy.black_hole();
    assert!(timeout(Duration::from_millis(100), caller.ping()).await.is_err());
    let mut late = Caller::connect(proxy.address()).await;
    assert!(timeout(Duration::from_millis(100), late.ping()).await.is_err());
    proxy.heal().unwrap();
    let mut answer = [0; 7];
    timeout(PATIENCE, caller.0.read_exact(&mut answer)).await.unwrap().unwrap();
    timeout(PATIENCE, late.0.read_exact(&mut answer)).await.unwrap().unwrap();

    first.pause();
    assert!(timeout(Duration::from_millis(100), caller.ping()).await.is_err());
    first.resume();
    timeout(PATIENCE, caller.0.read_exact(&mut answer)).await.unwrap().unwrap();
    proxy.disconnect().unwrap();
    assert!(timeout(PATIENCE, caller.ping()).await.unwrap().is_err());
    let mut caller = Caller::connect(proxy.address()).await;
    caller.ping().await.unwrap();

    proxy.cut();
    assert!(timeout(PATIENCE, caller.ping()).await.unwrap().is_err());
    assert!(TcpStream::connect(proxy.address()).await.is_err());
    proxy.set_target(second.address());
    proxy.heal().unwrap();
    second.cli(&["SET", "name", "second"]);
    let moved = redis::Client::open(proxy.through(&second.url())).unwrap();
    let name: String = tokio::task::spawn_blocking(move || {
        redis::cmd("GET").arg("name").query(&mut moved.get_connection().unwrap()).unwrap()
    })
    .await
    .unwrap();
    assert_eq!(name, "second");
}
