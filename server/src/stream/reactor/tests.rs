//! Threads that end before their time, and sockets that take little at a time.

use super::Reactor;
use crate::{
    metrics::{Kind, Metrics},
    quota::Quota,
    stream::{
        BlockChannel, OverviewChannel,
        channel::{Cursor, Frame},
        follow::{Feed, Follow, Place},
        sse,
        view::{Followed, Parked, Views},
        wakes::Source,
    },
};
use bytes::Bytes;
use jari_core::domain::{
    BlockCount, BlockId, Changes, Counts, Epoch, MatchId, Revision, SeatChange, SeatId, SeatStatus, Snapshot,
};
use std::{
    io::Read,
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

const PATIENCE: Duration = Duration::from_secs(10);

/// Something that is followed, and that makes the thread panic which looks at it.
#[derive(Default)]
struct Explosive(AtomicBool);

impl Feed for Explosive {
    fn next(&self, _: &Place) -> Option<(Frame, Place)> {
        assert!(!self.0.load(SeqCst), "as it was told to");
        None
    }

    fn is_live(&self) -> bool {
        true
    }
}

/// Something that is told whole to whoever has not seen it.
struct Whole(Bytes);

impl Feed for Whole {
    fn next(&self, at: &Place) -> Option<(Frame, Place)> {
        let after = Place::One(Cursor::At { generation: 0, rev: Revision(1) });
        (*at == Place::One(Cursor::Start)).then(|| (Frame::whole(self.0.clone(), None), after))
    }

    fn is_live(&self) -> bool {
        true
    }
}

struct Ground {
    metrics: Metrics,
    reactor: Reactor,
    feed: Arc<Explosive>,
    changed: watch::Sender<()>,
    beats: watch::Sender<u64>,
    shutdown: CancellationToken,
    tasks: TaskTracker,
}

impl Ground {
    fn new(threads: usize) -> Self {
        let (metrics, tasks, shutdown) = (Metrics::default(), TaskTracker::new(), CancellationToken::new());
        let reactor = Reactor::start(threads, PATIENCE, &tasks, &shutdown, &metrics.tasks).unwrap();
        let (changed, beats) = (watch::Sender::new(()), watch::Sender::new(0));
        Self { metrics, reactor, feed: Arc::default(), changed, beats, shutdown, tasks }
    }

    fn viewer(&self) -> TcpStream {
        self.viewer_of(Arc::clone(&self.feed) as Arc<dyn Feed>)
    }

    /// A viewer who is handed over; answers its end of the connection.
    fn viewer_of(&self, feed: Arc<dyn Feed>) -> TcpStream {
        self.viewer_at(feed, Place::One(Cursor::Start), None)
    }

    /// The same from some place on.
    fn viewer_at(&self, feed: Arc<dyn Feed>, at: Place, parked: Option<Parked>) -> TcpStream {
        let sources = vec![Source::other(1, self.changed.subscribe())];
        self.viewer_of_these(feed, at, parked, sources)
    }

    /// The same of these channels.
    fn viewer_of_these(
        &self,
        feed: Arc<dyn Feed>,
        at: Place,
        parked: Option<Parked>,
        sources: Vec<Source>,
    ) -> TcpStream {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        client.set_read_timeout(Some(PATIENCE)).unwrap();
        let (server, _) = listener.accept().unwrap();
        server.set_nonblocking(true).unwrap();
        let follow = Follow {
            feed,
            at,
            parked: parked.map(Box::new),
            sources,
            pulse: self.beats.subscribe(),
            shutdown: self.shutdown.clone(),
            retry: Some(sse::retry(1)),
            told_live: None,
            viewer: self.metrics.streams.opened(Kind::Block, MatchId(1)),
            permit: Quota::new(1, None).take(None).unwrap(),
            connection: None,
        };
        self.reactor.adopt(server, "head ".into(), follow);
        client
    }

    fn restarts(&self) -> usize {
        let text = self.metrics.text().unwrap();
        let line =
            text.lines().find_map(|line| line.strip_prefix("jari_task_restarts_total{task=\"reactor\"} "));
        line.unwrap().parse().unwrap()
    }

    async fn until(&self, fulfilled: impl Fn() -> bool) {
        let begun = Instant::now();
        while !fulfilled() {
            assert!(begun.elapsed() < PATIENCE, "in time");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Whether the viewer is written to.
fn is_served(client: &mut TcpStream) -> bool {
    let mut first = [0; 5];
    client.read_exact(&mut first).is_ok() && &first == b"head "
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_that_panics_begins_anew_and_swallows_nobody() {
    for threads in [1, 2] {
        let ground = Ground::new(threads);
        for time in 1..=2 {
            let mut before: Vec<_> = (0..4).map(|_| ground.viewer()).collect();
            assert!(before.iter_mut().all(is_served));
            ground.feed.0.store(true, SeqCst);
            ground.changed.send_replace(());
            // Whoever is lost hears of it, and would come again.
            for client in &mut before {
                let mut rest = Vec::new();
                let _ = client.read_to_end(&mut rest);
                assert!(rest.ends_with(b"\n\n"), "the connection ends, and does not hang");
            }
            ground.feed.0.store(false, SeqCst);
            ground.until(|| ground.restarts() >= threads * time).await;
            let mut after: Vec<_> = (0..8).map(|_| ground.viewer()).collect();
            assert!(after.iter_mut().all(is_served), "each thread takes its share");
            ground.beats.send_modify(|beats| *beats += 1);
            let mut heard = [0; 40];
            assert!(after.iter_mut().all(|client| client.read_exact(&mut heard).is_ok()));
        }
        ground.shutdown.cancel();
        ground.tasks.close();
        tokio::time::timeout(PATIENCE, ground.tasks.wait()).await.expect("the threads end");
    }
}

/// While one thread is away, another takes its share.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_for_a_thread_that_is_away() {
    let ground = Ground::new(2);
    let mut doomed = ground.viewer();
    assert!(is_served(&mut doomed));
    ground.feed.0.store(true, SeqCst);
    ground.changed.send_replace(());
    let mut rest = Vec::new();
    let _ = doomed.read_to_end(&mut rest);
    ground.feed.0.store(false, SeqCst);
    let mut after: Vec<_> = (0..4).map(|_| ground.viewer()).collect();
    assert!(after.iter_mut().all(is_served));
    ground.shutdown.cancel();
    ground.tasks.close();
    tokio::time::timeout(PATIENCE, ground.tasks.wait()).await.expect("the threads end");
}

/// However much of the beginning a socket takes at once, all of it arrives, in its order, and the heartbeat last.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_viewer_is_told_first_arrives_whole() {
    let ground = Ground::new(1);
    // The largest is more than any socket takes while nobody reads.
    for length in [1, 40_000, 16_000_000] {
        let frame: Bytes = (0..length).map(|i| (i % 251) as u8).collect();
        let mut client = ground.viewer_of(Arc::new(Whole(frame.clone())));
        let mut expected = [b"head ", &*sse::retry(1), &*frame, &*sse::heartbeat(true)].concat();
        let mut heard = vec![0; expected.len()];
        client.read_exact(&mut heard).unwrap();
        assert!(heard == expected, "{length} bytes and what stands around them");
        ground.beats.send_modify(|beats| *beats += 1);
        expected = sse::heartbeat(true).to_vec();
        heard.truncate(expected.len());
        client.read_exact(&mut heard).unwrap();
        assert_eq!(heard, expected, "and then the signs of life");
    }
    ground.shutdown.cancel();
}

/// Blocks whose `init` is more than any socket takes while nobody reads.
fn large_block(block: i64) -> Arc<BlockChannel> {
    let free = |seat| SeatChange { seat_id: SeatId(seat), status: SeatStatus::Available, rev: Revision(0) };
    let seats = (0..200_000).map(|seat| free(block * 1_000_000 + seat)).collect();
    let snapshot = Snapshot { epoch: epoch(), rev: Revision(0), seats };
    Arc::new(BlockChannel::from_snapshot(BlockId(block), &snapshot))
}

fn epoch() -> Epoch {
    "a".parse().unwrap()
}

/// It is told of several blocks one after the other, and of what happens meanwhile; each event that has an id names what the
/// viewer knows besides, and the heartbeat comes last.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_viewer_of_several_blocks_takes_slowly_arrives_whole() {
    let ground = Ground::new(1);
    let blocks = [1, 2].map(large_block);
    let count = |block| BlockCount { block_id: BlockId(block), rev: Revision(0), free: 200_000 };
    let counts = Counts { epoch: epoch(), blocks: [1, 2].map(count).to_vec() };
    let counts = Arc::new(OverviewChannel::from_counts(&counts));
    let mut channels = vec![Followed::new(None, &counts)];
    channels
        .extend(blocks.iter().zip(1..).map(|(channel, block)| Followed::new(Some(BlockId(block)), channel)));
    let view = Views::default().get(MatchId(1), channels);
    let parked = Parked::of("a-9:9".parse().unwrap(), &[BlockId(1), BlockId(2)]);
    let at = Place::Several(view.resume(|_| None));
    let mut client = ground.viewer_at(view, at, parked);
    assert!(is_served(&mut client));
    let held = SeatChange { seat_id: SeatId(1_000_000), status: SeatStatus::Hold, rev: Revision(1) };
    blocks[0].apply_changes(&Changes { epoch: epoch(), rev: Revision(1), seats: vec![held] });
    ground.changed.send_replace(());

    let (mut heard, mut piece) = (Vec::new(), vec![0; 10_007]);
    while !heard.ends_with(&sse::heartbeat(true)) {
        let read = client.read(&mut piece).unwrap();
        assert!(read > 0, "it is served to the end");
        heard.extend_from_slice(&piece[..read]);
    }
    let text = String::from_utf8(heard).unwrap();
    let events: Vec<_> = text.trim_end().split("\n\n").collect();
    let ids: Vec<_> =
        events.iter().filter_map(|event| event.lines().find_map(|line| line.strip_prefix("id: "))).collect();
    assert_eq!(ids.len(), events.len() - 1, "all but the heartbeat: each is a frame of its own");
    assert!(ids.iter().all(|id| id.ends_with(",9:9")), "{ids:?}");
    assert_eq!(*ids.last().unwrap(), "a-0,1:1,2:0,9:9");
    for (block, channel) in (1..).zip(&blocks) {
        let name = format!("\"blockId\":{block},\"seats\"");
        let init = events.iter().find(|event| event.contains(&name)).expect("everything comes");
        assert_eq!(init.matches("\"status\":\"").count(), channel.items().len());
    }
    let told = "\"seatId\":1000000,\"status\":\"HOLD\"";
    assert!(
        text.contains(told) || text.contains("\"id\":1000000,\"status\":\"HOLD\""),
        "and what has changed"
    );
    ground.shutdown.cancel();
}

/// Something that takes its time with each viewer, and meanwhile is to see another feed asked.
struct Slow {
    /// Whether it is to take its time.
    is_told: AtomicBool,
    /// Tells the other's viewers.
    other: watch::Sender<()>,
    other_was_asked: Arc<AtomicBool>,
    /// How often it was asked before the other.
    before: AtomicUsize,
}

impl Feed for Slow {
    fn next(&self, _: &Place) -> Option<(Frame, Place)> {
        if self.is_told.load(SeqCst) && !self.other_was_asked.load(SeqCst) {
            self.before.fetch_add(1, SeqCst);
            self.other.send_replace(());
            std::thread::sleep(Duration::from_millis(2));
        }
        None
    }

    fn is_live(&self) -> bool {
        true
    }
}

/// Something that is asked.
struct Asked(Arc<AtomicBool>);

impl Feed for Asked {
    fn next(&self, _: &Place) -> Option<(Frame, Place)> {
        self.0.store(true, SeqCst);
        None
    }

    fn is_live(&self) -> bool {
        true
    }
}

/// Who follows one channel does not wait until all have been told who follow several.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_for_viewers_of_several_channels() {
    const VIEWERS: usize = 300;
    let ground = Ground::new(1);
    let (other, asked) = (watch::Sender::new(()), Arc::new(AtomicBool::new(false)));
    let slow = Arc::new(Slow {
        is_told: AtomicBool::new(false),
        other: other.clone(),
        other_was_asked: Arc::clone(&asked),
        before: AtomicUsize::new(0),
    });
    let sources = || [1, 2].map(|channel| Source::other(channel, ground.changed.subscribe())).into();
    // Each is at a place of its own, so that all of them are asked for.
    let at = |rev| Place::One(Cursor::At { generation: 0, rev: Revision(rev) });
    let mut viewers: Vec<_> =
        (0..VIEWERS).map(|n| ground.viewer_of_these(slow.clone(), at(n as u64), None, sources())).collect();
    let source = vec![Source::other(3, other.subscribe())];
    viewers.push(ground.viewer_of_these(Arc::new(Asked(Arc::clone(&asked))), at(0), None, source));
    assert!(viewers.iter_mut().all(is_served));
    asked.store(false, SeqCst);
    slow.is_told.store(true, SeqCst);
    ground.changed.send_replace(());
    ground.until(|| asked.load(SeqCst)).await;
    let before = slow.before.load(SeqCst);
    assert!(before < VIEWERS, "all {before} were told before");
    ground.shutdown.cancel();
}
