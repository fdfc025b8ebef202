//! `POST` of hold, release and complete.

use super::ok;
use crate::http::{
    error::Failure,
    extract::{Body, Holder, Ids},
};
use app::{error::ApiError, server_fns::Services, wire::Envelope};
use axum::{Json, extract::State, response::IntoResponse};
use http::StatusCode;
use jari_core::domain::{AllocationStatus, Held, MatchId, Revision, SeatChange, SeatId};
use serde::{Deserialize, Serialize};

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

/// The most seats that one request may complete. The default cap on holds is far below.
const MAX_SEATS: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Completion {
    seat_ids: Vec<SeatId>,
}

#[derive(Serialize)]
struct SoldSeats {
    seats: Vec<SoldSeat>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SoldSeat {
    seat_id: SeatId,
    status: AllocationStatus,
    rev: Revision,
}

impl From<SeatChange> for SoldSeat {
    fn from(SeatChange { seat_id, status, rev }: SeatChange) -> Self {
        Self { seat_id, status, rev }
    }
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

pub(super) async fn complete(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
    Holder(holder): Holder,
    Body(Completion { seat_ids }): Body<Completion>,
) -> Result<impl IntoResponse, Failure> {
    if seat_ids.is_empty() || seat_ids.len() > MAX_SEATS {
        return Err(ApiError::new(400, "INVALID_BODY").into());
    }
    let sold = services.allocation.complete(match_id, &seat_ids, &holder).await?;
    Ok(ok(SoldSeats { seats: sold.into_iter().map(SoldSeat::from).collect() }))
}
