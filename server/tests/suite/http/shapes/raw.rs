//! A request as bytes, and its answer.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// The longest that a test waits for the server.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer that was understood.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Sends it, and reads until the server hangs up or a stream has begun; none if nothing comes.
pub(super) fn ask(address: SocketAddr, request: &[u8]) -> Option<Answer> {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.set_write_timeout(Some(PATIENCE)).unwrap();
    // A server that has heard enough may hang up before the end.
    let _ = socket.write_all(request);
    let (mut bytes, mut piece) = (Vec::new(), [0; 16 * 1024]);
    loop {
        match socket.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(length) => bytes.extend_from_slice(&piece[..length]),
        }
        let text = String::from_utf8_lossy(&bytes);
        if text.contains("content-type: text/event-stream") && text.contains("\r\n\r\n") {
            break;
        }
    }
    Answer::parse(&bytes)
}

impl Answer {
    fn parse(mut bytes: &[u8]) -> Option<Self> {
        loop {
            let end = bytes.windows(4).position(|part| part == b"\r\n\r\n")?;
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            bytes = &bytes[end + 4..];
            let status: u16 = head.split(' ').nth(1)?.parse().ok()?;
            // What comes before the answer, as "100 Continue", is none.
            if status < 200 && status != 101 {
                continue;
            }
            let headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
            let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
            let mut answer = Self { status, headers: headers.collect(), body: bytes.to_vec() };
            if answer.header("transfer-encoding") == Some("chunked") {
                answer.body = joined(bytes);
            }
            return Some(answer);
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn is_compressed(&self) -> bool {
        self.header("content-encoding").is_some()
    }

    /// Enough of it to know what it is.
    pub(super) fn summary(&self) -> String {
        let body: String = String::from_utf8_lossy(&self.body).chars().take(120).collect();
        format!("{} {:?} {body:?}", self.status, self.headers)
    }
}

/// A body that came in chunks.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = chunks.windows(2).position(|part| part == b"\r\n") {
        let length =
            std::str::from_utf8(&chunks[..end]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let rest = &chunks[end + 2..];
        let Some(length) = length.filter(|length| (1..=rest.len()).contains(length)) else { break };
        whole.extend_from_slice(&rest[..length]);
        chunks = rest.get(length + 2..).unwrap_or_default();
    }
    whole
}
