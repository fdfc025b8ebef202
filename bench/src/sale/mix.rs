//! The mix: who comes to the sale, and what each of them does. People take minutes where these take seconds, and the times that
//! a hold and an order last are as much shorter.

use std::{ops::Range, time::Duration};

/// Buyers that come, unless everything is sold before.
pub const BUYERS: u32 = 50_000;

/// Buyers that are there at a time: one that leaves makes room for the next.
pub const AT_A_TIME: usize = 5_000;

/// Who only watches: nine of ten a block, the others the match as a whole.
pub const VIEWERS: usize = 1_000;

/// How long a hold lasts, and how long an order that is not paid, in seconds.
pub const LASTS_SECS: u32 = 20;

/// Seats that are wanted, and how many of a hundred want as many.
const COUNTS: [(usize, u64); 4] = [(1, 20), (2, 45), (3, 15), (4, 20)];

/// Of a hundred buyers so many ask for the best seats; the others choose on the map.
const BEST: u64 = 40;
/// Of a hundred who hold so many let the hold go: half of them say so, half just leave.
const LETS_GO: u64 = 6;
/// Of a hundred who order so many abandon the order, in the same way.
const ABANDONS: u64 = 4;
/// Of a hundred who pay so many are declined.
const DECLINED: u64 = 8;
/// Of a hundred who are declined so many pay again; the others cancel.
const PAYS_AGAIN: u64 = 70;
/// Of a hundred who pay so many are not sent back, so that the webhook alone tells.
const WAY_BACK_LOST: u64 = 4;

/// How long it is thought before each step, in milliseconds.
const THINKS: Range<u64> = 500..2_500;
/// How long whoever finds nothing waits until he looks again, in milliseconds.
const WAITS: Range<u64> = 1_000..2_000;
/// How often he looks.
pub const LOOKS: usize = 10;

/// The same mix each time.
const SEED: u64 = 0x4a61_7269;

/// The mix in words, for the report.
pub fn in_words() -> String {
    let counts = COUNTS.map(|(count, of)| format!("{count}: {of} %"));
    format!(
        "{BUYERS} buyers, {AT_A_TIME} at a time, each with a session of its own over a connection that is kept. They want so many \
         seats: {}. {BEST} % ask for the best available, the others look at the blocks and at the seats of one, and take seats side \
         by side. {LETS_GO} % of those who hold let the hold go and {ABANDONS} % of those who order abandon the order: half release \
         or cancel, half just leave. {DECLINED} % of those who pay are declined: {PAYS_AGAIN} % of these pay again, the others \
         cancel. {WAY_BACK_LOST} % are not sent back to the shop after they have paid. Before each step one thinks {} to {} ms; who \
         finds nothing looks again after one to two seconds, {LOOKS} times at most. Holds and unpaid orders last {LASTS_SECS} s. \
         {VIEWERS} viewers follow streams, 900 of blocks and 100 of the match.",
        counts.join(", "),
        THINKS.start,
        THINKS.end,
    )
}

/// How one leaves what one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// By saying so.
    Says,
    /// Without a word: it runs out.
    Vanishes,
}

/// What a buyer is going to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intent {
    /// Seats that are wanted.
    pub count: usize,
    /// Whether the best are asked for.
    pub asks_best: bool,
    /// How the hold is let go, if it is.
    pub lets_go: Option<Leave>,
    /// How the order is abandoned, if it is.
    pub abandons: Option<Leave>,
    /// Whether the first payment is declined.
    pub is_declined: bool,
    /// Whether another one follows then.
    pub pays_again: bool,
    /// Whether the way back is lost.
    pub loses_way_back: bool,
}

/// Numbers by chance, the same each time: `splitmix64`.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Those of a buyer.
    pub const fn of(buyer: u32) -> Self {
        Self(SEED ^ ((buyer as u64) << 32 | 0x5bf0_3635))
    }

    /// The next number.
    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another.
    pub const fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.roll() % end }
    }

    /// Something that is so in so many of a hundred cases.
    pub const fn is_one_of(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// What a buyer is going to do.
    pub fn intent(&mut self) -> Intent {
        let mut place = self.below(100);
        let count = COUNTS.iter().find(|(_, of)| {
            let is_it = place < *of;
            place = place.saturating_sub(*of);
            is_it
        });
        Intent {
            count: count.map_or(1, |(count, _)| *count),
            asks_best: self.is_one_of(BEST),
            lets_go: self.leave(LETS_GO),
            abandons: self.leave(ABANDONS),
            is_declined: self.is_one_of(DECLINED),
            pays_again: self.is_one_of(PAYS_AGAIN),
            loses_way_back: self.is_one_of(WAY_BACK_LOST),
        }
    }

    fn leave(&mut self, percent: u64) -> Option<Leave> {
        let (does, says) = (self.is_one_of(percent), self.is_one_of(50));
        does.then_some(if says { Leave::Says } else { Leave::Vanishes })
    }

    /// How long is thought now.
    pub fn thinks(&mut self) -> Duration {
        self.within(THINKS)
    }

    /// How long is waited until one looks again.
    pub fn waits(&mut self) -> Duration {
        self.within(WAITS)
    }

    fn within(&mut self, range: Range<u64>) -> Duration {
        Duration::from_millis(range.start + self.below(range.end - range.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_is_what_it_says_and_the_same_each_time() {
        let intents: Vec<_> = (0..BUYERS).map(|buyer| Dice::of(buyer).intent()).collect();
        assert_eq!(intents[17], Dice::of(17).intent());
        let share = |is_so: &dyn Fn(&Intent) -> bool| {
            intents.iter().filter(|intent| is_so(intent)).count() as f64 * 100.0 / f64::from(BUYERS)
        };
        for (count, of) in COUNTS {
            assert!((share(&|intent| intent.count == count) - of as f64).abs() < 1.0, "{count}");
        }
        assert!((share(&|intent| intent.asks_best) - BEST as f64).abs() < 1.0);
        assert!((share(&|intent| intent.lets_go.is_some()) - LETS_GO as f64).abs() < 1.0);
        assert!((share(&|intent| intent.abandons == Some(Leave::Says)) - ABANDONS as f64 / 2.0).abs() < 1.0);
        assert!((share(&|intent| intent.is_declined) - DECLINED as f64).abs() < 1.0);
    }
}
