//! What stands between Jari and a server: an address that can move to another server, and a network that can fail.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::sleep,
};

use super::port::free_address;

/// How the proxy treats its connections at the moment.
#[derive(Clone, Debug)]
struct Weather {
    target: SocketAddr,
    /// Nothing gets through, and nobody is told.
    stalled: bool,
    /// How late each chunk is.
    delay: Duration,
    /// Connections with a lower number are half open: nothing gets through any more, ever, and nobody is told.
    half_open: u64,
}

/// A forwarder on a loopback address that stays the same. It ends with its value.
pub(crate) struct Proxy {
    address: SocketAddr,
    weather: Arc<watch::Sender<Weather>>,
    /// Connections that were accepted so far.
    accepted: Arc<AtomicU64>,
    /// Accepts and owns every connection; none while the proxy is cut.
    accepting: Mutex<Option<JoinHandle<()>>>,
}

impl Proxy {
    /// Begins to forward to that address.
    pub(crate) async fn start(target: SocketAddr) -> Self {
        let weather = Weather { target, stalled: false, delay: Duration::ZERO, half_open: 0 };
        let accepted = Arc::<AtomicU64>::default();
        let weather = Arc::new(watch::channel(weather).0);
        let (address, listener) = loop {
            let address = free_address();
            if let Ok(listener) = TcpListener::bind(address).await {
                break (address, listener);
            }
        };
        let accept = accept(listener, Arc::clone(&weather), Arc::clone(&accepted));
        let accepting = Mutex::new(Some(tokio::spawn(accept)));
        Self { address, weather, accepted, accepting }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the server behind it, by way of the proxy.
    pub(crate) fn through(&self, url: &str) -> String {
        url.replace(&self.weather.borrow().target.to_string(), &self.address.to_string())
    }

    /// Moves to another server, as an address does at a failover. Connections that are open stay where they are; see
    /// `disconnect`.
    pub(crate) fn set_target(&self, target: SocketAddr) {
        self.weather.send_modify(|weather| weather.target = target);
    }

    /// Each chunk is that late from now on.
    pub(crate) fn slow(&self, delay: Duration) {
        self.weather.send_modify(|weather| weather.delay = delay);
    }

    /// Connections are accepted, but nothing gets through and nothing is refused. What was sent arrives after `heal`.
    pub(crate) fn black_hole(&self) {
        self.weather.send_modify(|weather| weather.stalled = true);
    }

    /// Every connection that there is becomes half open, for good. New ones are well.
    pub(crate) fn half_open(&self) {
        let accepted = self.accepted.load(Ordering::SeqCst);
        self.weather.send_modify(|weather| weather.half_open = accepted);
    }

    /// Drops every connection and refuses new ones.
    pub(crate) async fn cut(&self) {
        let accepting = self.accepting.lock().unwrap().take();
        if let Some(accepting) = accepting {
            accepting.abort();
            let _ = accepting.await;
        }
    }

    /// Drops every connection; new ones are welcome.
    pub(crate) async fn disconnect(&self) {
        self.cut().await;
        self.open().await;
    }

    /// All is well again.
    pub(crate) async fn heal(&self) {
        self.weather.send_modify(|weather| {
            weather.stalled = false;
            weather.delay = Duration::ZERO;
        });
        self.open().await;
    }

    async fn open(&self) {
        if self.accepting.lock().unwrap().is_some() {
            return;
        }
        let listener = TcpListener::bind(self.address).await.expect("the proxy's own port");
        let accept = accept(listener, Arc::clone(&self.weather), Arc::clone(&self.accepted));
        let accepting = tokio::spawn(accept);
        *self.accepting.lock().unwrap() = Some(accepting);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(accepting) = self.accepting.lock().unwrap().take() {
            accepting.abort();
        }
    }
}

/// Accepts until it is dropped, and every connection with it.
async fn accept(listener: TcpListener, weather: Arc<watch::Sender<Weather>>, accepted: Arc<AtomicU64>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((client, _)) = listener.accept() => {
                let number = accepted.fetch_add(1, Ordering::SeqCst);
                connections.spawn(forward(client, number, weather.subscribe()));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// One connection, until either side ends it.
async fn forward(client: TcpStream, number: u64, mut weather: watch::Receiver<Weather>) -> io::Result<()> {
    let target = fair(&mut weather, number).await?.target;
    let server = TcpStream::connect(target).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        ended = pump(from_client, to_server, number, weather.clone()) => ended,
        ended = pump(from_server, to_client, number, weather) => ended,
    }
}

/// One direction of a connection.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    number: u64,
    mut weather: watch::Receiver<Weather>,
) -> io::Result<()> {
    let mut chunk = vec![0; 16 * 1024];
    loop {
        let length = from.read(&mut chunk).await?;
        let delay = fair(&mut weather, number).await?.delay;
        if length == 0 {
            return to.shutdown().await;
        }
        sleep(delay).await;
        // It may have turned while the chunk was late.
        fair(&mut weather, number).await?;
        to.write_all(&chunk[..length]).await?;
    }
}

/// Waits until something gets through.
async fn fair(weather: &mut watch::Receiver<Weather>, number: u64) -> io::Result<Weather> {
    let is_fair = |weather: &Weather| !weather.stalled && number >= weather.half_open;
    let fair = weather.wait_for(is_fair).await.map_err(io::Error::other)?;
    Ok(fair.clone())
}
