//! How an instance learns what changed, and whom it tells of its own changes: by what its store offers.

use super::background::Background;
use crate::{
    backend::ChangeSource,
    config::StreamConfig,
    metrics::Metrics,
    stream::{
        AllocationStatusService, BothHints, Hints, NoHint,
        sources::{Follower, PassHints, Poller},
    },
};
use jari_core::ports::{ChangeHint, LoadAllocationStatus};
use std::sync::Arc;

/// Hints of what this instance changed.
#[derive(Default)]
pub(super) struct OwnChanges {
    for_poller: Arc<Hints>,
    for_peers: Arc<Hints>,
}

/// What is kept up to date, and with what.
pub(super) struct Watched {
    pub(super) status: Arc<dyn LoadAllocationStatus>,
    pub(super) streams: Arc<AllocationStatusService>,
    pub(super) config: StreamConfig,
}

impl OwnChanges {
    /// Where this instance's changes are told.
    pub(super) fn hint(&self, source: &ChangeSource) -> Arc<dyn ChangeHint> {
        match source {
            ChangeSource::Poll(None) => Arc::clone(&self.for_poller) as _,
            ChangeSource::Poll(Some(_)) => {
                Arc::new(BothHints(Arc::clone(&self.for_poller), Arc::clone(&self.for_peers)))
            }
            ChangeSource::Subscription(_) => Arc::new(NoHint),
        }
    }

    /// Keeps what is watched up to date from now on.
    pub(super) fn keep_up_to_date(
        self,
        source: ChangeSource,
        watched: Watched,
        background: &Background,
        metrics: &Metrics,
    ) {
        let Self { for_poller, for_peers } = self;
        let Watched { status, streams, config } = watched;
        match source {
            ChangeSource::Poll(peers) => {
                if let Some(peers) = peers {
                    let poller = Arc::clone(&for_poller);
                    let pass = PassHints { peers, ours: for_peers, poller, metrics: metrics.peers.clone() };
                    background.keep("peers", Arc::new(pass), |pass, shutdown| async move {
                        pass.run(shutdown).await;
                    });
                }
                let metrics = metrics.poll.clone();
                let poller = Poller { status, streams, hints: for_poller, config, metrics };
                background.keep("poller", Arc::new(poller), Poller::run);
            }
            ChangeSource::Subscription(events) => {
                let follower = Follower::new(events, streams, config, metrics.tasks.clone());
                background.keep(Follower::NAME, Arc::new(follower), Follower::run);
            }
        }
    }
}
