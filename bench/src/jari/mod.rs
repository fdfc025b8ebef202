//! A real Jari: its release binary, over stores of its own.

mod seat_changer;
mod store;
mod venue;

pub use seat_changer::SeatChanger;
pub use store::{Store, StoreKind};
pub use venue::{BLOCKS, SEATS, Size};

use crate::{
    error::Result,
    servers::{Process, command, new_folder},
    wire::{Board, Client},
};
use bench::port::free_address;
use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

/// The server's binary, and settings of it that the person at the terminal wants tried.
#[derive(Clone, Debug, clap::Args)]
pub struct JariOptions {
    /// Jari's server, built for release.
    #[arg(
        long,
        env = "JARI_SERVER",
        default_value = "target/release/server",
        value_name = "FILE",
        global = true
    )]
    pub server: PathBuf,
    /// Folder with the site that was built with it.
    #[arg(long, env = "LEPTOS_SITE_ROOT", default_value = "target/site", value_name = "DIR", global = true)]
    pub site: PathBuf,
    /// A setting for the server besides those that the benchmark needs; may be repeated.
    #[arg(long = "server-env", value_name = "NAME=VALUE", global = true)]
    pub env: Vec<String>,
}

/// A store that is set up with the benchmark's venue.
pub struct Ground {
    binary: PathBuf,
    site: PathBuf,
    env: Vec<(String, String)>,
    store: Store,
    matches: AtomicU32,
}

/// A running instance.
pub struct Jari {
    process: Process,
    /// Where it answers.
    pub host: SocketAddr,
}

impl Ground {
    /// Starts what the store needs, and loads the venue.
    pub fn new(options: &JariOptions, kind: StoreKind) -> Result<Self> {
        Self::of_size(options, kind, venue::USUAL)
    }

    /// The same with a venue of another size.
    pub fn of_size(options: &JariOptions, kind: StoreKind, size: Size) -> Result<Self> {
        let ground = Self::empty(options, kind)?;
        let folder = new_folder()?;
        let plan = folder.path().join("plan.json");
        fs::write(&plan, venue::plan(size))?;
        ground.command(&["import-venue", &plan.display().to_string()])?;
        Ok(ground)
    }

    /// The same with the demo's venues and matches.
    pub fn of_demo(options: &JariOptions, kind: StoreKind) -> Result<Self> {
        let ground = Self::empty(options, kind)?;
        ground.command(&["load-demo"])?;
        Ok(ground)
    }

    fn empty(options: &JariOptions, kind: StoreKind) -> Result<Self> {
        let binary = fs::canonicalize(&options.server).map_err(|error| {
            format!("there is no server at {} ({error}); `make build` builds it", options.server.display())
        })?;
        let pair = |text: &String| {
            let (name, value) = text.split_once('=').ok_or_else(|| format!("{text} is no NAME=VALUE"))?;
            Ok((name.to_owned(), value.to_owned()))
        };
        let env: Result<Vec<_>> = options.env.iter().map(pair).collect();
        // The server works in a folder of its own.
        let site = std::path::absolute(&options.site)?;
        Ok(Self { binary, site, env: env?, store: Store::start(kind)?, matches: AtomicU32::new(0) })
    }

    /// The store.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Puts another match on sale at the venue, with every seat free. Instances that run already may not know it yet.
    pub fn create_match(&self) -> Result<u32> {
        let args = ["create-match", "--venue", "1", "--name", "Match", "--starts-at", "2099-01-01T00:00:00Z"];
        self.command(&args)?;
        Ok(self.matches.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Starts an instance and waits until it is ready.
    pub fn start(&self) -> Result<Jari> {
        self.start_with(&[])
    }

    /// The same with other settings than the benchmark's.
    pub fn start_with(&self, settings: &[(&'static str, String)]) -> Result<Jari> {
        let host = free_address()?;
        let mut env = self.environment();
        env.push(("LEPTOS_SITE_ADDR", host.to_string()));
        env.extend_from_slice(settings);
        env.extend(self.env.iter().map(|(name, value)| (name.as_str(), value.clone())));
        let folder = new_folder()?;
        let command = [self.binary.display().to_string()];
        let process = Process::start(folder, "TERM", &command, &env)?;
        let ready = || {
            let asked = Client::connect(host).and_then(|mut client| client.get("/health/ready"));
            asked.is_ok_and(|answer| answer.status == 200)
        };
        process.wait_until(ready)?;
        Ok(Jari { process, host })
    }

    fn command(&self, args: &[&str]) -> Result<()> {
        self.output(args).map(drop)
    }

    /// What one of the server's commands prints.
    pub fn output(&self, args: &[&str]) -> Result<String> {
        let output = command(&self.binary).args(args).envs(self.environment()).output()?;
        if !output.status.success() {
            return Err(format!("{args:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let mut env = vec![
            ("LEPTOS_SITE_ROOT", self.site.display().to_string()),
            ("JARI_MAX_HOLDS", "0".to_owned()),
            // Each seat is sold as any other, as the one who asks for it knows none of the others.
            ("JARI_COMPANION_UNTIL_HOURS", "87600".to_owned()),
            // No hold runs out while it is measured.
            ("JARI_HOLD_TTL_SECS", "36000".to_owned()),
            ("JARI_MAX_STREAMS", "100000".to_owned()),
            ("JARI_MAX_STREAMS_PER_ADDRESS", "100000".to_owned()),
            // All viewers come from this machine.
            ("JARI_MAX_CONNECTIONS", "0".to_owned()),
            ("JARI_MAX_CONNECTIONS_PER_ADDRESS", "0".to_owned()),
            ("JARI_CHANGE_RATE_PER_SESSION", "0".to_owned()),
            ("JARI_CHANGE_RATE_PER_ADDRESS", "0".to_owned()),
            ("JARI_SHUTDOWN_SECS", "1".to_owned()),
            ("JARI_SECRET", "the benchmark's sessions are nobody's".to_owned()),
            ("RUST_LOG", "warn".to_owned()),
        ];
        env.extend(self.store.environment());
        env
    }
}

impl Jari {
    /// The number of its process.
    pub const fn id(&self) -> u32 {
        self.process.id()
    }

    /// What it has written to its log.
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// The blocks of a match.
    pub fn blocks(&self, match_id: u32) -> Result<Vec<u64>> {
        let answer = Client::connect(self.host)?.get(&format!("/api/matches/{match_id}/blocks"))?;
        let value: serde_json::Value = serde_json::from_slice(&answer.body)?;
        let blocks = value["data"]["blocks"].as_array().ok_or("a match without blocks")?;
        Ok(blocks.iter().filter_map(|block| block["id"].as_u64()).collect())
    }

    /// The seats of a block as the snapshot route tells them.
    pub fn board(&self, match_id: u32, block: u64) -> Result<Board> {
        fetch_board(self.host, &snapshot_path(match_id, block))
    }
}

/// The seats that a snapshot route tells.
pub fn fetch_board(host: SocketAddr, path: &str) -> Result<Board> {
    let answer = Client::connect(host)?.get(path)?;
    if answer.status != 200 {
        return Err(format!("a snapshot was answered {}", answer.status).into());
    }
    Board::read(&answer.body)
}

/// Where a block's snapshot is.
pub fn snapshot_path(match_id: u32, block: u64) -> String {
    format!("/api/matches/{match_id}/blocks/{block}/seats")
}

/// Where a block's stream is.
pub fn stream_path(match_id: u32, block: u64) -> String {
    format!("{}/stream", snapshot_path(match_id, block))
}
