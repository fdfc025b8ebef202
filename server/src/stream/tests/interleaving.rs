//! Any order of changes, polls, what a store tells, stalls, cut connections, resumptions, failures and new histories.

use super::{
    Engine,
    store::{BLOCK, MATCH, Slow},
    viewer::Viewer,
};
use futures_util::{FutureExt, future::poll_immediate};
use jari_core::{
    domain::SeatStatus,
    ports::{AllocationEvent, StoreError},
};
use proptest::prelude::*;
use std::collections::VecDeque;

const VIEWERS: usize = 3;

/// How an instance learns of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Polled,
    Told,
}

#[derive(Clone, Debug)]
enum Step {
    Change {
        seat: usize,
        status: SeatStatus,
    },
    /// The store has lost its history and begins another.
    NewHistory,
    /// A round of the poller, or the next thing that the store tells.
    Learn,
    /// What the store would have told next is lost on the way.
    Lose,
    Down(bool),
    Connect(usize),
    /// One begins to connect and leaves before the store has answered; another connects at the same time.
    ConnectAsAnotherLeaves {
        leaving: usize,
        staying: usize,
        slow: Slow,
    },
    /// Whoever never takes anything is one that stalls.
    Take(usize),
    /// The connection breaks in the middle of a write.
    TakePart(usize, usize),
    Disconnect(usize),
}

/// What a store has yet to tell.
enum News {
    Change(AllocationEvent),
    /// That it was cut off, and is followed from now on.
    Anew,
}

struct World {
    mode: Mode,
    engine: Engine,
    viewers: [Viewer; VIEWERS],
    news: VecDeque<News>,
}

impl World {
    fn new(mode: Mode) -> Self {
        Self { mode, engine: Engine::new(), viewers: Default::default(), news: VecDeque::new() }
    }

    fn step(&mut self, step: &Step) {
        let store = &self.engine.store;
        match *step {
            Step::Change { seat, status } => self.news.push_back(News::Change(store.change(seat, status))),
            Step::NewHistory => {
                store.begin_anew();
                self.news.push_back(News::Anew);
            }
            Step::Learn => self.learn(),
            // Only so much is kept, but what is the latest is.
            Step::Lose if self.news.len() > 1 && matches!(self.news[0], News::Change(_)) => {
                self.news.pop_front();
            }
            Step::Lose => {}
            Step::Down(down) => store.set_down(down),
            Step::Connect(who) => self.connect(who),
            Step::ConnectAsAnotherLeaves { leaving, staying, slow } => self.leave(leaving, staying, slow),
            Step::Take(who) => drop(self.viewers[who].take(store)),
            Step::TakePart(who, hundredths) => self.viewers[who].take_part(hundredths),
            Step::Disconnect(who) => self.viewers[who].disconnect(),
        }
    }

    fn connect(&mut self, who: usize) {
        let viewer = &mut self.viewers[who];
        viewer.disconnect();
        let follow = self.engine.follow(viewer.last_event_id()).now_or_never().expect("nothing to wait for");
        if let Ok(follow) = follow {
            viewer.connected(follow);
        }
    }

    fn leave(&mut self, leaving: usize, staying: usize, slow: Slow) {
        for who in [leaving, staying] {
            self.viewers[who].disconnect();
        }
        let [one, other] = [leaving, staying].map(|who| self.viewers[who].last_event_id());
        self.engine.store.set_slow(slow);
        let mut left = Box::pin(self.engine.follow(one));
        // It may have had nothing to wait for.
        let _ = poll_immediate(&mut left).now_or_never();
        let mut stayed = Box::pin(self.engine.follow(other));
        let at_once = poll_immediate(&mut stayed).now_or_never().flatten();
        drop(left);
        self.engine.store.set_slow(Slow::Never);
        let follow = at_once.unwrap_or_else(|| stayed.now_or_never().expect("nothing to wait for"));
        if let Ok(follow) = follow {
            self.viewers[staying].connected(follow);
        }
    }

    fn learn(&mut self) {
        if self.mode == Mode::Polled {
            return self.engine.poller.round().now_or_never().expect("nothing to wait for");
        }
        let Some(news) = self.news.pop_front() else { return };
        let told = self.tell(&news).now_or_never().expect("nothing to wait for");
        if told.is_err() {
            // The subscription is over, and another one begins.
            self.news.push_front(News::Anew);
        }
    }

    /// What the follower does with it.
    async fn tell(&self, news: &News) -> Result<(), StoreError> {
        let streams = &self.engine.streams;
        streams.told_of(MATCH);
        match news {
            News::Anew => streams.catch_up_everything(MATCH).await,
            News::Change(event) => match streams.watched_block(MATCH, BLOCK) {
                Some(channel) => {
                    streams.take_events(MATCH, BLOCK, &channel, std::slice::from_ref(event)).await
                }
                None => Ok(()),
            },
        }
    }

    /// All is well again, and nothing happens any more.
    fn end(mut self) {
        self.engine.store.set_down(false);
        self.learn();
        while !self.news.is_empty() && self.mode == Mode::Told {
            self.learn();
        }
        for who in 0..VIEWERS {
            if !self.viewers[who].is_connected() {
                self.connect(who);
            }
        }
        let store = &self.engine.store;
        let truth = store.at(&store.position().to_string());
        for viewer in &mut self.viewers {
            while viewer.take(store) {}
            assert_eq!(viewer.last_event_id(), Some(store.position()));
            assert_eq!(viewer.seats(), &truth);
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    use SeatStatus::{Available, Hold, Occupied};
    let status = prop::sample::select(vec![Available, Hold, Occupied]);
    let slow = prop::sample::select(vec![Slow::Early, Slow::Late]);
    prop_oneof![
        6 => (0..4_usize, status).prop_map(|(seat, status)| Step::Change { seat, status }),
        1 => Just(Step::NewHistory),
        4 => Just(Step::Learn),
        1 => Just(Step::Lose),
        1 => any::<bool>().prop_map(Step::Down),
        2 => (0..VIEWERS).prop_map(Step::Connect),
        1 => (0..VIEWERS, 1..VIEWERS, slow).prop_map(|(leaving, other, slow)| {
            Step::ConnectAsAnotherLeaves { leaving, staying: (leaving + other) % VIEWERS, slow }
        }),
        6 => (0..VIEWERS).prop_map(Step::Take),
        1 => (0..VIEWERS, 0..100_usize).prop_map(|(who, part)| Step::TakePart(who, part)),
        1 => (0..VIEWERS).prop_map(Step::Disconnect),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn each_viewer_ends_equal_to_the_store(
        mode in prop::sample::select(vec![Mode::Polled, Mode::Told]),
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let mut world = World::new(mode);
        for step in &steps {
            world.step(step);
        }
        world.end();
    }
}

/// What changed while nobody watched is read for whoever stays, not for the one alone who came first and has left.
#[test]
fn one_who_leaves_takes_nothing_from_another() {
    for slow in [Slow::Early, Slow::Late] {
        let mut world = World::new(Mode::Told);
        for step in [
            Step::Connect(0),
            Step::Take(0),
            Step::Take(0),
            Step::Disconnect(0),
            Step::Change { seat: 1, status: SeatStatus::Hold },
            Step::Learn,
            Step::ConnectAsAnotherLeaves { leaving: 1, staying: 0, slow },
        ] {
            world.step(&step);
        }
        world.end();
    }
}
