//! Answers that are written by hand, where no request has come to the routes.

use app::error::ApiError;
use std::{io, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    time::timeout,
};

/// What a client may still send after such an answer, in bytes, and for how long.
const MOST_READ: usize = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(1);

/// A whole answer of HTTP/1.1, after which the connection ends.
pub(super) fn answer(error: &ApiError) -> String {
    let reason = http::StatusCode::from_u16(error.status).ok().and_then(|status| status.canonical_reason());
    // It is a number and two texts, which can always be written.
    let body = serde_json::to_string(error).unwrap_or_default();
    let retry_after =
        error.retry_after_secs().map(|secs| format!("retry-after: {secs}\r\n")).unwrap_or_default();
    format!(
        "HTTP/1.1 {} {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\ncache-control: no-store\r\n{retry_after}\
         connection: close\r\n\r\n{body}",
        error.status,
        reason.unwrap_or_default(),
        body.len()
    )
}

/// Reads what a client still sends after the answer, for a while: the system would take the answer back if something that
/// was sent were left unread.
pub(super) async fn linger(socket: impl AsyncRead + Unpin) {
    // Who is gone, or goes on for too long, is told nothing.
    let _ = timeout(PATIENCE, discard(socket)).await;
}

async fn discard(mut socket: impl AsyncRead + Unpin) -> io::Result<()> {
    let (mut unwanted, mut read) = ([0; 1_024], 0);
    while read < MOST_READ {
        match socket.read(&mut unwanted).await? {
            0 => break,
            more => read += more,
        }
    }
    Ok(())
}
