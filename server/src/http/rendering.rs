//! What pages and server functions are given.

use super::AppState;
use app::{DocumentSettings, server_fns::Services};
use leptos::prelude::provide_context;

/// Gives what is rendered its services and its settings.
pub(super) fn context(state: &AppState) -> impl Fn() + Clone + Send + Sync + use<> {
    let (services, document): (Services, DocumentSettings) = (state.services.clone(), state.document.clone());
    move || {
        provide_context(services.clone());
        provide_context(document.clone());
    }
}
