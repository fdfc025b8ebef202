//! Viewers of several blocks: any order of changes, polls, what a store tells, other sets of blocks, stalls, connections that are
//! cut within a frame, resumptions, failures and new histories.

mod browser;

use super::{
    Engine,
    learning::{Learning, Mode},
    store::{BLOCKS, MATCH, Slow},
};
use browser::Browser;
use futures_util::{FutureExt, future::poll_immediate};
use jari_core::domain::{BlockId, SeatStatus};
use proptest::prelude::*;

const BROWSERS: usize = 3;

/// Some of the blocks, in ascending order.
type Blocks = Vec<BlockId>;

#[derive(Clone, Debug)]
enum Step {
    Change {
        block: BlockId,
        seat: usize,
        status: SeatStatus,
    },
    NewHistory,
    Learn,
    Count,
    Lose,
    Down(bool),
    /// It looks at these blocks from now on, in a connection of its own, whatever it has looked at before.
    Look(usize, Blocks),
    /// One begins to connect and leaves before the store has answered; another connects at the same time.
    LookAsAnotherLeaves {
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
    browsers: [Browser; BROWSERS],
    learning: Learning,
}

impl World {
    fn new(mode: Mode) -> Self {
        Self { engine: Engine::new(), browsers: Default::default(), learning: Learning::new(mode) }
    }

    fn step(&mut self, step: &Step) {
        let store = &self.engine.store;
        match step {
            Step::Change { block, seat, status } => {
                self.learning.changed(store.change_in(*block, *seat, *status));
            }
            Step::NewHistory => {
                store.begin_anew();
                self.learning.began_anew();
            }
            Step::Learn => self.learning.learn(&self.engine),
            Step::Count => self.learning.count(&self.engine),
            Step::Lose => self.learning.lose(),
            Step::Down(down) => store.set_down(*down),
            Step::Look(who, blocks) => self.look(*who, blocks.clone()),
            Step::LookAsAnotherLeaves { leaving, staying, slow } => self.leave(*leaving, *staying, *slow),
            Step::Take(who) => drop(self.browsers[*who].take(store)),
            Step::TakePart(who, hundredths) => self.browsers[*who].take_part(*hundredths),
            Step::Disconnect(who) => self.browsers[*who].disconnect(),
        }
    }

    fn look(&mut self, who: usize, blocks: Blocks) {
        let browser = &mut self.browsers[who];
        browser.disconnect();
        let streams = &self.engine.streams;
        let follow = streams.follow_view(MATCH, &blocks, browser.position(), None);
        if let Ok(follow) = follow.now_or_never().expect("nothing to wait for") {
            browser.connected(follow, blocks);
        }
    }

    fn leave(&mut self, leaving: usize, staying: usize, slow: Slow) {
        let (streams, store) = (&self.engine.streams, &self.engine.store);
        for who in [leaving, staying] {
            self.browsers[who].disconnect();
        }
        let of = |who: usize| (self.browsers[who].blocks().to_vec(), self.browsers[who].position());
        let (one, other) = (of(leaving), of(staying));
        store.set_slow(slow);
        let mut left = Box::pin(streams.follow_view(MATCH, &one.0, one.1, None));
        // It may have had nothing to wait for.
        let _ = poll_immediate(&mut left).now_or_never();
        let mut stayed = Box::pin(streams.follow_view(MATCH, &other.0, other.1, None));
        let at_once = poll_immediate(&mut stayed).now_or_never().flatten();
        drop(left);
        store.set_slow(Slow::Never);
        let follow = at_once.unwrap_or_else(|| stayed.now_or_never().expect("nothing to wait for"));
        if let Ok(follow) = follow {
            self.browsers[staying].connected(follow, other.0.clone());
        }
    }

    /// All is well again, and nothing happens any more. Then each looks at everything.
    fn end(mut self) {
        self.engine.store.set_down(false);
        self.learning.learn_all(&self.engine);
        for who in 0..BROWSERS {
            if !self.browsers[who].is_connected() {
                self.look(who, self.browsers[who].blocks().to_vec());
            }
            self.browsers[who].ends_equal(&self.engine.store);
            self.look(who, BLOCKS.to_vec());
            self.browsers[who].ends_equal(&self.engine.store);
        }
    }
}

fn blocks() -> impl Strategy<Value = Blocks> {
    prop::sample::subsequence(BLOCKS.to_vec(), 0..=BLOCKS.len())
}

fn step() -> impl Strategy<Value = Step> {
    use SeatStatus::{Available, Hold, Occupied};
    let status = prop::sample::select(vec![Available, Hold, Occupied]);
    let slow = prop::sample::select(vec![Slow::Early, Slow::Late]);
    let change = (prop::sample::select(BLOCKS.to_vec()), 0..4_usize, status);
    prop_oneof![
        10 => change.prop_map(|(block, seat, status)| Step::Change { block, seat, status }),
        1 => Just(Step::NewHistory),
        4 => Just(Step::Learn),
        2 => Just(Step::Count),
        1 => Just(Step::Lose),
        1 => any::<bool>().prop_map(Step::Down),
        3 => (0..BROWSERS, blocks()).prop_map(|(who, blocks)| Step::Look(who, blocks)),
        1 => (0..BROWSERS, 1..BROWSERS, slow).prop_map(|(leaving, other, slow)| {
            Step::LookAsAnotherLeaves { leaving, staying: (leaving + other) % BROWSERS, slow }
        }),
        8 => (0..BROWSERS).prop_map(Step::Take),
        2 => (0..BROWSERS, 0..100_usize).prop_map(|(who, part)| Step::TakePart(who, part)),
        1 => (0..BROWSERS).prop_map(Step::Disconnect),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn each_browser_ends_equal_to_the_store(
        mode in Mode::any(),
        steps in prop::collection::vec(step(), 1..100),
    ) {
        let mut world = World::new(mode);
        for step in &steps {
            world.step(step);
        }
        world.end();
    }
}
