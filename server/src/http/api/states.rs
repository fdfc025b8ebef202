//! `GET` of the states of all seats of a match, two bits each, with an entity tag that is of all revisions.

use crate::http::{
    AppState,
    encoded::{Terms, answer},
    error::Failure,
    extract::Ids,
};
use axum::{extract::State, response::Response};
use http::HeaderMap;
use jari_core::{
    domain::{MatchId, Refusal},
    ports::AllocationError,
};

pub(super) async fn snapshot(
    State(state): State<AppState>,
    Ids(match_id): Ids<MatchId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let services = &state.services;
    let read = async {
        let (info, _) = services.seat_map.venue_of(match_id).await?;
        let geometry = state.venues.geometry_of(info.venue_id).await?.ok_or(Refusal::MatchNotFound)?;
        Ok::<_, AllocationError>(state.states.of(match_id, &geometry).await?)
    };
    let states = services.within(read).await?;
    Ok(answer(&headers, states.content(), Terms { tag: states.tag(), cache: "no-cache" }).await)
}
