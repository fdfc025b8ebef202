//! For whoever watches the server: is it there, and should it be sent requests?

use super::{
    AppState,
    error::{self, Failure},
};
use crate::backend::Backend;
use app::{error::ApiError, error_code::ErrorCode};
use axum::{Router, extract::State, routing::get};
use jari_core::{
    failures,
    ports::{Catalogue, LoadAllocationStatus, ProveWritable, StoreError},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{sync::Mutex, time::timeout};
use tokio_util::sync::CancellationToken;

/// So long an answer of the store counts. However many ask, the store is asked no more often.
const FRESH: Duration = Duration::from_millis(500);

/// The longest that the store may take. Most load balancers give up soon after.
const PATIENCE: Duration = Duration::from_secs(2);

/// How it is told why not.
const NOT_READY: &str = "not ready: a store that a sale needs cannot be read or written";

/// Whether a server should be sent requests.
pub struct Readiness {
    catalogue: Arc<dyn Catalogue>,
    status: Arc<dyn LoadAllocationStatus>,
    writable: Vec<Arc<dyn ProveWritable>>,
    shutdown: CancellationToken,
    /// What the store answered, and when. Locked while it is asked, so that many who want to know ask once.
    last: Mutex<Option<(Instant, bool)>>,
}

impl Readiness {
    /// Of a server over this back end, until the shutdown.
    pub fn new(backend: &Backend, shutdown: CancellationToken) -> Self {
        let Backend { catalogue, status, writable, .. } = backend.clone();
        Self { catalogue, status, writable, shutdown, last: Mutex::default() }
    }

    /// Whether it should.
    pub async fn is_ready(&self) -> bool {
        if self.shutdown.is_cancelled() {
            return false;
        }
        let mut last = self.last.lock().await;
        if let Some((at, ready)) = *last
            && at.elapsed() < FRESH
        {
            return ready;
        }
        let ready = match timeout(PATIENCE, self.ask()).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                failures::warn(NOT_READY, &error);
                false
            }
            Err(elapsed) => {
                failures::warn(NOT_READY, &elapsed);
                false
            }
        };
        *last = Some((Instant::now(), ready));
        ready
    }

    /// The matches are in the database, and a match's allocations wherever allocations are kept: what both answer can be
    /// worked with, if both take changes as well. It reads the counters of one match, and no seats.
    async fn ask(&self) -> Result<(), StoreError> {
        let first = self.catalogue.matches().await?.first().map(|first| first.id);
        if let Some(first) = first {
            self.status.free_seats(&[first]).await?;
        }
        for store in &self.writable {
            store.prove_writable(first).await?;
        }
        Ok(())
    }
}

/// The routes, outside of sessions.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .method_not_allowed_fallback(error::method_not_allowed)
}

/// The process answers.
async fn live() -> &'static str {
    "ok"
}

/// The store answers and takes changes as well, and nobody has told the server to stop.
async fn ready(State(readiness): State<Arc<Readiness>>) -> Result<&'static str, Failure> {
    if readiness.is_ready().await { Ok("ok") } else { Err(ApiError::new(ErrorCode::StoreUnavailable).into()) }
}
