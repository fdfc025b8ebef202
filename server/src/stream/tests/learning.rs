//! How an engine learns of what happens in the store.

use super::{Engine, store::MATCH};
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

/// All that a store has yet to tell.
pub(super) struct Learning {
    mode: Mode,
    news: VecDeque<News>,
}

impl Learning {
    pub(super) fn new(mode: Mode) -> Self {
        Self { mode, news: VecDeque::new() }
    }

    pub(super) fn changed(&mut self, event: AllocationEvent) {
        self.news.push_back(News::Change(event));
    }

    pub(super) fn began_anew(&mut self) {
        self.news.push_back(News::Anew);
    }

    /// What the store would have told next is lost on the way. Only so much is kept, but the latest of each block is, as it is by the next
    /// one that a loss is noticed.
    pub(super) fn lose(&mut self) {
        let block = |news: &News| match news {
            News::Change(event) => Some(event.block_id),
            News::Anew => None,
        };
        let Some(first) = self.news.front().and_then(block) else { return };
        if self.news.iter().skip(1).any(|later| block(later) == Some(first)) {
            self.news.pop_front();
        }
    }

    /// A round of the poller, or the next thing that the store tells.
    pub(super) fn learn(&mut self, engine: &Engine) {
        if self.mode == Mode::Polled {
            return engine.poller.round().now_or_never().expect("nothing to wait for");
        }
        let Some(news) = self.news.pop_front() else { return };
        let told = tell(engine, &news).now_or_never().expect("nothing to wait for");
        if told.is_err() {
            // The subscription is over, and another one begins.
            self.news.push_front(News::Anew);
        }
    }

    /// All that there is to learn.
    pub(super) fn learn_all(&mut self, engine: &Engine) {
        self.learn(engine);
        while !self.news.is_empty() && self.mode == Mode::Told {
            self.learn(engine);
        }
    }
}

/// What the follower does with it.
async fn tell(engine: &Engine, news: &News) -> Result<(), StoreError> {
    let streams = &engine.streams;
    streams.told_of(MATCH);
    let event = match news {
        News::Anew => return streams.catch_up_everything(MATCH).await,
        News::Change(event) => event,
    };
    if let Some(channel) = streams.watched_block(MATCH, event.block_id) {
        let events = std::slice::from_ref(event);
        streams.take_events(MATCH, event.block_id, &channel, events).await?;
    }
    match streams.watched_match(MATCH) {
        Some(channel) => streams.catch_up_match(MATCH, &channel).await,
        None => Ok(()),
    }
}
