//! Who only watches: streams of blocks and of the match, and in the end whether they show what the store has.

use super::{mix::VIEWERS, shop::free_by_block};
use crate::{
    error::Result,
    jari::{fetch_board, snapshot_path, stream_path},
    wire::{Board, Client, Event, Reader, number_after, read_events, read_update},
};
use std::{
    cell::RefCell,
    collections::BTreeMap,
    io,
    net::SocketAddr,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use tokio::{
    net::TcpStream,
    task::{JoinSet, LocalSet},
    time::sleep,
};

/// How long they may take to see the last change.
const CURRENT_WITHIN: Duration = Duration::from_secs(20);

/// How long all may take to come.
const OPEN_WITHIN: Duration = Duration::from_secs(30);

/// Of ten viewers so many watch a block.
const OF_BLOCKS: usize = 9;

/// What a viewer knows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Nothing,
    Block(Board),
    Match(BTreeMap<u64, u64>),
}

struct Viewer {
    /// The block that is watched; none for the match.
    block: Option<u64>,
    seen: Seen,
    events: u64,
    lost: Option<String>,
}

/// What the viewers have come to.
pub struct Watched {
    /// Events that they have received.
    pub events: u64,
    /// Of how many what they show is not what the store has.
    pub differ: usize,
    /// Of how many the stream has ended.
    pub lost: usize,
}

/// The viewers of a sale, on a thread of their own.
pub struct Viewers {
    over: Arc<AtomicBool>,
    thread: JoinHandle<Result<Watched>>,
}

impl Viewers {
    /// Lets all come, and waits until each has its stream.
    pub fn open(host: SocketAddr, match_id: u32, blocks: &[u64]) -> Result<Self> {
        let (over, there) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (of_thread, opened, blocks) = (Arc::clone(&over), Arc::clone(&there), blocks.to_vec());
        let watch = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            LocalSet::new().block_on(&runtime, watch_all(host, match_id, &blocks, &of_thread, &opened))
        };
        let thread = thread::Builder::new().name("viewers".into()).spawn(watch)?;
        let deadline = Instant::now() + OPEN_WITHIN;
        while there.load(Ordering::SeqCst) < VIEWERS {
            if thread.is_finished() || Instant::now() > deadline {
                over.store(true, Ordering::SeqCst);
                return Err(format!("only {} viewers have come", there.load(Ordering::SeqCst)).into());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { over, thread })
    }

    /// Nothing changes any more: compares what they show with the store.
    pub fn compare(self) -> Result<Watched> {
        self.over.store(true, Ordering::SeqCst);
        self.thread.join().unwrap_or_else(|_| Err("the viewers' thread broke down".into()))
    }
}

async fn watch_all(
    host: SocketAddr,
    match_id: u32,
    blocks: &[u64],
    over: &AtomicBool,
    there: &Arc<AtomicUsize>,
) -> Result<Watched> {
    let mut streams = JoinSet::new();
    let mut viewers = Vec::new();
    for number in 0..VIEWERS {
        let block = blocks.get(number % blocks.len().max(1)).copied().filter(|_| number % 10 < OF_BLOCKS);
        let viewer = Rc::new(RefCell::new(Viewer { block, seen: Seen::Nothing, events: 0, lost: None }));
        viewers.push(Rc::clone(&viewer));
        let path = block.map_or_else(
            || format!("/api/matches/{match_id}/seats/stream"),
            |block| stream_path(match_id, block),
        );
        let there = Arc::clone(there);
        streams.spawn_local(async move {
            let ended = view(host, &path, &viewer, &there).await;
            viewer.borrow_mut().lost = ended.err().map(|error| error.to_string());
        });
    }
    while !over.load(Ordering::SeqCst) {
        sleep(Duration::from_millis(50)).await;
    }
    let deadline = Instant::now() + CURRENT_WITHIN;
    loop {
        let wanted = wanted(host, match_id, blocks)?;
        let is_wrong = |viewer: &&Rc<RefCell<Viewer>>| {
            let viewer = viewer.borrow();
            wanted.get(&viewer.block) != Some(&viewer.seen)
        };
        let differ = viewers.iter().filter(is_wrong).count();
        if differ == 0 || Instant::now() > deadline {
            let lost = viewers.iter().filter(|viewer| viewer.borrow().lost.is_some()).count();
            let events = viewers.iter().map(|viewer| viewer.borrow().events).sum();
            return Ok(Watched { events, differ, lost });
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// What everybody should show, by the block that is watched.
fn wanted(host: SocketAddr, match_id: u32, blocks: &[u64]) -> Result<BTreeMap<Option<u64>, Seen>> {
    let mut wanted = BTreeMap::new();
    for block in blocks {
        wanted.insert(Some(*block), Seen::Block(fetch_board(host, &snapshot_path(match_id, *block))?));
    }
    let answer = Client::connect(host)?.get(&format!("/api/matches/{match_id}/blocks"))?;
    wanted.insert(None, Seen::Match(free_by_block(&answer.body).into_iter().collect()));
    Ok(wanted)
}

async fn view(host: SocketAddr, path: &str, viewer: &RefCell<Viewer>, there: &AtomicUsize) -> Result<()> {
    let stream = TcpStream::connect(host).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n");
    stream.writable().await?;
    if stream.try_write(request.as_bytes())? != request.len() {
        return Err("a request did not fit into a socket".into());
    }
    let (mut reader, mut carry, mut buffer) = (Reader::default(), Vec::new(), vec![0; 16 * 1_024]);
    loop {
        stream.readable().await?;
        let count = match stream.try_read(&mut buffer) {
            Ok(0) => return Err("a stream has ended".into()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error.into()),
        };
        let mut viewer = viewer.borrow_mut();
        let was_there = viewer.seen != Seen::Nothing;
        reader.feed(&buffer[..count], |body| carry.extend_from_slice(body))?;
        let mut taken = Ok(());
        let read = read_events(&carry, |event| {
            if taken.is_ok() {
                taken = viewer.take(&event);
            }
        });
        taken?;
        carry.drain(..read);
        if !was_there && viewer.seen != Seen::Nothing {
            there.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl Viewer {
    fn take(&mut self, event: &Event<'_>) -> Result<()> {
        // A heartbeat moves nobody.
        if event.id.is_none() {
            return Ok(());
        }
        self.events += 1;
        let is_init = event.name == b"init";
        match &mut self.seen {
            _ if is_init && self.block.is_some() => self.seen = Seen::Block(Board::read(event.data)?),
            _ if is_init => self.seen = Seen::Match(counts(event.data).collect()),
            Seen::Block(board) => {
                let (seat, state) = read_update(event.data).ok_or("an update without a seat")?;
                if !board.set(seat, state) {
                    return Err(format!("an update of seat {seat}, which is not in the block").into());
                }
            }
            Seen::Match(free) => free.extend(counts(event.data)),
            Seen::Nothing => return Err("an update before an init".into()),
        }
        Ok(())
    }
}

/// The free seats of the blocks that an event of the match's stream tells.
fn counts(json: &[u8]) -> impl Iterator<Item = (u64, u64)> {
    json.split(|byte| *byte == b'}')
        .filter_map(|block| Some((number_after(block, b"\"id\":")?, number_after(block, b"\"free\":")?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_blocks_are_read() {
        let json = br#"{"status":200,"data":{"blocks":[{"id":7,"free":3},{"id":8,"free":0}]}}"#;
        assert_eq!(counts(json).collect::<Vec<_>>(), [(7, 3), (8, 0)]);
    }
}
