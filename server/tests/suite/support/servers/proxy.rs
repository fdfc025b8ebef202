//! What stands between Jari and a server: an address that can move to another server, and a network that can fail.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
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
}

/// A forwarder on a loopback address that stays the same. It ends with its value.
pub(crate) struct Proxy {
    address: SocketAddr,
    weather: Arc<watch::Sender<Weather>>,
    /// Accepts and owns every connection; none while the proxy is cut.
    accepting: Mutex<Option<JoinHandle<()>>>,
}

impl Proxy {
    /// Begins to forward to that address.
    pub(crate) async fn start(target: SocketAddr) -> Self {
        let weather = Weather { target, stalled: false, delay: Duration::ZERO };
        let weather = Arc::new(watch::channel(weather).0);
        let (address, listener) = loop {
            let address = free_address();
            if let Ok(listener) = TcpListener::bind(address).await {
                break (address, listener);
            }
        };
        let accepting = Mutex::new(Some(tokio::spawn(accept(listener, Arc::clone(&weather)))));
        Self { address, weather, accepting }
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
        let accepting = tokio::spawn(accept(listener, Arc::clone(&self.weather)));
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
async fn accept(listener: TcpListener, weather: Arc<watch::Sender<Weather>>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((client, _)) = listener.accept() => {
                connections.spawn(forward(client, weather.subscribe()));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// One connection, until either side ends it.
async fn forward(client: TcpStream, mut weather: watch::Receiver<Weather>) -> io::Result<()> {
    let target = fair(&mut weather).await?.target;
    let server = TcpStream::connect(target).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        ended = pump(from_client, to_server, weather.clone()) => ended,
        ended = pump(from_server, to_client, weather) => ended,
    }
}

/// One direction of a connection.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut weather: watch::Receiver<Weather>,
) -> io::Result<()> {
    let mut chunk = vec![0; 16 * 1024];
    loop {
        let length = from.read(&mut chunk).await?;
        let delay = fair(&mut weather).await?.delay;
        if length == 0 {
            return to.shutdown().await;
        }
        sleep(delay).await;
        // It may have turned while the chunk was late.
        fair(&mut weather).await?;
        to.write_all(&chunk[..length]).await?;
    }
}

/// Waits until something gets through.
async fn fair(weather: &mut watch::Receiver<Weather>) -> io::Result<Weather> {
    let fair = weather.wait_for(|weather| !weather.stalled).await.map_err(io::Error::other)?;
    Ok(fair.clone())
}
