//! What stands between Jari and a server: an address that can move to another server, and a network that can be slow, and
//! fail.
//!
//! It has threads of its own rather than tasks: a timer of an asynchronous runtime is a millisecond late or two, and what
//! is to be measured is some milliseconds.

mod connection;
mod weather;

use crate::port::free_address;
use connection::Connection;
use socket2::SockRef;
use std::{
    io,
    net::{Shutdown, SocketAddr, TcpListener},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle, sleep},
    time::Duration,
};
use weather::Sky;

/// How long is waited after a connection could not be accepted, which has reasons that pass.
const RETRY: Duration = Duration::from_millis(5);

/// A forwarder on a loopback address that stays the same. It ends with its value.
pub struct Proxy {
    address: SocketAddr,
    sky: Arc<Sky>,
    /// None while the proxy is cut.
    accepting: Mutex<Option<Accepting>>,
}

/// The thread that accepts connections.
struct Accepting {
    listener: TcpListener,
    thread: JoinHandle<()>,
}

impl Proxy {
    /// Begins to forward to that address.
    ///
    /// # Errors
    /// When no port is free.
    pub fn start(target: SocketAddr) -> io::Result<Self> {
        let (address, listener) = loop {
            let address = free_address()?;
            // Somebody else may have been faster on that port.
            if let Ok(listener) = TcpListener::bind(address) {
                break (address, listener);
            }
        };
        let sky = Arc::new(Sky::fair(target));
        let accepting = Mutex::new(Some(Accepting::start(listener, &sky)?));
        Ok(Self { address, sky, accepting })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the server behind it, by way of the proxy.
    pub fn through(&self, url: &str) -> String {
        url.replace(&self.sky.now().target.to_string(), &self.address.to_string())
    }

    /// How often, in all, a client has sent something and had an answer. What it sends before the answer to what it sent
    /// before has come goes with that: it waits once for both. An answer counts when it gets to the client, and what a server
    /// says without being asked does not count.
    pub fn round_trips(&self) -> u64 {
        self.sky.round_trips()
    }

    /// Moves to another server, as an address does at a failover. Connections that are open stay where they are; see
    /// `disconnect`.
    pub fn set_target(&self, target: SocketAddr) {
        self.sky.turn(|weather| weather.target = target);
    }

    /// All that is sent is that late from now on, each way. It stays in order, and much can be under way at once.
    pub fn slow(&self, delay: Duration) {
        self.sky.turn(|weather| weather.delay = delay);
    }

    /// Connections are accepted, but nothing gets through and nothing is refused. What was sent arrives after `heal`.
    pub fn black_hole(&self) {
        self.sky.turn(|weather| weather.stalled = true);
    }

    /// Every connection that there is becomes half open, for good. New ones are well.
    pub fn half_open(&self) {
        self.sky.turn(|weather| weather.half_open = weather.accepted);
    }

    /// Drops every connection and refuses new ones.
    pub fn cut(&self) {
        let accepting = self.accepting.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(accepting) = accepting {
            accepting.end();
        }
        self.sky.end_all();
    }

    /// Drops every connection; new ones are welcome.
    ///
    /// # Errors
    /// When somebody else has taken its port.
    pub fn disconnect(&self) -> io::Result<()> {
        self.cut();
        self.open()
    }

    /// All is well again.
    ///
    /// # Errors
    /// As [`Self::disconnect`].
    pub fn heal(&self) -> io::Result<()> {
        self.sky.turn(|weather| {
            weather.stalled = false;
            weather.delay = Duration::ZERO;
        });
        self.open()
    }

    fn open(&self) -> io::Result<()> {
        let mut accepting = self.accepting.lock().unwrap_or_else(PoisonError::into_inner);
        if accepting.is_none() {
            *accepting = Some(Accepting::start(TcpListener::bind(self.address)?, &self.sky)?);
        }
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.cut();
    }
}

impl Accepting {
    fn start(listener: TcpListener, sky: &Arc<Sky>) -> io::Result<Self> {
        let (ours, sky) = (listener.try_clone()?, Arc::clone(sky));
        let thread =
            thread::Builder::new().name("proxy".to_owned()).spawn(move || accept(&listener, &sky))?;
        Ok(Self { listener: ours, thread })
    }

    /// Nobody listens any more when this is done.
    fn end(self) {
        // A thread that waits for a connection hears of it so.
        let _ = SockRef::from(&self.listener).shutdown(Shutdown::Both);
        drop(self.listener);
        let _ = self.thread.join();
    }
}

fn accept(listener: &TcpListener, sky: &Arc<Sky>) {
    loop {
        match listener.accept() {
            Ok((client, _)) => {
                let number = sky.accept();
                let connection = Connection { number, sky: Arc::clone(sky) };
                // Whom no thread can serve is let go.
                let _ =
                    thread::Builder::new().name("proxy".to_owned()).spawn(move || connection.serve(client));
            }
            // What is shut down cannot be listened to.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => return,
            Err(_) => sleep(RETRY),
        }
    }
}

#[cfg(test)]
mod tests;
