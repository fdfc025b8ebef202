//! When a page that hears no stream asks for itself what is so: a machine that is told the time.

/// How often a page asks that is looked at.
pub const EVERY_MILLIS: f64 = 3_000.0;
/// How often one asks that is not, and one that was not answered again and again.
pub const SELDOM_MILLIS: f64 = 30_000.0;
/// How long a question may wait for its answer.
pub const ANSWER_MILLIS: f64 = 10_000.0;
/// So many questions in a row that were not answered say that what is shown may be out of date.
const LOST: u32 = 2;

/// What to do after a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poll {
    /// Nothing.
    Wait,
    /// Ask.
    Ask,
    /// Wait no longer for the answer; it counts as none.
    GiveUp,
}

/// What an answer says, or that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The page knows what is so.
    Told,
    /// The same, and the server could not be reached before: streams may be tried again.
    Back,
    /// It does not, and has not for a while.
    Lost,
    /// One question had no answer, which may be chance.
    Unanswered,
}

/// The questions of one page.
#[derive(Clone, Copy, Debug)]
pub struct Polling {
    /// When the last answer came, or the time began.
    answered_at: f64,
    /// A part of the wait that follows, around 1: pages that lost one server together do not ask together.
    spread: f64,
    /// When the open question was asked.
    asked_at: Option<f64>,
    /// Questions in a row that had no answer.
    unanswered: u32,
}

impl Polling {
    /// A page that begins to ask, within the time of one question. `random` is in 0..1.
    pub fn new(now: f64, random: f64) -> Self {
        Self { answered_at: now - EVERY_MILLIS, spread: 1.0 + random / 3.0, asked_at: None, unanswered: 0 }
    }

    /// Looks at whether it is time, which is to be done every second or so.
    pub fn look(&mut self, now: f64, visible: bool) -> Poll {
        match self.asked_at {
            Some(asked) if now - asked >= ANSWER_MILLIS => Poll::GiveUp,
            None if now - self.answered_at >= self.wait(visible) => {
                self.asked_at = Some(now);
                Poll::Ask
            }
            _ => Poll::Wait,
        }
    }

    /// The open question was answered, or will not be. `random` is in 0..1.
    pub fn answered(&mut self, now: f64, was_told: bool, random: f64) -> Outcome {
        let was_lost = self.unanswered > 0;
        self.answered_at = now;
        self.asked_at = None;
        self.spread = 0.8 + 0.4 * random;
        self.unanswered = if was_told { 0 } else { self.unanswered.saturating_add(1) };
        match (was_told, was_lost) {
            (true, false) => Outcome::Told,
            (true, true) => Outcome::Back,
            (false, _) if self.unanswered < LOST => Outcome::Unanswered,
            (false, _) => Outcome::Lost,
        }
    }

    fn wait(&self, visible: bool) -> f64 {
        let base = if visible { EVERY_MILLIS } else { SELDOM_MILLIS };
        let longer = EVERY_MILLIS * 2_f64.powi(self.unanswered.min(8) as i32);
        base.max(longer.min(SELDOM_MILLIS)) * self.spread
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Looks every second, until it asks; how long that took.
    fn until_asked(polling: &mut Polling, from: f64, visible: bool) -> f64 {
        let mut now = from;
        while polling.look(now, visible) != Poll::Ask {
            now += 1_000.0;
        }
        now - from
    }

    #[test]
    fn it_asks_again_and_again_but_never_twice_at_once() {
        let mut polling = Polling::new(0.0, 0.0);
        assert_eq!(polling.look(0.0, true), Poll::Ask);
        assert_eq!(polling.look(5_000.0, true), Poll::Wait, "the answer has yet to come");
        assert_eq!(polling.answered(5_000.0, true, 0.5), Outcome::Told);
        assert_eq!(until_asked(&mut polling, 5_000.0, true), EVERY_MILLIS);
    }

    #[test]
    fn a_page_that_is_not_looked_at_asks_seldom_and_at_once_when_it_is_again() {
        let mut polling = Polling::new(0.0, 0.0);
        polling.look(0.0, true);
        polling.answered(0.0, true, 0.5);
        assert_eq!(polling.look(SELDOM_MILLIS - 1.0, false), Poll::Wait);
        let mut seen = polling;
        assert_eq!(seen.look(EVERY_MILLIS, true), Poll::Ask);
        assert_eq!(polling.look(SELDOM_MILLIS, false), Poll::Ask);
    }

    #[test]
    fn who_is_not_answered_asks_less_often_and_says_so_and_says_when_it_is_answered_again() {
        let mut polling = Polling::new(0.0, 0.0);
        let (mut now, mut waits, mut outcomes) = (0.0, Vec::new(), Vec::new());
        polling.look(now, true);
        for _ in 0..5 {
            now += ANSWER_MILLIS;
            assert_eq!(polling.look(now, true), Poll::GiveUp);
            outcomes.push(polling.answered(now, false, 0.5));
            let wait = until_asked(&mut polling, now, true);
            waits.push(wait);
            now += wait;
        }
        assert_eq!(waits, [6e3, 12e3, 24e3, 30e3, 30e3]);
        assert_eq!(outcomes[0], Outcome::Unanswered);
        assert!(outcomes[1..].iter().all(|outcome| *outcome == Outcome::Lost));
        assert_eq!(polling.answered(now, true, 0.5), Outcome::Back);
        assert_eq!(until_asked(&mut polling, now, true), EVERY_MILLIS);
        assert_eq!(polling.answered(now, true, 0.5), Outcome::Told);
    }

    proptest! {
        #[test]
        fn many_pages_ask_at_different_times_and_none_much_later(
            random in 0.0..1.0_f64,
            unanswered in 0..20_u32,
            visible: bool,
        ) {
            let mut polling = Polling::new(0.0, random);
            prop_assert!(until_asked(&mut polling, 0.0, true) <= 1_000.0);
            for _ in 0..unanswered {
                polling.answered(0.0, false, random);
                prop_assert!((0.8 * EVERY_MILLIS..=1.2 * SELDOM_MILLIS).contains(&polling.wait(visible)));
            }
            polling.answered(0.0, true, random);
            let base = if visible { EVERY_MILLIS } else { SELDOM_MILLIS };
            prop_assert!((0.8 * base..=1.2 * base).contains(&polling.wait(visible)));
        }
    }
}
