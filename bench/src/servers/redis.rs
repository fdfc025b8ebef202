//! A Redis that forgets everything, as the figures to beat were measured on one.

use super::{Process, find_program, new_folder};
use crate::error::Result;
use bench::port::free_address;
use std::{
    net::{SocketAddr, TcpStream},
    path::PathBuf,
};

const FOLDERS: &[&str] = &["/usr/bin", "/usr/local/bin"];

/// A running Redis.
pub struct RedisServer {
    _process: Process,
    /// Where it answers.
    pub host: SocketAddr,
}

impl RedisServer {
    /// Whether Redis and its own benchmark are installed.
    pub fn is_installed() -> bool {
        ["redis-server", "redis-cli", "redis-benchmark"].iter().all(|name| Self::program(name).is_some())
    }

    /// One of its programs.
    pub fn program(name: &str) -> Option<PathBuf> {
        find_program(name, FOLDERS)
    }

    /// Starts one.
    pub fn start() -> Result<Self> {
        let program = Self::program("redis-server").ok_or("redis-server is not installed")?;
        let host = free_address()?;
        let mut command = vec![program.display().to_string(), "--port".to_owned(), host.port().to_string()];
        command.extend(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"].map(str::to_owned));
        let process = Process::start(new_folder()?, "TERM", &command, &[])?;
        process.wait_until(|| TcpStream::connect(host).is_ok())?;
        Ok(Self { _process: process, host })
    }

    /// How it is reached.
    pub fn url(&self) -> String {
        format!("redis://{}", self.host)
    }
}
