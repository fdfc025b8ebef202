//! Any order of changes, polls, what a store tells, stalls, cut connections, resumptions, failures and new histories.

use super::{
    Engine,
    learning::{Learning, Mode},
    store::{BLOCKS, Slow},
    viewer::Viewer,
};
use futures_util::{FutureExt, future::poll_immediate};
use jari_core::domain::SeatStatus;
use proptest::prelude::*;

const VIEWERS: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    Change {
        seat: usize,
        status: SeatStatus,
    },
    /// A seat of a block changes that nobody watches.
    ChangeElsewhere(usize, SeatStatus),
    /// The store has lost its history and begins another.
    NewHistory,
    /// A round of the poller, or the next thing that the store tells.
    Learn,
    /// It is time to count the match, where that is due.
    Count,
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

struct World {
    engine: Engine,
    viewers: [Viewer; VIEWERS],
    learning: Learning,
}

impl World {
    fn new(mode: Mode) -> Self {
        Self { engine: Engine::new(), viewers: Default::default(), learning: Learning::new(mode) }
    }

    fn step(&mut self, step: &Step) {
        let store = &self.engine.store;
        match *step {
            Step::Change { seat, status } => self.learning.changed(store.change(seat, status)),
            Step::ChangeElsewhere(seat, status) => {
                self.learning.changed(store.change_in(BLOCKS[1], seat, status));
            }
            Step::NewHistory => {
                store.begin_anew();
                self.learning.began_anew();
            }
            Step::Learn => self.learning.learn(&self.engine),
            Step::Count => self.learning.count(&self.engine),
            Step::Lose => self.learning.lose(),
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

    /// All is well again, and nothing happens any more.
    fn end(mut self) {
        self.engine.store.set_down(false);
        self.learning.learn_all(&self.engine);
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
        6 => (0..4_usize, status.clone()).prop_map(|(seat, status)| Step::Change { seat, status }),
        1 => (0..4_usize, status).prop_map(|(seat, status)| Step::ChangeElsewhere(seat, status)),
        1 => Just(Step::NewHistory),
        4 => Just(Step::Learn),
        2 => Just(Step::Count),
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
        mode in Mode::any(),
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
