//! The engine over a store that is a model, step by step and without time: whatever happens in whatever order, each viewer
//! ends equal to the store.

mod crowd;
mod interleaving;
mod learning;
mod liveness;
mod store;
mod viewer;
mod views;

use super::AllocationStatusService;
use crate::{
    config::{Config, StreamConfig},
    metrics::Metrics,
    quota::Quota,
    stream::sources::Poller,
    stream::{Follow, Hints, StreamError},
};
use clap::Parser;
use jari_core::{domain::StreamId, ports::LoadAllocationStatus};
use std::sync::{Arc, LazyLock};
use store::{BLOCK, MATCH, ModelStore};
use tokio_util::sync::CancellationToken;

/// An engine that is told of changes by whoever tests it.
struct Engine {
    store: Arc<ModelStore>,
    streams: Arc<AllocationStatusService>,
    poller: Poller,
}

impl Engine {
    fn new() -> Self {
        let store = Arc::new(ModelStore::new());
        let status = Arc::clone(&store) as Arc<dyn LoadAllocationStatus>;
        let metrics = Metrics::default();
        let streams = Arc::new(AllocationStatusService::new(
            Arc::clone(&status),
            Quota::new(1_000, None),
            Arc::clone(&metrics.streams),
            CancellationToken::new(),
        ));
        let poller = Poller {
            status,
            streams: Arc::clone(&streams),
            hints: Arc::new(Hints::default()),
            config: *DEFAULTS,
            metrics: metrics.poll.clone(),
        };
        Self { store, streams, poller }
    }

    async fn follow(&self, last: Option<StreamId>) -> Result<Follow, StreamError> {
        self.streams.follow_block(MATCH, BLOCK, last, None).await
    }
}

/// The defaults, read once, as there are many engines.
static DEFAULTS: LazyLock<StreamConfig> = LazyLock::new(|| {
    #[derive(clap::Parser)]
    struct Defaults {
        #[command(flatten)]
        config: Config,
    }
    Defaults::parse_from(["test"]).config.stream
});
