//! Ports that nobody else takes while their server is down.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process,
    sync::atomic::{AtomicU16, Ordering},
};

/// Below what Linux gives to those who ask for any port, of which there are tens of thousands in the benchmark. A server that
/// is killed must find its port again, and a client that asks for a port of the system's choice, or even connects to itself
/// while the server is away, would sit on it.
const FIRST: u16 = 12_000;
const COUNT: u16 = 20_000;

/// No two servers of this process get the same port, not even when one of them is down.
static TAKEN: AtomicU16 = AtomicU16::new(0);

/// A loopback address on which nobody listens. Another process may be faster: who starts a server there tries again.
///
/// # Errors
/// When every port is taken.
pub fn free_address() -> io::Result<SocketAddr> {
    // Other processes begin elsewhere.
    let begin = process::id().wrapping_mul(97) % u32::from(COUNT);
    for _ in 0..COUNT {
        let step = u32::from(TAKEN.fetch_add(1, Ordering::Relaxed));
        let place = (begin + step) % u32::from(COUNT);
        let port = FIRST + u16::try_from(place).unwrap_or_default();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
    }
    Err(io::Error::other("every port is taken"))
}
