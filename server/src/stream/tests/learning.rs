//! How an engine learns of what happens in the store.

use super::{Engine, store::MATCH};
use crate::stream::Counting;
use futures_util::FutureExt;
use jari_core::ports::{AllocationEvent, StoreError};
use proptest::prelude::*;
use std::collections::VecDeque;

/// How an instance learns of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Polled,
    Told,
}

impl Mode {
    /// Either.
    pub(super) fn any() -> impl Strategy<Value = Self> {
        prop::sample::select(vec![Self::Polled, Self::Told])
    }
}

/// What a store has yet to tell.
enum News {
    Change(AllocationEvent),
    /// That it was cut off, and is followed from now on.
    Anew,
}

/// When nothing is told any more all is well after so many counts.
const MOST_COUNTS: usize = 2;

/// All that a store has yet to tell.
pub(super) struct Learning {
    mode: Mode,
    news: VecDeque<News>,
    counting: Counting,
}

impl Learning {
    pub(super) fn new(mode: Mode) -> Self {
        Self { mode, news: VecDeque::new(), counting: Counting::default() }
    }

    pub(super) fn changed(&mut self, event: AllocationEvent) {
        self.news.push_back(News::Change(event));
    }

    pub(super) fn began_anew(&mut self) {
        self.news.push_back(News::Anew);
    }

    /// What the store would have told next is lost on the way, be it the last of a block: only so much is kept, but the latest is.
    pub(super) fn lose(&mut self) {
        if self.news.len() > 1 && matches!(self.news.front(), Some(News::Change(_))) {
            self.news.pop_front();
        }
    }

    /// A round of the poller, or the next thing that the store tells.
    pub(super) fn learn(&mut self, engine: &Engine) {
        if self.mode == Mode::Polled {
            return engine.poller.round().now_or_never().expect("nothing to wait for");
        }
        let Some(news) = self.news.pop_front() else { return };
        let told = self.tell(engine, &news).now_or_never().expect("nothing to wait for");
        self.goes_on(told);
    }

    /// The match is counted again, where that is due.
    pub(super) fn count(&mut self, engine: &Engine) {
        if self.mode == Mode::Told && self.counting.is_due() {
            let counted = engine.streams.count(MATCH, &mut self.counting);
            let counted = counted.now_or_never().expect("nothing to wait for");
            self.goes_on(counted);
        }
    }

    /// All that there is to learn.
    pub(super) fn learn_all(&mut self, engine: &Engine) {
        self.learn(engine);
        while self.mode == Mode::Told && !self.news.is_empty() {
            self.learn(engine);
        }
        for _ in 0..MOST_COUNTS {
            self.count(engine);
        }
        assert!(!self.counting.is_due(), "where nothing moves any more nothing is counted");
    }

    /// What the follower does with it.
    async fn tell(&mut self, engine: &Engine, news: &News) -> Result<(), StoreError> {
        let streams = &engine.streams;
        streams.told_of(MATCH);
        let event = match news {
            News::Anew => {
                self.counting = Counting::default();
                return streams.catch_up_everything(MATCH).await;
            }
            News::Change(event) => event,
        };
        self.counting.told();
        match streams.watched_block(MATCH, event.block_id) {
            Some(channel) => {
                let events = std::slice::from_ref(event);
                streams.take_events(MATCH, event.block_id, &channel, events).await
            }
            None => Ok(()),
        }
    }

    fn goes_on(&mut self, done: Result<(), StoreError>) {
        if done.is_err() {
            // The subscription is over, and another one begins.
            self.news.push_front(News::Anew);
        }
    }
}
