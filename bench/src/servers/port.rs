//! A port for a server that cannot choose one by itself.

use crate::error::Result;
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// Below what Linux gives to clients, of which there are tens of thousands here.
const FIRST: u32 = 12_000;
const COUNT: u32 = 8_000;

static TAKEN: AtomicU32 = AtomicU32::new(0);

/// A loopback address on which nobody listens.
pub fn free_address() -> Result<SocketAddr> {
    let begin = process::id().wrapping_mul(61);
    for _ in 0..COUNT {
        let step = TAKEN.fetch_add(1, Ordering::Relaxed);
        let port = u16::try_from(FIRST + begin.wrapping_add(step) % COUNT)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
    }
    Err("every port is taken".into())
}
