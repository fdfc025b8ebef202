//! How a server function finds its services and learns who asks.
#![cfg(feature = "ssr")]

use super::carried_through::CarriedThrough;
use crate::{error::ApiError, error_code::ErrorCode};
use http::request::Parts;
use jari_core::{
    domain::{BlockId, CartId, MatchId},
    ports::{StoreError, TicketStore},
    services::{AllocationService, BestAvailableService, OrderService, SeatMapService},
};
use leptos::prelude::use_context;
use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::timeout;
use tracing::Instrument;

/// Decides who may change seats, and how often.
pub trait AdmitChange: Send + Sync {
    /// Whose change it is, if it may be made now: of so many seats, each of which counts.
    ///
    /// # Errors
    /// `SESSION_REQUIRED` when whoever asks has not come with a session that an earlier answer brought: each such request
    /// would be another cart. `TOO_MANY_CHANGES` or `TOO_MANY_CHANGES_FROM_ADDRESS` when there have been too many.
    fn admit(&self, request: &Parts, seats: NonZeroU32) -> Result<CartId, ApiError>;
}

/// The services that the server puts into the context of every page and server function.
#[derive(Clone)]
pub struct Services {
    /// Hold and release.
    pub allocation: AllocationService,
    /// Finding seats together, and holding them.
    pub best_available: BestAvailableService,
    /// Orders, and how they are paid.
    pub orders: OrderService,
    /// Tickets.
    pub tickets: Arc<dyn TicketStore>,
    /// Pages and catalogue.
    pub seat_map: SeatMapService,
    /// Who may use the first two.
    pub admission: Arc<dyn AdmitChange>,
    /// How long a request waits for the stores.
    pub patience: Duration,
    /// How long one waits that may ask a payment gateway as well.
    pub order_patience: Duration,
}

impl Services {
    /// Waits for all that a request asks of the services, for as long as a request may wait: whatever it asks for, and however
    /// often, all of it together is bounded.
    ///
    /// # Errors
    /// The work's own, or that the store did not answer in time.
    pub async fn within<T, E: From<StoreError>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.within_times(1, work).await
    }

    /// The same for a request that may wait so many times as long.
    ///
    /// # Errors
    /// As for [`Services::within`].
    pub async fn within_times<T, E: From<StoreError>>(
        &self,
        times: u32,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        match timeout(self.patience.saturating_mul(times), work).await {
            Ok(done) => done,
            Err(late) => Err(StoreError::Unavailable(Box::new(late)).into()),
        }
    }

    /// Makes a change, which is carried through once it has begun: it goes on when whoever asked has hung up or has waited long
    /// enough, for as long as the stores are waited for. So a sale that was begun comes about or is taken back, and viewers
    /// are told of a hold whose buyer has gone.
    ///
    /// # Errors
    /// As for [`Services::within`].
    pub async fn change<T, E, F>(&self, change: impl FnOnce(AllocationService) -> F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        self.within(CarriedThrough::new(change(self.allocation.clone()).in_current_span())).await
    }

    /// Does something with orders, which is carried through once it has begun, as [`Services::change`] does; it may ask a payment gateway.
    ///
    /// # Errors
    /// The work's own, or that the stores did not answer in time.
    pub async fn order<T, E, F>(&self, work: impl FnOnce(OrderService) -> F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        match timeout(self.order_patience, CarriedThrough::new(work(self.orders.clone()).in_current_span()))
            .await
        {
            Ok(done) => done,
            Err(late) => Err(StoreError::Unavailable(Box::new(late)).into()),
        }
    }
}

/// The services of the running server.
///
/// # Errors
/// [`ErrorCode::Internal`] outside of a request.
pub(super) fn services() -> Result<Services, ApiError> {
    use_context().ok_or_else(|| ApiError::new(ErrorCode::Internal))
}

/// Who asks. The session layer has checked the cookie's signature and left its cart in the request.
///
/// # Errors
/// [`ErrorCode::Internal`] when the session layer did not run.
pub(super) fn cart() -> Result<CartId, ApiError> {
    let parts = use_context::<Parts>().ok_or_else(|| ApiError::new(ErrorCode::Internal))?;
    parts.extensions.get::<CartId>().cloned().ok_or_else(|| ApiError::new(ErrorCode::Internal))
}

/// Marks the request for a page that is rendered once for everybody who has nothing on hold.
#[derive(Clone, Copy, Debug)]
pub struct ForEverybody;

/// Marks the request for a page that nobody can read: what it shows was asked for just now, and this was the answer.
#[derive(Clone, Debug)]
pub struct Unread(pub ApiError);

/// For whom a page is read: the owner of a cart, or everybody.
///
/// # Errors
/// Why it is known that it cannot be read; [`ErrorCode::Internal`] as for [`cart`].
pub(super) fn reader() -> Result<Option<CartId>, ApiError> {
    let parts = use_context::<Parts>().ok_or_else(|| ApiError::new(ErrorCode::Internal))?;
    match parts.extensions.get() {
        Some(Unread(error)) => Err(error.clone()),
        None if parts.extensions.get::<ForEverybody>().is_some() => Ok(None),
        None => cart().map(Some),
    }
}

/// The cart for which seats may be changed.
///
/// # Errors
/// As [`AdmitChange::admit`] has them; [`ErrorCode::Internal`] outside of a request.
pub(super) fn admitted() -> Result<CartId, ApiError> {
    let parts = use_context::<Parts>().ok_or_else(|| ApiError::new(ErrorCode::Internal))?;
    services()?.admission.admit(&parts, NonZeroU32::MIN)
}

/// The same for so many seats, each of which counts.
///
/// # Errors
/// As for [`admitted`]; [`ErrorCode::InvalidBody`] where there is none.
pub(super) fn admitted_for(seats: usize) -> Result<CartId, ApiError> {
    let parts = use_context::<Parts>().ok_or_else(|| ApiError::new(ErrorCode::Internal))?;
    let seats = u32::try_from(seats).ok().and_then(NonZeroU32::new).filter(|seats| seats.get() <= MAX_SEATS);
    services()?.admission.admit(&parts, seats.ok_or_else(|| ApiError::new(ErrorCode::InvalidBody))?)
}

/// The most seats that one form asks for.
const MAX_SEATS: u32 = 200;

/// Where a form that was sent without scripts leads, if not back to its page.
#[derive(Clone, Debug, Default)]
pub struct NextPage(Arc<Mutex<Option<String>>>);

impl NextPage {
    /// To the page of a block, in whatever language that is asked for.
    pub(super) fn is_block(&self, match_id: MatchId, block_id: BlockId) {
        let path = format!("/matches/{match_id}/blocks/{block_id}");
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(path);
    }

    /// The page's path, without its language.
    pub fn path(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
