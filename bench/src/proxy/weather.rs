//! What the network is like at the moment, and which connections there are.

use std::{
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// How the proxy treats its connections.
#[derive(Clone, Copy)]
pub(super) struct Weather {
    pub(super) target: SocketAddr,
    /// Nothing gets through, and nobody is told.
    pub(super) stalled: bool,
    /// How late all is that is sent.
    pub(super) delay: Duration,
    /// Connections that were accepted so far.
    pub(super) accepted: u64,
    /// Connections with a lower number are half open: nothing gets through any more, ever, and nobody is told.
    pub(super) half_open: u64,
    /// Connections with a lower number are to end.
    gone: u64,
}

/// The weather, and all who are under it.
pub(super) struct Sky {
    weather: Mutex<Weather>,
    turned: Condvar,
    /// Both sockets of each connection, by its number.
    connections: Mutex<Vec<(u64, [TcpStream; 2])>>,
    round_trips: AtomicU64,
}

impl Sky {
    pub(super) fn fair(target: SocketAddr) -> Self {
        let weather =
            Weather { target, stalled: false, delay: Duration::ZERO, accepted: 0, half_open: 0, gone: 0 };
        Self {
            weather: Mutex::new(weather),
            turned: Condvar::new(),
            connections: Mutex::default(),
            round_trips: AtomicU64::new(0),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Weather> {
        self.weather.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> Weather {
        *self.lock()
    }

    /// Changes the weather, and tells everybody.
    pub(super) fn turn(&self, how: impl FnOnce(&mut Weather)) {
        how(&mut self.lock());
        self.turned.notify_all();
    }

    /// The number of a new connection.
    pub(super) fn accept(&self) -> u64 {
        let mut weather = self.lock();
        weather.accepted += 1;
        weather.accepted - 1
    }

    /// Waits until something gets through on that connection; none when it is to end.
    pub(super) fn pass(&self, number: u64) -> Option<Weather> {
        let kept =
            |weather: &mut Weather| number >= weather.gone && (weather.stalled || number < weather.half_open);
        let weather = self.turned.wait_while(self.lock(), kept).unwrap_or_else(PoisonError::into_inner);
        (number >= weather.gone).then_some(*weather)
    }

    /// From now on the connection ends with all others.
    pub(super) fn join(&self, number: u64, sockets: [TcpStream; 2]) {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        // It may have been to end before it was known.
        if number < self.now().gone {
            shut(&sockets);
        }
        connections.push((number, sockets));
    }

    /// The connection has ended.
    pub(super) fn leave(&self, number: u64) {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).retain(|other| other.0 != number);
    }

    /// Ends every connection.
    pub(super) fn end_all(&self) {
        self.turn(|weather| weather.gone = weather.accepted);
        let connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.iter().for_each(|(_, sockets)| shut(sockets));
    }

    pub(super) fn came_back(&self) {
        self.round_trips.fetch_add(1, Ordering::SeqCst);
    }

    pub(super) fn round_trips(&self) -> u64 {
        self.round_trips.load(Ordering::SeqCst)
    }
}

/// Whoever waits for these sockets goes on.
fn shut(sockets: &[TcpStream; 2]) {
    for socket in sockets {
        let _ = socket.shutdown(Shutdown::Both);
    }
}
