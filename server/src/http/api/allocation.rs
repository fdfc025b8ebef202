//! `POST` of hold and release.

use super::ok;
use crate::http::{
    error::Failure,
    extract::{Holder, Ids},
};
use app::{
    domain::{AllocationStatus, Held, MatchId, Revision, SeatId},
    server_fns::Services,
    wire::Envelope,
};
use axum::{Json, extract::State, response::IntoResponse};
use http::StatusCode;
use serde::Serialize;

#[derive(Serialize)]
struct HoldData {
    #[serde(flatten)]
    held: Held,
    status: AllocationStatus,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReleaseData {
    seat_id: SeatId,
    status: AllocationStatus,
    rev: Revision,
}

pub(super) async fn hold(
    State(services): State<Services>,
    Ids((match_id, seat_id)): Ids<(MatchId, SeatId)>,
    Holder(holder): Holder,
) -> Result<impl IntoResponse, Failure> {
    let held = services.allocation.hold(match_id, seat_id, &holder).await?;
    let data = HoldData { held, status: AllocationStatus::Hold };
    Ok((StatusCode::CREATED, Json(Envelope { status: 201, data })))
}

pub(super) async fn release(
    State(services): State<Services>,
    Ids((match_id, seat_id)): Ids<(MatchId, SeatId)>,
    Holder(holder): Holder,
) -> Result<impl IntoResponse, Failure> {
    let rev = services.allocation.release(match_id, seat_id, &holder).await?;
    Ok(ok(ReleaseData { seat_id, status: AllocationStatus::Available, rev }))
}
