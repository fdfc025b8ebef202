//! A client for one request after the other on one connection, which it keeps.

use crate::error::Result;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// The cookie that came with it, to be sent back.
    pub cookie: Option<String>,
    /// Where it sends its client.
    pub location: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
}

/// A connection, and the session that it speaks for.
pub struct Client {
    stream: TcpStream,
    host: SocketAddr,
    cookie: Option<String>,
    buffer: Vec<u8>,
}

impl Client {
    /// Connects.
    pub fn connect(host: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&host, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, host, cookie: None, buffer: Vec::new() })
    }

    /// Connects and takes a session.
    pub fn with_session(host: SocketAddr) -> Result<Self> {
        let mut client = Self::connect(host)?;
        let answer = client.get("/api/matches")?;
        client.cookie = Some(answer.cookie.ok_or("no session came with an answer")?);
        Ok(client)
    }

    /// The session, as it is sent.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// Asks for something.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.send("GET", path, "", b"")
    }

    /// The same with these headers besides.
    pub fn get_with(&mut self, path: &str, headers: &str) -> Result<Answer> {
        self.send("GET", path, headers, b"")
    }

    /// Posts something.
    pub fn post(&mut self, path: &str, headers: &str, body: &[u8]) -> Result<Answer> {
        self.send("POST", path, headers, body)
    }

    fn send(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Result<Answer> {
        let cookie = self.cookie.as_ref().map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
        let length =
            if method == "GET" { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n{cookie}{headers}{length}\r\n", self.host);
        let mut request = head.into_bytes();
        request.extend_from_slice(body);
        self.stream.write_all(&request)?;
        self.buffer.clear();
        let mut part = [0; 16 * 1_024];
        loop {
            let count = self.stream.read(&mut part)?;
            if count == 0 {
                return Err("a connection was closed in the middle of an answer".into());
            }
            self.buffer.extend_from_slice(&part[..count]);
            if let Some((head, length)) = answer_length(&self.buffer)?
                && self.buffer.len() >= head + length
            {
                return read_answer(&self.buffer, head, length);
            }
        }
    }
}

/// How long an answer's head and its body are, once the head is there.
///
/// # Errors
/// When it does not tell.
pub fn answer_length(answer: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end) = memchr::memmem::find(answer, b"\r\n\r\n") else { return Ok(None) };
    let head = &answer[..end];
    let length = head.split(|byte| *byte == b'\n').find_map(|line| {
        let (name, value) = line.split_at_checked(15)?;
        name.eq_ignore_ascii_case(b"content-length:").then_some(value)
    });
    let length = length.and_then(|value| std::str::from_utf8(value).ok()?.trim().parse().ok());
    let length = length.ok_or_else(|| format!("no length in: {}", String::from_utf8_lossy(head)))?;
    Ok(Some((end + 4, length)))
}

/// Reads an answer that is whole: its head and its body are so long.
///
/// # Errors
/// When it is none.
pub fn read_answer(bytes: &[u8], head: usize, length: usize) -> Result<Answer> {
    let text = std::str::from_utf8(&bytes[..head])?;
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("no status")?;
    let header = |wanted: &str| {
        let named = text.lines().filter_map(|line| line.split_once(": "));
        named.filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value).next()
    };
    let cookie = header("set-cookie").and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
    let location = header("location").map(str::to_owned);
    Ok(Answer { status, cookie, location, body: bytes[head..head + length].to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read() {
        let text = b"HTTP/1.1 201 Created\r\nset-cookie: a=b; Path=/\r\ncontent-length: 2\r\n\r\nokX";
        let (head, length) = answer_length(text).unwrap().unwrap();
        let answer = read_answer(text, head, length).unwrap();
        assert_eq!(
            (answer.status, answer.cookie.as_deref(), &answer.body[..]),
            (201, Some("a=b"), &b"ok"[..])
        );
        assert_eq!(answer_length(&text[..30]).unwrap(), None);
        assert!(answer_length(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
