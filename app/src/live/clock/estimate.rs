//! How far the server's time is ahead of the browser's monotonic clock, as far as answers tell.

use jari_core::domain::UnixMillis;

/// What is known of it. The server reads its clock somewhere between the asking and the answer, so that each answer gives
/// a least and a most; the truth lies in what all of them have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Estimate {
    least: f64,
    most: f64,
}

impl Estimate {
    /// What one answer tells: it was asked for and came at these moments of the monotonic clock, and carries this moment
    /// of the server's.
    pub(super) fn of(asked: f64, answered: f64, server: UnixMillis) -> Self {
        let server = server.0 as f64;
        Self { least: server - answered, most: server - asked }
    }

    /// What two answers tell. If they have nothing in common, the device has slept or the server's clock was set, and
    /// the later one counts.
    pub(super) fn narrowed(self, later: Self) -> Self {
        let both = Self { least: self.least.max(later.least), most: self.most.min(later.most) };
        if both.least <= both.most { both } else { later }
    }

    /// The server's time at a moment of the monotonic clock, as late as it may be: a hold seems to end early rather than
    /// late, and before it is called over the server is asked.
    pub(super) fn at(self, now: f64) -> UnixMillis {
        UnixMillis((now + self.most) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_narrows_what_is_known() {
        // A page that was six seconds on its way, and then an answer that took a tenth of a second.
        let page = Estimate::of(0.0, 6_000.0, UnixMillis(100_500));
        assert_eq!(page.at(6_000.0), UnixMillis(106_500));
        let answer = Estimate::of(10_000.0, 10_100.0, UnixMillis(110_050));
        let both = page.narrowed(answer);
        assert_eq!(both, answer);
        assert_eq!(both.at(10_100.0), UnixMillis(110_150));
        assert_eq!(both.narrowed(page), both, "a vague answer takes nothing back");
    }

    #[test]
    fn after_a_sleep_the_later_answer_counts() {
        let before = Estimate::of(0.0, 100.0, UnixMillis(1_000_000));
        // The monotonic clock stood still for an hour.
        let after = Estimate::of(5_000.0, 5_100.0, UnixMillis(4_605_000));
        assert_eq!(before.narrowed(after), after);
    }
}
