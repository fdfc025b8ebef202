//! Saying no to a connection that there is no place for.

use super::bare;
use crate::quota::Full;
use app::{error::ApiError, error_code::ErrorCode};
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

/// How long one of them may take to ask.
const PATIENCE: Duration = Duration::from_secs(1);

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
                if let Ok(Ok(socket)) = timeout(PATIENCE, answer(socket, why)).await {
                    bare::linger(socket).await;
                }
            });
        }
    }
}

async fn answer(mut socket: TcpStream, why: Full) -> io::Result<TcpStream> {
    // An answer that comes before the question is none to most clients.
    let _ = socket.read(&mut [0; 1_024]).await?;
    let code = match why {
        Full::InAll => ErrorCode::TooManyConnections,
        Full::Client => ErrorCode::TooManyConnectionsFromAddress,
    };
    socket.write_all(bare::answer(&ApiError::new(code)).as_bytes()).await?;
    socket.shutdown().await?;
    Ok(socket)
}
