//! One viewer's socket.

use super::courier::FeedId;
use crate::{
    metrics::{self, Ended},
    quota::Permit,
    stream::{Follow, channel::Frame, follow::Place, view::Parked},
};
use bytes::Bytes;
use mio::net::TcpStream;
use std::{
    io::{self, IoSlice, Read, Write},
    time::Instant,
};

/// What a viewer may send after its request in one go. There is no reason to send anything.
const MOST_READ: usize = 16 * 1024;

/// A socket and how far it has come.
pub(super) struct Viewer {
    pub(super) socket: TcpStream,
    /// What it follows.
    pub(super) feed: FeedId,
    /// Where it stands among those who follow the same.
    pub(super) place: usize,
    /// How far it has come.
    pub(super) at: Place,
    /// What it knows besides what it follows.
    pub(super) parked: Option<Box<Parked>>,
    /// What the socket did not take yet of the last frame, which it shares with others.
    pub(super) rest: Bytes,
    /// What comes after that.
    after: Bytes,
    /// Since when the socket takes nothing.
    pub(super) blocked_since: Option<Instant>,
    /// Whether it was last told that what it follows is up to date; none before its first heartbeat.
    pub(super) told_live: Option<bool>,
    /// Counts what is written, and why it ends.
    pub(super) counted: metrics::Viewer,
    /// What it takes among all streams, and among all connections.
    _permits: (Permit, Option<Permit>),
}

impl Viewer {
    /// A viewer to whom everything from its cursor on is yet to be written.
    pub(super) fn new(socket: TcpStream, feed: FeedId, follow: Follow) -> Self {
        let Follow { at, parked, told_live, viewer: counted, permit, connection, .. } = follow;
        Self {
            socket,
            feed,
            place: 0,
            at,
            parked,
            rest: Bytes::new(),
            after: Bytes::new(),
            blocked_since: None,
            told_live,
            counted,
            _permits: (permit, connection),
        }
    }

    /// Whether the socket still owes some of the last frame. Until it has taken that, nothing else is kept for it.
    pub(super) const fn is_blocked(&self) -> bool {
        !self.rest.is_empty()
    }

    /// Writes a frame that leads to where it is, or as much of it as the socket takes; whether it took all.
    pub(super) fn tell(&mut self, frame: &Frame) -> Result<bool, Ended> {
        let end = self.at.end(self.parked.as_deref());
        frame.count(&self.counted, end.len());
        if frame.closing.is_empty() && end.is_empty() {
            return self.write(&frame.bytes);
        }
        let end = end.clone();
        let taken = self.write_together([&frame.bytes, &frame.closing, &end])?;
        if taken == frame.len() + end.len() {
            return Ok(true);
        }
        self.keep([&frame.bytes, &frame.closing, &end], taken);
        self.flush()
    }

    /// Keeps what is left of the pieces of a frame after so many bytes. What follows the first one left is small.
    pub(super) fn keep(&mut self, pieces: [&Bytes; 3], mut taken: usize) {
        let mut left = pieces.into_iter().filter_map(|piece| {
            let of_it = taken.min(piece.len());
            taken -= of_it;
            (of_it < piece.len()).then(|| piece.slice(of_it..))
        });
        self.rest = left.next().unwrap_or_default();
        self.after = left.collect::<Vec<_>>().concat().into();
    }

    /// Writes a whole frame, or as much of it as the socket takes; whether it took all.
    fn write(&mut self, frame: &Bytes) -> Result<bool, Ended> {
        match self.socket.write(frame) {
            Ok(taken) if taken == frame.len() => Ok(true),
            Ok(taken) => {
                self.rest = frame.slice(taken..);
                self.flush()
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.rest = frame.clone();
                self.blocked_since.get_or_insert_with(Instant::now);
                Ok(false)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                self.rest = frame.clone();
                self.flush()
            }
            Err(error) => Err(ended(&error)),
        }
    }

    /// Writes several pieces in one go; answers how many bytes of them the socket took.
    pub(super) fn write_together<const N: usize>(&self, pieces: [&[u8]; N]) -> Result<usize, Ended> {
        let pieces = pieces.map(IoSlice::new);
        match (&self.socket).write_vectored(&pieces) {
            Ok(taken) => Ok(taken),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {
                Ok(0)
            }
            Err(error) => Err(ended(&error)),
        }
    }

    /// Writes a sign of life that says whether what it follows is up to date; whether the socket took all of it.
    pub(super) fn show_life(&mut self, live: bool, heartbeat: &Bytes) -> Result<bool, Ended> {
        self.told_live = Some(live);
        self.counted.wrote_heartbeat(heartbeat.len());
        self.write(heartbeat)
    }

    /// A sign of life was written to it as the last of several pieces, of which the socket has taken so much.
    pub(super) fn has_life(&mut self, live: bool, heartbeat: &Bytes, taken: usize) {
        self.told_live = Some(live);
        self.counted.wrote_heartbeat(heartbeat.len());
        self.rest = heartbeat.slice(taken..);
    }

    /// Writes what is left of the last frame; whether the socket took all of it.
    pub(super) fn flush(&mut self) -> Result<bool, Ended> {
        while !self.rest.is_empty() {
            match self.socket.write(&self.rest) {
                Ok(0) => return Err(Ended::Gone),
                Ok(taken) => {
                    self.rest = self.rest.slice(taken..);
                    if self.rest.is_empty() {
                        self.rest = std::mem::take(&mut self.after);
                    }
                    // It makes progress.
                    self.blocked_since = None;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.blocked_since.get_or_insert_with(Instant::now);
                    return Ok(false);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(ended(&error)),
            }
        }
        // What is empty still refers to the frame's memory.
        self.rest = Bytes::new();
        self.blocked_since = None;
        Ok(true)
    }

    /// Reads what it sends, which nobody wants, to learn when it has gone.
    pub(super) fn drain(&mut self) -> Result<(), Ended> {
        let mut unwanted = [0; 1_024];
        let mut total = 0;
        loop {
            match self.socket.read(&mut unwanted) {
                Ok(0) => return Err(Ended::Gone),
                Ok(read) => total += read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(ended(&error)),
            }
            if total > MOST_READ {
                return Err(Ended::Gone);
            }
        }
    }
}

/// What a failed socket says of its viewer.
fn ended(error: &io::Error) -> Ended {
    // The system has waited for an acknowledgement as long as it was told to.
    if error.kind() == io::ErrorKind::TimedOut { Ended::Stalled } else { Ended::Gone }
}
