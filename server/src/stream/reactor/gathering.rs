//! When those who follow something are written what has changed: one group at once, or a rush together.

use crate::stream::wakes::ChannelId;
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

/// After they were written to changes are gathered for as long as that took, but not longer than this: in a rush many
/// share one write, and those who receive them get a turn. A change that comes alone finds nobody gathering.
const MOST: Duration = Duration::from_millis(25);

/// The changes that some of the viewers have yet to be told.
pub(super) struct Gathering {
    /// The channels that have changed.
    changed: HashSet<ChannelId>,
    /// Until when more of them are gathered.
    until: Option<Instant>,
    /// So many times as long as they were written to.
    factor: u32,
}

impl Gathering {
    /// None yet, for those who are told of changes one `factor`th of the time at most.
    pub(super) fn new(factor: u32) -> Self {
        Self { changed: HashSet::new(), until: None, factor }
    }

    /// This channel has changed.
    pub(super) fn add(&mut self, channel: ChannelId) {
        self.changed.insert(channel);
    }

    /// How long from now on they are to be gathered; none where there is nothing to tell.
    pub(super) fn left(&self, now: Instant) -> Option<Duration> {
        let until = self.until.unwrap_or(now);
        (!self.changed.is_empty()).then(|| until.saturating_duration_since(now))
    }

    /// What has changed, if it is time to tell.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<HashSet<ChannelId>> {
        (self.left(now)? == Duration::ZERO).then(|| std::mem::take(&mut self.changed))
    }

    /// They were told, which has taken so long.
    pub(super) fn told(&mut self, now: Instant, took: Duration) {
        self.until = Some(now + took.min(MOST) * self.factor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::watch;

    #[test]
    fn a_change_alone_waits_for_nothing_and_a_rush_is_gathered() {
        let channel = crate::stream::wakes::Source::other(1, watch::Sender::new(()).subscribe()).channel;
        let (mut gathering, now) = (Gathering::new(2), Instant::now());
        assert_eq!(gathering.left(now), None);
        gathering.add(channel);
        assert_eq!(gathering.left(now), Some(Duration::ZERO));
        assert_eq!(gathering.take_due(now), Some(HashSet::from([channel])));
        for (took, gathered) in [(7, 14), (400, 50)] {
            let (took, gathered) = (Duration::from_millis(took), Duration::from_millis(gathered));
            gathering.told(now, took);
            assert_eq!(gathering.left(now), None);
            gathering.add(channel);
            assert_eq!(gathering.left(now), Some(gathered));
            assert_eq!(gathering.take_due(now), None);
            assert_eq!(gathering.take_due(now + gathered), Some(HashSet::from([channel])));
        }
    }
}
