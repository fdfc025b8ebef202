//! What pages and server functions are given.

use super::AppState;
use app::{DocumentSettings, server_fns::Services};
use http::request::Parts;
use jari_core::domain::Language;
use leptos::prelude::{provide_context, with_context};

/// Gives what is rendered its services and its settings, and the language that it is asked for in.
pub(super) fn context(state: &AppState) -> impl Fn() + Clone + Send + Sync + use<> {
    let (services, document): (Services, DocumentSettings) = (state.services.clone(), state.document.clone());
    move || {
        provide_context(services.clone());
        provide_context(document.clone());
        let asked = with_context(|request: &Parts| request.extensions.get::<Language>().copied());
        if let Some(language) = asked.flatten() {
            provide_context(language);
        }
    }
}
