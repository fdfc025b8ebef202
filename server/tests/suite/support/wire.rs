//! A viewer that is a socket and nothing more: light enough to have thousands, and it reads when the test wants it to.

use super::{Event, Seen};
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// The longest that a test waits for a piece.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the system keeps for a viewer that does not read, in bytes; it takes the least that it has.
const RECEIVE_BUFFER: u32 = 4 * 1024;

/// A viewer that has sent its request.
pub(crate) struct WireViewer {
    socket: TcpStream,
    /// What has arrived and is no whole event yet.
    rest: Vec<u8>,
    is_open: bool,
    pub(crate) seen: Seen,
    /// How many updates have arrived.
    pub(crate) updates: usize,
    /// How often everything came.
    pub(crate) inits: usize,
}

impl WireViewer {
    /// Asks for a stream, and reads nothing yet.
    pub(crate) async fn connect(address: SocketAddr, path: &str) -> io::Result<Self> {
        let socket = ask(address, path, None).await?;
        Ok(Self { socket, rest: Vec::new(), is_open: false, seen: Seen::default(), updates: 0, inits: 0 })
    }

    /// Leaves, and goes on from what it knows.
    pub(crate) async fn reconnect(&mut self, address: SocketAddr, path: &str) -> io::Result<()> {
        self.rest.clear();
        self.is_open = false;
        self.socket = ask(address, path, Some(&self.seen.id)).await?;
        Ok(())
    }

    /// Its port, by which the system's table of connections knows it.
    pub(crate) fn port(&self) -> u16 {
        self.socket.local_addr().unwrap().port()
    }

    /// Reads until it is so; false if the stream ends before.
    pub(crate) async fn read(&mut self, enough: impl Fn(&Self) -> bool) -> bool {
        while !enough(self) {
            if !self.read_piece().await {
                return false;
            }
        }
        true
    }

    async fn read_piece(&mut self) -> bool {
        let mut piece = [0; 16 * 1024];
        let read = timeout(PATIENCE, self.socket.read(&mut piece)).await.expect("a piece within the time");
        // A server that is killed resets its connections.
        let length = read.unwrap_or(0);
        self.rest.extend_from_slice(&piece[..length]);
        if !self.is_open
            && let Some(end) = find(&self.rest, b"\r\n\r\n")
        {
            assert!(self.rest.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&self.rest));
            self.rest.drain(..end);
            self.is_open = true;
        }
        while self.is_open
            && let Some(end) = find(&self.rest, b"\n\n")
        {
            let text: Vec<_> = self.rest.drain(..end).collect();
            let event = Event::parse(std::str::from_utf8(&text[..end - 2]).unwrap());
            self.seen.take(&event);
            self.updates += usize::from(event.name == "update");
            self.inits += usize::from(event.name == "init");
        }
        length > 0
    }
}

async fn ask(address: SocketAddr, path: &str, last: Option<&str>) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    let mut socket = socket.connect(address).await?;
    let last = last.map(|id| format!("last-event-id: {id}\r\n")).unwrap_or_default();
    socket.write_all(format!("GET {path} HTTP/1.1\r\nhost: jari\r\n{last}\r\n").as_bytes()).await?;
    Ok(socket)
}

/// Where the first of these ends.
fn find(bytes: &[u8], end: &[u8]) -> Option<usize> {
    bytes.windows(end.len()).position(|window| window == end).map(|start| start + end.len())
}
