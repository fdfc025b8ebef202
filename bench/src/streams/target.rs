//! What is measured: Jari, the floor or nchan, seen in the same way.

use crate::{
    changes::{Change, Changes, Pace, make_changes},
    error::Result,
    jari::{Jari, SeatChanger, stream_path},
    servers::{Floor, Nginx},
    viewers::{Key, Plan, Viewers},
    wire::Client,
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// How long thousands of viewers may take for anything.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A server with viewers of one block.
pub struct Target {
    /// The number of its process.
    pub process: u32,
    /// Its viewers.
    pub viewers: Viewers,
    /// When time began.
    pub base: Instant,
    source: Source,
    _server: Server,
}

/// Where changes come from.
enum Source {
    Holds { changers: Vec<SeatChanger>, place: Place, rev: u64 },
    Posts { host: SocketAddr, head: &'static str, frame: bool, next: u32 },
}

/// A block of a match.
#[derive(Clone, Copy)]
struct Place {
    match_id: u32,
    block: u64,
}

enum Server {
    Jari(Jari),
    Floor(#[allow(dead_code, reason = "it is there to be dropped")] Floor),
    Nchan(#[allow(dead_code, reason = "as above")] Nginx),
}

/// Posts what another server is to pass on.
struct Poster {
    client: Client,
    head: &'static str,
    frame: bool,
    next: u32,
}

impl Target {
    /// Jari, with the first block of a match whose seats are all free, and so many connections that change it.
    pub fn jari(jari: Jari, match_id: u32, connections: usize) -> Result<Self> {
        let block = *jari.blocks(match_id)?.first().ok_or("a match without blocks")?;
        let seats: Vec<u64> = jari.board(match_id, block)?.ids().collect();
        let changers = SeatChanger::crowd(jari.host, match_id, &seats, connections)?;
        let place = Place { match_id, block };
        let source = Source::Holds { changers, place, rev: 0 };
        let path = stream_path(match_id, block);
        Self::new(jari.id(), jari.host, path, Key::Revision, source, Server::Jari(jari))
    }

    /// The bare loop.
    pub fn floor() -> Result<Self> {
        let floor = Floor::start()?;
        let source = Source::Posts { host: floor.host, head: "", frame: true, next: 1_000 };
        Self::new(floor.id(), floor.host, "/sub".to_owned(), Key::Seat, source, Server::Floor(floor))
    }

    /// nchan.
    pub fn nchan() -> Result<Self> {
        let nginx = Nginx::start_nchan()?;
        let head = "X-EventSource-Event: update\r\nContent-Type: application/json\r\n";
        let source = Source::Posts { host: nginx.host, head, frame: false, next: 1_000 };
        Self::new(nginx.id(), nginx.host, "/sub".to_owned(), Key::Seat, source, Server::Nchan(nginx))
    }

    fn new(
        process: u32,
        host: SocketAddr,
        path: String,
        key: Key,
        source: Source,
        server: Server,
    ) -> Result<Self> {
        let base = Instant::now();
        let viewers = Viewers::new(Plan { host, paths: vec![path], key, base })?;
        Ok(Self { process, viewers, base, source, _server: server })
    }

    /// The latest revision that is known to have been made.
    pub const fn rev(&self) -> u64 {
        match &self.source {
            Source::Holds { rev, .. } => *rev,
            Source::Posts { .. } => 0,
        }
    }

    /// Whether a viewer may be told of several changes of a seat at once; a server that only passes on tells each.
    pub const fn conflates(&self) -> bool {
        matches!(self.source, Source::Holds { .. })
    }

    /// Makes changes; each connection its own.
    pub fn change(&mut self, pace: Pace) -> Result<Changes> {
        let base = self.base;
        match &mut self.source {
            Source::Holds { changers, rev, .. } => {
                let connections = pace.connections.min(changers.len());
                let changes = make_changes(&mut changers[..connections], pace, base)?;
                let last = changes.answered.iter().map(|(rev, _)| u64::from(*rev)).max();
                *rev = last.unwrap_or(0).max(*rev);
                Ok(changes)
            }
            Source::Posts { host, head, frame, next } => {
                // One after the other on one connection: another server need not put those of several into an order.
                let mut poster =
                    [Poster { client: Client::connect(*host)?, head, frame: *frame, next: *next }];
                let changes = make_changes(&mut poster, pace, base)?;
                *next = poster[0].next;
                Ok(changes)
            }
        }
    }

    /// Compares what every viewer knows with the snapshot route; a server that only passes on has none.
    ///
    /// # Errors
    /// When a viewer knows another state.
    pub fn check(&self) -> Result<()> {
        let (Source::Holds { place, .. }, Server::Jari(jari)) = (&self.source, &self._server) else {
            return Ok(());
        };
        let board = jari.board(place.match_id, place.block)?;
        match self.viewers.count_other(&board)? {
            0 => Ok(()),
            other => Err(format!("{other} viewers know another state than the store\n{}", jari.log()).into()),
        }
    }
}

impl Change for Poster {
    fn make(&mut self) -> Result<u32> {
        let seat = self.next;
        self.next += 1;
        let mut text = format!(r#"{{"status":200,"data":{{"seatId":{seat},"status":"HOLD"}}}}"#);
        if self.frame {
            text = format!("id: 0123456789ab-{seat}\nevent: update\ndata: {text}\n\n");
        }
        let answer = self.client.post("/pub", self.head, text.as_bytes())?;
        if !matches!(answer.status, 200..=202) {
            return Err(format!("a post was answered {}", answer.status).into());
        }
        Ok(seat)
    }
}
