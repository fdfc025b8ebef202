//! Answers on their way: plain bytes, of which there are only so many at once.
//!
//! A page's renderer, and whatever compresses, hands an answer out as its client takes it, and keeps all that it is made
//! from until the end. A client that takes nothing, a hundred times on each of many connections, would so keep half a
//! megabyte for each. So an answer is made whole at once, and what waits for its client is bytes that are counted.

use super::{AppState, client::Client, error::Failure, handover::Handover};
use crate::quota::{ClientAddress, Full, Quota, Share};
use app::{error::ApiError, error_code::ErrorCode};
use axum::{
    body::{Body, HttpBody, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use jari_core::failures::Chain;
use std::{num::NonZeroUsize, sync::Arc};
use tokio::sync::Semaphore;

/// Pages that are rendered at the same time. More wait for their turn, which costs little.
const RENDERED_AT_ONCE: usize = 128;

/// The largest answer, in bytes.
const MOST: usize = 16 * 1024 * 1024;

/// One client may have so many parts of the whole. A crowd behind one address takes its answers at once, so that it has but
/// a few there at a time.
const PARTS_OF_ONE: usize = 4;

/// Those that are being made, and those that wait to be taken.
pub struct Answers {
    rendered: Semaphore,
    untaken: Arc<Quota>,
}

impl Answers {
    /// Those that wait may take so many bytes.
    pub fn new(most_bytes: usize) -> Self {
        Self {
            rendered: Semaphore::new(RENDERED_AT_ONCE),
            untaken: Quota::new(most_bytes, NonZeroUsize::new(most_bytes / PARTS_OF_ONE)),
        }
    }

    /// A turn to render a page, for as long as it is kept.
    pub(super) async fn turn(&self) -> impl Sized {
        // It is never closed, so there always comes a turn.
        self.rendered.acquire().await
    }
}

/// Makes an answer whole. A stream has no end, and what has a known size is bytes already. It stands where answers are
/// compressed and nowhere else: to pass a layer costs a request as much as a small answer.
pub(super) async fn layer(
    State(state): State<AppState>,
    Client(client): Client,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let response = next.run(request).await;
    make_whole(&state.answers, client, response).await
}

async fn make_whole(
    answers: &Answers,
    client: Option<ClientAddress>,
    response: Response,
) -> Result<Response, Failure> {
    if response.body().size_hint().exact().is_some() || response.extensions().get::<Handover>().is_some() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let whole = to_bytes(body, MOST).await.map_err(|error| {
        tracing::error!(error = %Chain(&error), "an answer could not be made whole");
        ApiError::new(ErrorCode::Internal)
    })?;
    let share = answers.untaken.take_share(client, whole.len()).map_err(too_many)?;
    let whole = Bytes::from_owner(Untaken { whole, _share: share });
    Ok(Response::from_parts(parts, Body::from(whole)))
}

/// The same for a page, of which so many are rendered at once.
pub(super) async fn page_layer(
    State(state): State<AppState>,
    Client(client): Client,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let _turn = state.answers.turn().await;
    make_whole(&state.answers, client, next.run(request).await).await
}

/// Nobody's place is left.
pub(super) fn too_many(why: Full) -> ApiError {
    let code = match why {
        Full::InAll => ErrorCode::TooManyRequests,
        Full::Client => ErrorCode::TooManyRequestsFromAddress,
    };
    ApiError::new(code)
}

/// An answer that is not taken yet. When the last part of it has been written, or nobody will write it, it is forgotten.
struct Untaken {
    whole: Bytes,
    _share: Share,
}

impl AsRef<[u8]> for Untaken {
    fn as_ref(&self) -> &[u8] {
        &self.whole
    }
}
