//! Saying no to a connection that there is no place for.

use crate::places::Full;
use app::error::ApiError;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Semaphore,
    time::timeout,
};
use tokio_util::task::TaskTracker;

/// How many are said no to at the same time. One more is hung up on without a word.
const MOST: usize = 64;

/// How long one of them is listened to.
const PATIENCE: Duration = Duration::from_secs(1);

/// What one of them may send meanwhile, in bytes.
const MOST_READ: usize = 16 * 1024;

/// Those who are being said no to.
pub(super) struct Goodbyes {
    places: Arc<Semaphore>,
}

impl Goodbyes {
    pub(super) fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(MOST)) }
    }

    /// Answers whatever the client asks for, and hangs up.
    pub(super) fn say(&self, socket: TcpStream, why: Full, tasks: &TaskTracker) {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            tasks.spawn(async move {
                let _place = place;
                // Who is gone, or takes too long, is told nothing.
                let _ = timeout(PATIENCE, answer(socket, why)).await;
            });
        }
    }
}

async fn answer(mut socket: TcpStream, why: Full) -> io::Result<()> {
    let mut unwanted = [0; 1_024];
    // An answer that comes before the question is none to most clients.
    let mut read = socket.read(&mut unwanted).await?;
    socket.write_all(refusal(why).as_bytes()).await?;
    socket.shutdown().await?;
    // The system would take the answer back if something that was sent were left unread.
    while read < MOST_READ {
        match socket.read(&mut unwanted).await? {
            0 => break,
            more => read += more,
        }
    }
    Ok(())
}

fn refusal(why: Full) -> String {
    let code = match why {
        Full::InAll => "TOO_MANY_CONNECTIONS",
        Full::Client => "TOO_MANY_CONNECTIONS_FROM_ADDRESS",
    };
    // It is a number and two texts, which can always be written.
    let body = serde_json::to_string(&ApiError::new(503, code)).unwrap_or_default();
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nretry-after: 1\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
