//! One connection: for each way a thread that reads and one that writes, so that what is late does not hold up what comes
//! after it.

use super::weather::Sky;
use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Instant,
};

/// The most that is read at once.
const CHUNK: usize = 16 * 1_024;

/// Chunks that may be under way at once. Who sends more waits, as before a full socket.
const UNDER_WAY: usize = 1_024;

/// A connection that was accepted.
pub(super) struct Connection {
    pub(super) number: u64,
    pub(super) sky: Arc<Sky>,
}

/// What was read at once; without bytes it is the end.
struct Chunk {
    bytes: Vec<u8>,
    due: Instant,
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    ToServer,
    ToClient,
}

impl Connection {
    /// Forwards until both sides have ended, or one of them is gone.
    pub(super) fn serve(&self, client: TcpStream) {
        // Whoever cannot be served is hung up on.
        if let Ok(server) = self.connect(&client) {
            // Whether the client has sent something since it was told something the last time.
            let asked = AtomicBool::new(false);
            let both = [client, server];
            thread::scope(|scope| {
                for way in [Way::ToServer, Way::ToClient] {
                    let (queue, chunks) = sync_channel(UNDER_WAY);
                    let (asked, both) = (&asked, &both);
                    scope.spawn(move || self.write(way, chunks, both, asked));
                    scope.spawn(move || self.read(way, queue, both, asked));
                }
            });
        }
        self.sky.leave(self.number);
    }

    fn connect(&self, client: &TcpStream) -> io::Result<TcpStream> {
        let weather = self.sky.pass(self.number).ok_or(io::ErrorKind::ConnectionAborted)?;
        let server = TcpStream::connect(weather.target)?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        self.sky.join(self.number, [client.try_clone()?, server.try_clone()?]);
        Ok(server)
    }

    fn read(
        &self,
        way: Way,
        queue: SyncSender<Chunk>,
        [client, server]: &[TcpStream; 2],
        asked: &AtomicBool,
    ) {
        let mut from = if way == Way::ToServer { client } else { server };
        let mut buffer = vec![0; CHUNK];
        loop {
            // A connection that breaks ends in the same way for whoever is behind us.
            let length = from.read(&mut buffer).unwrap_or(0);
            let Some(weather) = self.sky.pass(self.number) else { return };
            if way == Way::ToServer && length > 0 {
                asked.store(true, Ordering::SeqCst);
            }
            let chunk = Chunk { bytes: buffer[..length].to_vec(), due: Instant::now() + weather.delay };
            if queue.send(chunk).is_err() || length == 0 {
                return;
            }
        }
    }

    fn write(&self, way: Way, chunks: Receiver<Chunk>, sockets: &[TcpStream; 2], asked: &AtomicBool) {
        let [client, server] = sockets;
        let mut to = if way == Way::ToServer { server } else { client };
        for chunk in chunks {
            thread::sleep(chunk.due.saturating_duration_since(Instant::now()));
            // It may have turned while the chunk was late.
            if self.sky.pass(self.number).is_none() {
                break;
            }
            if chunk.bytes.is_empty() {
                let _ = to.shutdown(Shutdown::Write);
                return;
            }
            if way == Way::ToClient && asked.swap(false, Ordering::SeqCst) {
                self.sky.came_back();
            }
            if to.write_all(&chunk.bytes).is_err() {
                break;
            }
        }
        for socket in sockets {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}
