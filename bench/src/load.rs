//! Requests as fast as they are answered: on each of many connections one after the other, from one thread.

use crate::{error::Result, wire::answer_length};
use mio::{Events, Interest, Poll, Token, net::TcpStream};
use std::{
    io::{self, Read, Write},
    net::{self, SocketAddr},
    time::{Duration, Instant},
};

/// What a load came to.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Requests that were answered as they should be.
    pub answered: u64,
    /// From the first request to the last answer.
    pub took: Duration,
}

impl Load {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.answered as f64 / self.took.as_secs_f64()
    }
}

/// A connection, and the answer that it waits for.
struct Connection {
    stream: TcpStream,
    /// What has come of the head, or of an answer that is short.
    head: Vec<u8>,
    /// Bytes of the answer that are still to come, once its head is there.
    left: Option<usize>,
    busy: bool,
}

/// Sends requests until the time is up or there are none left. `next` writes the next one for a connection, and is false
/// when there is none.
///
/// # Errors
/// When an answer has another status.
pub fn drive(
    host: SocketAddr,
    connections: usize,
    time: Duration,
    status: &[u8; 3],
    mut next: impl FnMut(usize, &mut Vec<u8>) -> bool,
) -> Result<Load> {
    let mut poll = Poll::new()?;
    let mut all = Vec::with_capacity(connections);
    for number in 0..connections {
        let stream = net::TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, Token(number), Interest::READABLE)?;
        all.push(Connection { stream, head: Vec::new(), left: None, busy: false });
    }
    let (mut events, mut buffer, mut request) =
        (Events::with_capacity(1_024), vec![0; 256 * 1_024], Vec::new());
    let (begin, mut load) = (Instant::now(), Load { answered: 0, took: Duration::ZERO });
    let mut busy = 0;
    for (number, connection) in all.iter_mut().enumerate() {
        busy += usize::from(connection.ask(number, &mut request, &mut next)?);
    }
    while busy > 0 {
        poll.poll(&mut events, Some(Duration::from_secs(20)))?;
        if events.is_empty() {
            return Err("no answer in 20 seconds".into());
        }
        for event in &events {
            let number = event.token().0;
            let Some(connection) = all.get_mut(number).filter(|connection| connection.busy) else { continue };
            if !connection.receive(&mut buffer, status)? {
                continue;
            }
            load.answered += 1;
            load.took = begin.elapsed();
            busy -= 1;
            if load.took < time {
                busy += usize::from(connection.ask(number, &mut request, &mut next)?);
            }
        }
    }
    Ok(load)
}

impl Connection {
    fn ask(
        &mut self,
        number: usize,
        request: &mut Vec<u8>,
        next: &mut impl FnMut(usize, &mut Vec<u8>) -> bool,
    ) -> Result<bool> {
        request.clear();
        self.busy = next(number, request);
        if self.busy && self.stream.write(request)? != request.len() {
            return Err("a request did not fit into a socket".into());
        }
        Ok(self.busy)
    }

    /// Reads what there is; true when the answer is whole.
    fn receive(&mut self, buffer: &mut [u8], status: &[u8; 3]) -> Result<bool> {
        loop {
            let count = match self.stream.read(buffer) {
                Ok(0) => return Err("the server closed a connection".into()),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error.into()),
            };
            if let Some(left) = &mut self.left {
                *left = left.checked_sub(count).ok_or("more came than was asked for")?;
            } else {
                self.head.extend_from_slice(&buffer[..count]);
                if let Some((head, length)) = answer_length(&self.head)? {
                    if self.head.get(9..12) != Some(status) {
                        return Err(format!("answered: {}", String::from_utf8_lossy(&self.head)).into());
                    }
                    self.left = Some((head + length).saturating_sub(self.head.len()));
                }
            }
            if self.left == Some(0) {
                self.left = None;
                self.head.clear();
                self.busy = false;
                return Ok(true);
            }
        }
    }
}
