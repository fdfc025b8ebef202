//! How a server function finds its services and learns who asks.
#![cfg(feature = "ssr")]

use crate::{
    domain::HolderId,
    error::ApiError,
    services::{AllocationService, SeatMapService},
};
use http::request::Parts;
use leptos::prelude::use_context;
use std::sync::Arc;

/// Decides who may change seats, and how often.
pub trait AdmitChange: Send + Sync {
    /// Whose change it is, if it may be made now.
    ///
    /// # Errors
    /// `SESSION_REQUIRED` when whoever asks has not come with a session that an earlier answer brought: each such request
    /// would be another holder. `TOO_MANY_CHANGES` or `TOO_MANY_CHANGES_FROM_ADDRESS` when there have been too many.
    fn admit(&self, request: &Parts) -> Result<HolderId, ApiError>;
}

/// The services that the server puts into the context of every page and server function.
#[derive(Clone)]
pub struct Services {
    /// Hold and release.
    pub allocation: AllocationService,
    /// Pages and catalogue.
    pub seat_map: SeatMapService,
    /// Who may use the first.
    pub admission: Arc<dyn AdmitChange>,
}

/// The services of the running server.
///
/// # Errors
/// [`ApiError::internal`] outside of a request.
pub(super) fn services() -> Result<Services, ApiError> {
    use_context().ok_or_else(ApiError::internal)
}

/// Who asks. The session layer has checked the cookie's signature and left the holder in the request.
///
/// # Errors
/// [`ApiError::internal`] when the session layer did not run.
pub(super) fn holder() -> Result<HolderId, ApiError> {
    let parts = use_context::<Parts>().ok_or_else(ApiError::internal)?;
    parts.extensions.get::<HolderId>().cloned().ok_or_else(ApiError::internal)
}

/// The holder for whom seats may be changed.
///
/// # Errors
/// As [`AdmitChange::admit`] has them; [`ApiError::internal`] outside of a request.
pub(super) fn admitted() -> Result<HolderId, ApiError> {
    let parts = use_context::<Parts>().ok_or_else(ApiError::internal)?;
    services()?.admission.admit(&parts)
}
