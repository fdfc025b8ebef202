//! Many who come at the same moment cost the store no more than a few.

use super::{
    Engine,
    store::{BLOCK, MATCH, Slow},
};
use crate::stream::{Follow, StreamError};
use futures_util::{
    FutureExt,
    future::{join_all, poll_immediate},
};
use jari_core::domain::{Revision, SeatStatus, StreamId};

/// So many come.
const CROWD: usize = 500;

impl Engine {
    /// All of them ask before the store answers the first.
    fn crowd(&self, last: Option<&StreamId>) -> Vec<Result<Follow, StreamError>> {
        self.store.set_slow(Slow::Early);
        let mut asking: Vec<_> = (0..CROWD).map(|_| Box::pin(self.follow(last.cloned()))).collect();
        for one in &mut asking {
            assert!(poll_immediate(one).now_or_never().flatten().is_none(), "the store has not answered");
        }
        self.store.set_slow(Slow::Never);
        join_all(asking).now_or_never().expect("nothing to wait for")
    }
}

#[test]
fn a_crowd_that_finds_nothing_reads_once() {
    let engine = Engine::new();
    engine.store.change(0, SeatStatus::Hold);
    let follows = engine.crowd(Some(&StreamId { rev: Revision(0), ..engine.store.position() }));
    assert!(follows.iter().all(Result::is_ok));
    assert_eq!(engine.store.reads(), 1);
}

/// They come from another instance, which has heard of changes that this one has not. Who comes during a read cannot
/// know what it finds, so there is a second one for all of those.
#[test]
fn a_crowd_that_has_seen_more_reads_twice_at_most() {
    let engine = Engine::new();
    let _viewer = engine.follow(None).now_or_never().unwrap().unwrap();
    engine.store.change(0, SeatStatus::Hold);
    let before = engine.store.reads();
    let follows = engine.crowd(Some(&engine.store.position()));
    assert!(follows.iter().all(Result::is_ok));
    assert_eq!(engine.store.reads() - before, 2);
    assert_eq!(engine.streams.watched_block(MATCH, BLOCK).unwrap().position(), engine.store.position());
}

/// A store that fails is not asked for each who waits, one after the other.
#[test]
fn a_crowd_fails_at_once() {
    let engine = Engine::new();
    engine.store.set_down(true);
    let refused = engine.crowd(None);
    assert!(refused.iter().all(Result::is_err));
    assert_eq!(engine.store.reads(), 2);

    engine.store.set_down(false);
    let _viewer = engine.follow(None).now_or_never().unwrap().unwrap();
    let ahead = StreamId { rev: Revision(9), ..engine.store.position() };
    engine.store.set_down(true);
    let before = engine.store.reads();
    assert!(engine.crowd(Some(&ahead)).iter().all(Result::is_err));
    assert_eq!(engine.store.reads() - before, 2);
}
