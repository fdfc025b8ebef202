//! The streams.

use crate::{
    deadline::{RequestServices, until},
    http::{
        client::Client,
        error::Failure,
        extract::{Ids, LastEventId, OfAnotherBuild},
        handover::Handover,
    },
    metrics::Refused,
    places::Full,
    stream::{AllocationStatusService, Follow, StreamError},
};
use app::error::ApiError;
use axum::{extract::State, response::Response};
use http::{HeaderValue, header};
use jari_core::domain::{BlockId, MatchId};
use std::sync::Arc;

pub(super) async fn block(
    State(requests): State<RequestServices>,
    State(streams): State<Arc<AllocationStatusService>>,
    Ids((match_id, block_id)): Ids<(MatchId, BlockId)>,
    LastEventId(last): LastEventId,
    other_build: OfAnotherBuild,
    Client(client): Client,
) -> Result<Response, Failure> {
    let deadline = requests.stream_deadline();
    requests.begin_until(deadline).seat_map.require_block(match_id, block_id).await?;
    let frames = until(deadline, streams.follow_block(match_id, block_id, last, client)).await;
    Ok(respond(frames.map_err(|error| refused(&streams, error))?, other_build))
}

pub(super) async fn overview(
    State(requests): State<RequestServices>,
    State(streams): State<Arc<AllocationStatusService>>,
    Ids(match_id): Ids<MatchId>,
    LastEventId(last): LastEventId,
    other_build: OfAnotherBuild,
    Client(client): Client,
) -> Result<Response, Failure> {
    let deadline = requests.stream_deadline();
    requests.begin_until(deadline).seat_map.require_match(match_id).await?;
    let frames = until(deadline, streams.follow_match(match_id, last, client)).await;
    Ok(respond(frames.map_err(|error| refused(&streams, error))?, other_build))
}

fn refused(streams: &AllocationStatusService, error: StreamError) -> ApiError {
    let (why, answer) = match error {
        StreamError::TooMany(Full::InAll) => (Refused::TooMany, ApiError::new(503, "TOO_MANY_STREAMS")),
        StreamError::TooMany(Full::Client) => {
            (Refused::Address, ApiError::new(503, "TOO_MANY_STREAMS_FROM_ADDRESS"))
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
