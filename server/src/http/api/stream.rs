//! The streams.

use crate::{
    http::{
        client::Client,
        error::Failure,
        extract::{Ids, LastEventId, OfAnotherBuild, OfBlocks, Wanted},
        handover::Handover,
    },
    metrics::Refused,
    quota::Full,
    stream::{AllocationStatusService, Follow, StreamError},
};
use app::{error::ApiError, error_code::ErrorCode, server_fns::Services};
use axum::{extract::State, response::Response};
use http::{HeaderValue, header};
use jari_core::{
    domain::{BlockId, MatchId, Refusal},
    ports::{AllocationError, StoreError},
};
use std::sync::Arc;

/// When a server was restarted all of its viewers come back at once. Each that is turned away comes again, so a stream may
/// wait so many times as long as a request that somebody looks at.
const PATIENCE_FACTOR: u32 = 5;

pub(super) async fn block(
    State(services): State<Services>,
    State(streams): State<Arc<AllocationStatusService>>,
    Ids((match_id, block_id)): Ids<(MatchId, BlockId)>,
    LastEventId(last): LastEventId,
    other_build: OfAnotherBuild,
    Client(client): Client,
) -> Result<Response, Failure> {
    let follow = services.within_times(PATIENCE_FACTOR, async {
        services.seat_map.require_block(match_id, block_id).await?;
        Ok(streams.follow_block(match_id, block_id, last, client).await?)
    });
    Ok(respond(follow.await.map_err(|error| refused(&streams, error))?, other_build))
}

/// A match's free seats, or with `?blocks=` the seats of these blocks as well.
pub(super) async fn overview(
    State(services): State<Services>,
    State(streams): State<Arc<AllocationStatusService>>,
    Ids(match_id): Ids<MatchId>,
    OfBlocks(wanted): OfBlocks,
    LastEventId(last): LastEventId,
    other_build: OfAnotherBuild,
    Client(client): Client,
) -> Result<Response, Failure> {
    let follow = services.within_times(PATIENCE_FACTOR, async {
        let Some(Wanted { blocks, last: position }) = wanted else {
            services.seat_map.require_match(match_id).await?;
            return Ok(streams.follow_match(match_id, last, client).await?);
        };
        let (_, venue) = services.seat_map.venue_of(match_id).await?;
        let is_there = |block: BlockId| venue.block(block).is_some();
        if !blocks.iter().copied().all(is_there) {
            return Err(AllocationError::from(Refusal::BlockNotFound).into());
        }
        // What is no block of the match is nothing that its client could know.
        let position = position.map(|mut position| {
            position.blocks.retain(|(block, _)| is_there(*block));
            position
        });
        Ok(streams.follow_view(match_id, &blocks, position, client).await?)
    });
    Ok(respond(follow.await.map_err(|error| refused(&streams, error))?, other_build))
}

/// Why a stream does not begin.
enum Unfollowed {
    /// There is no such match or block, or it cannot be known.
    Unknown(AllocationError),
    /// There is, but it cannot be followed now.
    Stream(StreamError),
}

impl From<AllocationError> for Unfollowed {
    fn from(error: AllocationError) -> Self {
        Self::Unknown(error)
    }
}

impl From<StreamError> for Unfollowed {
    fn from(error: StreamError) -> Self {
        Self::Stream(error)
    }
}

impl From<StoreError> for Unfollowed {
    fn from(error: StoreError) -> Self {
        Self::Stream(StreamError::Store(error))
    }
}

fn refused(streams: &AllocationStatusService, error: Unfollowed) -> ApiError {
    let error = match error {
        Unfollowed::Unknown(error) => return error.into(),
        Unfollowed::Stream(error) => error,
    };
    let (why, answer) = match error {
        StreamError::TooMany(Full::InAll) => (Refused::TooMany, ApiError::new(ErrorCode::TooManyStreams)),
        StreamError::TooMany(Full::Client) => {
            (Refused::Address, ApiError::new(ErrorCode::TooManyStreamsFromAddress))
        }
        StreamError::Store(error) => (Refused::Store, error.into()),
    };
    streams.metrics().refused(why);
    answer
}

fn respond(mut follow: Follow, OfAnotherBuild(is_other): OfAnotherBuild) -> Response {
    if is_other {
        follow.tell_build();
    }
    let mut response = Handover::respond(follow);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // Whatever stands in between must neither keep, gather nor rewrite the events.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
