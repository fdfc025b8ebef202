//! What clients that mean harm cost the process, by the system's own account of it.

use super::{Identity, http2::Narrow};
use crate::support::{Ground, Instance, write_site};
use http::Response;
use hyper::body::Incoming;
use std::{fs, net::SocketAddr, time::Duration};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// The longest that a test waits for all that it has asked for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Requests that one connection may have open at once.
const REQUESTS: usize = 100;

/// A file of the site, in bytes: the wasm is as large.
const FILE: usize = 500_000;

/// What a process has and has had.
#[derive(Clone, Copy, Debug)]
struct Usage {
    /// The most memory that it has had so far, in kilobytes.
    most_memory: usize,
    open_files: usize,
}

impl Usage {
    fn of(server: &Instance) -> Self {
        let process = server.process_id();
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let most_memory = line.trim_end_matches("kB").trim().parse().unwrap();
        let open_files = fs::read_dir(format!("/proc/{process}/fd")).unwrap().count();
        Self { most_memory, open_files }
    }

    fn since(self, before: Self) -> Self {
        Self {
            // It is not counted to the page.
            most_memory: self.most_memory.saturating_sub(before.most_memory),
            open_files: self.open_files.saturating_sub(before.open_files),
        }
    }
}

/// A server with the demo and a site, as an operator would have it.
fn serve(ground: &Ground, folder: &TempDir, settings: &[(&str, &str)]) -> Instance {
    Instance::load_demo(ground);
    write_site(folder.path(), &[("large.svg", &[b' '; FILE])]);
    let site = folder.path().to_str().unwrap();
    Instance::start_with(ground, &[&[("LEPTOS_SITE_ROOT", site)], settings].concat())
}

/// Answers of which nothing but the heads is taken, and their connections. They are given up when they go.
struct Untaken {
    _answers: Vec<Response<Incoming>>,
    _connections: Vec<Narrow>,
    /// How many of them are answers, and how many refusals.
    by_status: [usize; 2],
}

/// Asks a hundred times on each of so many connections.
async fn take_no_body(identity: &Identity, server: SocketAddr, connections: usize, path: &str) -> Untaken {
    let (mut open, mut heads, mut untaken) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..connections {
        let mut narrow = Narrow::open(identity, server, 0).await;
        heads.extend((0..REQUESTS).map(|_| narrow.begin(server, path)));
        open.push(narrow);
    }
    let mut by_status = [0, 0];
    for head in heads {
        let response = timeout(PATIENCE, head).await.expect("heads within the time").unwrap();
        match response.status().as_u16() {
            200 => by_status[0] += 1,
            503 => by_status[1] += 1,
            other => panic!("{other}"),
        }
        untaken.push(response);
    }
    Untaken { _answers: untaken, _connections: open, by_status }
}

/// Files come from memory, and a page that waits is bytes that are counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_nobody_takes_cost_no_file_and_little_memory() {
    const CONNECTIONS: usize = 4;
    let (ground, folder, identity) = (Ground::sqlite(), TempDir::new().unwrap(), Identity::new());
    identity.write(&folder);
    let [cert, key] = ["cert.pem", "key.pem"].map(|file| folder.path().join(file));
    let settings = [
        ("JARI_TLS_CERT", cert.to_str().unwrap()),
        ("JARI_TLS_KEY", key.to_str().unwrap()),
        ("JARI_ANSWERS_MB", "16"),
    ];
    let server = serve(&ground, &folder, &settings);
    for path in ["/large.svg", "/ko/matches/1/blocks/1"] {
        // What the first of a kind costs is there for good.
        drop(take_no_body(&identity, server.address(), 1, path).await);
        let before = Usage::of(&server);
        let Untaken { by_status, .. } = &take_no_body(&identity, server.address(), CONNECTIONS, path).await;
        let cost = Usage::of(&server).since(before);
        assert!(by_status[0] > 0, "{path}: {by_status:?}");
        assert!(cost.open_files <= CONNECTIONS + 10, "{path}: {cost:?}");
        assert!(cost.most_memory < 40 * 1024, "{path}: {cost:?}");
    }
}

/// Whether it stays below what a head may have, or sends as much as is taken.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_heads_cost_little_memory() {
    const CONNECTIONS: usize = 300;
    let (ground, folder) = (Ground::sqlite(), TempDir::new().unwrap());
    let server = serve(&ground, &folder, &[]);
    for (size, is_refused) in [(15_000, false), (400_000, true)] {
        let head = format!("GET / HTTP/1.1\r\nhost: jari\r\nx-large: {}", "x".repeat(size));
        let before = Usage::of(&server);
        let mut open = Vec::new();
        for _ in 0..CONNECTIONS {
            let mut socket = TcpStream::connect(server.address()).await.unwrap();
            let sent = socket.write_all(head.as_bytes());
            // Who is hung up on has sent too much.
            let _ = timeout(PATIENCE, sent).await.expect("it is taken or refused");
            open.push(socket);
        }
        if is_refused {
            for mut socket in open {
                let mut rest = Vec::new();
                let _reset = timeout(PATIENCE, socket.read_to_end(&mut rest)).await.expect("it ends");
            }
        }
        let cost = Usage::of(&server).since(before);
        assert!(cost.most_memory < CONNECTIONS * 100, "{size}: {cost:?}");
    }
}
