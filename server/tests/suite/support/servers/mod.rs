//! Real servers that the tests start for themselves: Redis, PostgreSQL, nginx, and what stands between them and Jari.
//!
//! Each has a loopback port and a folder of its own and is gone when its value is dropped. Where a binary is missing the
//! test fails and says so: what is not tried must not look as if it had passed.

mod ending;
mod nginx;
mod postgres;
mod process;
mod redis;
mod smoke;

pub(crate) use bench::proxy::Proxy;
pub(crate) use nginx::NginxServer;
pub(crate) use postgres::{PostgresServer, lend};
pub(crate) use redis::{RedisCluster, RedisServer};

use std::{
    env,
    net::SocketAddr,
    path::PathBuf,
    thread::sleep,
    time::{Duration, Instant},
};

/// How long a server may take for anything: long enough for a busy machine, and no test waits for it in vain.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again and again until there is an answer; `None` when time is up.
pub(crate) fn until<T>(patience: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if Instant::now() >= deadline {
            return None;
        }
        sleep(Duration::from_millis(2));
    }
}

/// Where a server's binary is: on the PATH, or in one of the folders where distributions put it.
fn binary(name: &str, folders: &[PathBuf]) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(folders.iter().cloned())
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("{name} is not installed; please run: make setup-test"))
}

/// A loopback address on which nobody listens.
fn free_address() -> SocketAddr {
    bench::port::free_address().expect("a free port")
}
