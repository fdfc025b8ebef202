//! Ports that nobody else takes while their server is down.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// Below what Linux gives to those who ask for any port. A server that is killed must find its port again, and a client
/// that asks for a port of the system's choice, or even connects to itself while the server is away, would sit on it.
const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;

/// No two servers of this process get the same port, not even when one of them is down.
static TAKEN: AtomicU32 = AtomicU32::new(0);

/// A loopback address on which nobody listens. Another process may be faster: who starts a server there tries again.
pub(super) fn free_address() -> SocketAddr {
    // Other test binaries begin elsewhere.
    let begin = process::id().wrapping_mul(97);
    for _ in 0..COUNT {
        let step = TAKEN.fetch_add(1, Ordering::Relaxed);
        let port = u16::try_from(FIRST + begin.wrapping_add(step) % COUNT).unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
    panic!("every port is taken");
}
