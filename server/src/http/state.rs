//! What the routes work with.

use super::{Answers, BlockTexts, Lookups, OwnOrigins, Readiness, Sessions};
use crate::{
    backend::reads::{KeptVenues, SharedStates},
    metrics::{HttpMetrics, PageMetrics},
    site::Site,
    stream::AllocationStatusService,
    tickets::TicketKeys,
};
use app::{DocumentSettings, server_fns::Services};
use axum::extract::FromRef;
use jari_gateways::Sandbox;
use leptos::config::LeptosOptions;
use std::{ops::Deref, sync::Arc, time::Duration};

/// Shared by all requests. Every layer and handler that a request passes has one of its own, so that it has to be cheap to
/// clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What they share.
pub struct Shared {
    /// What Leptos wants to know.
    pub leptos: LeptosOptions,
    /// The files of the built site.
    pub site: Site,
    /// What every document tells the browser.
    pub document: DocumentSettings,
    /// Hold and release, pages and catalogue.
    pub services: Services,
    /// The streams.
    pub streams: Arc<AllocationStatusService>,
    /// Whether requests should come here.
    pub readiness: Arc<Readiness>,
    /// The measuring of requests.
    pub metrics: HttpMetrics,
    /// The measuring of pages.
    pub page_metrics: PageMetrics,
    /// Who asks.
    pub sessions: Sessions,
    /// Those that are on their way.
    pub answers: Answers,
    /// Play money, if that is what is paid with.
    pub sandbox: Option<Arc<Sandbox>>,
    /// How long the whole of a request's body may take.
    pub body_patience: Duration,
    /// What tickets are signed with.
    pub ticket_keys: TicketKeys,
    /// What is written once of the lists of blocks.
    pub block_texts: BlockTexts,
    /// The venues that are kept, and their geometries.
    pub venues: Arc<KeptVenues>,
    /// The states of whole matches.
    pub states: SharedStates,
    /// What operators' programs show; none where there are none.
    pub operator_token: Option<Arc<str>>,
    /// What a browser calls this server.
    pub origins: OwnOrigins,
    /// How often orders are looked up by their codes.
    pub lookups: Lookups,
}

impl AppState {
    /// The state of a server.
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

impl FromRef<AppState> for Services {
    fn from_ref(state: &AppState) -> Self {
        state.services.clone()
    }
}

impl FromRef<AppState> for Arc<AllocationStatusService> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.streams)
    }
}

impl FromRef<AppState> for Arc<Readiness> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.readiness)
    }
}
