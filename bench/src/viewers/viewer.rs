//! One viewer: a socket, and what it has been told.

use super::view::View;
use crate::{
    error::Result,
    wire::{Board, Event, Reader, number_after, read_events, read_update},
};
use mio::net::TcpStream;
use std::{collections::HashMap, rc::Rc};

/// How an event is known again by who caused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// By its revision: Jari. The viewer also keeps the state of every seat.
    Revision,
    /// By its block's revision: a stream of several blocks. The viewer also keeps the state of every seat.
    Position,
    /// By its seat: a server that passes on whatever it is given, each event with another seat.
    Seat,
}

/// A viewer.
pub struct Viewer {
    pub(super) socket: TcpStream,
    /// The request, until it is sent.
    pub(super) request: Option<Vec<u8>>,
    reader: Reader,
    /// The beginning of an event whose end has not come yet.
    carry: Vec<u8>,
}

/// What a viewer knows; it outlives the connection.
#[derive(Clone, Default)]
pub struct Known {
    /// The history that the revision is of.
    pub(super) epoch: Option<Rc<str>>,
    /// The latest revision.
    pub(super) rev: u64,
    pub(super) board: Option<Board>,
    /// The same of several blocks.
    pub(super) view: View,
}

/// What all viewers of a crew have in common.
pub struct Common {
    pub(super) key: Key,
    /// The latest `init` of each block and what it says: viewers that connect at once all get the same.
    init: HashMap<Option<u64>, (Vec<u8>, Board)>,
    /// The latest epoch.
    pub(super) epoch: Option<Rc<str>>,
    /// Keys and moments of what came, while it is asked for.
    pub(super) receipts: Option<Vec<(u32, u32)>>,
}

impl Viewer {
    pub(super) fn new(socket: TcpStream, request: Vec<u8>) -> Self {
        Self { socket, request: Some(request), reader: Reader::default(), carry: Vec::new() }
    }

    /// Whether its stream has begun.
    pub(super) const fn is_open(&self) -> bool {
        self.reader.is_open()
    }

    /// Takes in what came at that moment.
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        at: u32,
        known: &mut Known,
        common: &mut Common,
    ) -> Result<()> {
        let (carry, mut done) = (&mut self.carry, Ok(()));
        self.reader.feed(bytes, |body| {
            let mut each = |event: Event<'_>| {
                if done.is_ok() {
                    done = take(&event, at, known, common);
                }
            };
            if carry.is_empty() {
                let read = read_events(body, &mut each);
                carry.extend_from_slice(&body[read..]);
            } else {
                carry.extend_from_slice(body);
                let read = read_events(carry, &mut each);
                carry.drain(..read);
            }
        })?;
        if self.carry.is_empty() {
            // Thousands of viewers would each keep room for the longest event.
            self.carry = Vec::new();
        }
        done
    }
}

fn take(event: &Event<'_>, at: u32, known: &mut Known, common: &mut Common) -> Result<()> {
    if common.key == Key::Seat {
        if let (Some(seat), Some(receipts)) = (number_after(event.data, b"\"seatId\":"), &mut common.receipts)
        {
            receipts.push((u32::try_from(seat)?, at));
        }
        return Ok(());
    }
    if common.key == Key::Position {
        return known.view.take(event, at, common);
    }
    // A heartbeat moves nobody.
    let Some(id) = event.id else { return Ok(()) };
    let (epoch, rev) = std::str::from_utf8(id)?.rsplit_once('-').ok_or("an id without a revision")?;
    let rev: u64 = rev.parse()?;
    if event.name == b"init" {
        known.board = Some(common.board(None, event.data)?);
    } else {
        if known.epoch.as_deref() != Some(epoch) || rev <= known.rev {
            return Err(format!("{epoch}-{rev} came after revision {}", known.rev).into());
        }
        let (seat, state) = read_update(event.data).ok_or("an update without a seat")?;
        let board = known.board.as_mut().ok_or("an update before an init")?;
        if !board.set(seat, state) {
            return Err(format!("an update of seat {seat}, which is not in the block").into());
        }
        if let Some(receipts) = &mut common.receipts {
            receipts.push((u32::try_from(rev)?, at));
        }
    }
    known.rev = rev;
    if known.epoch.as_deref() != Some(epoch) {
        known.epoch = Some(common.epoch(epoch));
    }
    Ok(())
}

impl Common {
    pub(super) fn new(key: Key) -> Self {
        Self { key, init: HashMap::new(), epoch: None, receipts: None }
    }

    /// The seats that an `init` tells, of a block where a stream has several.
    pub(super) fn board(&mut self, block: Option<u64>, data: &[u8]) -> Result<Board> {
        if let Some((text, board)) = self.init.get(&block)
            && text == data
        {
            return Ok(board.clone());
        }
        let board = Board::read(data)?;
        self.init.insert(block, (data.to_vec(), board.clone()));
        Ok(board)
    }

    fn epoch(&mut self, epoch: &str) -> Rc<str> {
        match &self.epoch {
            Some(known) if &**known == epoch => Rc::clone(known),
            _ => {
                let new: Rc<str> = epoch.into();
                self.epoch = Some(Rc::clone(&new));
                new
            }
        }
    }
}
