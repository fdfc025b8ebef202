//! Who may change seats, and how often.

use super::{client::Client, session::HasSession};
use crate::{
    config::RateConfig,
    quota::{ClientAddress, RateLimit},
};
use app::{error::ApiError, error_code::ErrorCode, server_fns::AdmitChange};
use http::request::Parts;
use jari_core::domain::CartId;
use std::num::NonZeroU32;

/// Lets changes in: of whoever keeps a session, and so many of one session and of one address.
pub struct Admission {
    by_session: RateLimit<CartId>,
    by_address: RateLimit<ClientAddress>,
}

impl Admission {
    /// As the settings have it.
    pub fn new(rates: &RateConfig) -> Self {
        Self {
            by_session: RateLimit::new(rates.of_session()),
            by_address: RateLimit::new(rates.of_address()),
        }
    }
}

impl AdmitChange for Admission {
    fn admit(&self, request: &Parts, seats: NonZeroU32) -> Result<CartId, ApiError> {
        let extensions = &request.extensions;
        let cart = extensions.get::<CartId>().ok_or_else(|| ApiError::new(ErrorCode::Internal))?;
        if extensions.get::<HasSession>().is_none() {
            return Err(ApiError::new(ErrorCode::SessionRequired));
        }
        // The session comes first, so that one who repeats itself does not use up what its neighbours have.
        if !self.by_session.admit(cart, seats) {
            return Err(ApiError::new(ErrorCode::TooManyChanges));
        }
        if let Some(Client(Some(address))) = extensions.get()
            && !self.by_address.admit(address, seats)
        {
            return Err(ApiError::new(ErrorCode::TooManyChangesFromAddress));
        }
        Ok(cart.clone())
    }
}
