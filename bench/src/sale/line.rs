//! A buyer's connection: one request after the other, and thousands of them on one thread.

use crate::{
    error::Result,
    wire::{Answer, answer_length, read_answer},
};
use std::{io, net::SocketAddr, time::Duration};
use tokio::{net::TcpStream, time::timeout};

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection that is made when it is needed, and kept.
pub struct Line {
    host: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Line {
    /// One to this server.
    pub const fn new(host: SocketAddr) -> Self {
        Self { host, stream: None, buffer: Vec::new() }
    }

    /// Sends a request and waits for its answer. After an error the next one is sent over another connection.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        let asked = timeout(PATIENCE, self.exchange(request)).await;
        let asked = asked.unwrap_or_else(|_| Err(format!("no answer in {PATIENCE:?}").into()));
        if asked.is_err() {
            self.stream = None;
        }
        asked
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => {
                let stream = TcpStream::connect(self.host).await?;
                stream.set_nodelay(true)?;
                none.insert(stream)
            }
        };
        let mut left = request;
        while !left.is_empty() {
            match stream.try_write(left) {
                Ok(count) => left = &left[count..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => stream.writable().await?,
                Err(error) => return Err(error.into()),
            }
        }
        self.buffer.clear();
        loop {
            stream.readable().await?;
            match stream.try_read_buf(&mut self.buffer) {
                Ok(0) => return Err("a connection was closed in the middle of an answer".into()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error.into()),
            }
            if let Some((head, length)) = answer_length(&self.buffer)?
                && self.buffer.len() >= head + length
            {
                return read_answer(&self.buffer, head, length);
            }
        }
    }
}
