//! `POST` of hold, of one seat and of several, lengthen, release and complete.

use super::{
    json::{ChangedSeat, HeldSeat, LeftAlone},
    ok,
};
use crate::http::{
    error::{Failure, SeatsFailure},
    extract::{Body, Cart, CartFor, Ids, OfSeats},
};
use app::{error::ApiError, error_code::ErrorCode, server_fns::Services, wire::Envelope};
use axum::{Json, extract::State, response::IntoResponse};
use http::StatusCode;
use jari_core::{
    domain::{MatchId, SeatChange, SeatId, SeatStatus, UnixMillis, best_available::Orphan},
    services::{Holding, Released},
};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// The most seats that one request may hold or complete. The default cap on holds is far below.
const MAX_SEATS: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Choice {
    seat_ids: Vec<SeatId>,
}

impl OfSeats for Choice {
    fn seats(&self) -> Option<NonZeroU32> {
        u32::try_from(self.seat_ids.len()).ok().filter(|_| self.seat_ids.len() <= MAX_SEATS)?.try_into().ok()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HeldSeats {
    seats: Vec<HeldSeat>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    leaves_alone: Vec<LeftAlone>,
}

/// One seat, as it always was, and what it leaves alone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OneHeldSeat {
    #[serde(flatten)]
    seat: HeldSeat,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    leaves_alone: Vec<LeftAlone>,
}

/// A seat as it always was, and the companion seats that went with it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReleasedSeat {
    #[serde(flatten)]
    seat: ChangedSeat,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    released_with: Vec<ChangedSeat>,
}

fn left_alone(orphans: Vec<Orphan>) -> Vec<LeftAlone> {
    orphans.into_iter().map(LeftAlone::from).collect()
}

/// All that a cart has on hold, and how long that may be lengthened.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LengthenedSeats {
    seats: Vec<HeldSeat>,
    expires_at: UnixMillis,
    latest: UnixMillis,
}

#[derive(Serialize)]
struct SoldSeats {
    seats: Vec<ChangedSeat>,
}

pub(super) async fn hold(
    State(services): State<Services>,
    Ids((match_id, seat_id)): Ids<(MatchId, SeatId)>,
    Cart(cart): Cart,
) -> Result<impl IntoResponse, SeatsFailure> {
    let hold = services
        .change(move |allocation| async move { allocation.hold_all(match_id, &[seat_id], &cart).await });
    let Holding { held, leaves_alone } = hold.await.map_err(SeatsFailure::of_one)?;
    let [held] = held[..] else { return Err(ApiError::new(ErrorCode::Internal).into()) };
    let data = OneHeldSeat { seat: held.into(), leaves_alone: left_alone(leaves_alone) };
    Ok((StatusCode::CREATED, Json(Envelope { status: 201, data })))
}

pub(super) async fn hold_many(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
    CartFor(cart, Choice { seat_ids }): CartFor<Choice>,
) -> Result<impl IntoResponse, SeatsFailure> {
    let hold = services
        .change(move |allocation| async move { allocation.hold_all(match_id, &seat_ids, &cart).await });
    let Holding { held, leaves_alone } = hold.await?;
    let seats = held.into_iter().map(HeldSeat::from).collect();
    let data = HeldSeats { seats, leaves_alone: left_alone(leaves_alone) };
    Ok((StatusCode::CREATED, Json(Envelope { status: 201, data })))
}

pub(super) async fn lengthen(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
    Cart(cart): Cart,
) -> Result<impl IntoResponse, SeatsFailure> {
    let lengthen =
        services.change(move |allocation| async move { allocation.lengthen(match_id, &cart).await });
    let (held, to) = lengthen.await?;
    let seats = held.into_iter().map(HeldSeat::from).collect();
    Ok(ok(LengthenedSeats { seats, expires_at: to.until, latest: to.latest }))
}

pub(super) async fn release(
    State(services): State<Services>,
    Ids((match_id, seat_id)): Ids<(MatchId, SeatId)>,
    Cart(cart): Cart,
) -> Result<impl IntoResponse, Failure> {
    let release =
        services.change(move |allocation| async move { allocation.release(match_id, seat_id, &cart).await });
    let Released { rev, with } = release.await?;
    let seat = ChangedSeat::from(SeatChange { seat_id, status: SeatStatus::Available, rev });
    Ok(ok(ReleasedSeat { seat, released_with: with.into_iter().map(ChangedSeat::from).collect() }))
}

pub(super) async fn complete(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
    Cart(cart): Cart,
    Body(choice): Body<Choice>,
) -> Result<impl IntoResponse, Failure> {
    if choice.seats().is_none() {
        return Err(ApiError::new(ErrorCode::InvalidBody).into());
    }
    let Choice { seat_ids } = choice;
    let complete = services
        .change(move |allocation| async move { allocation.complete(match_id, &seat_ids, &cart).await });
    let sold = complete.await?;
    Ok(ok(SoldSeats { seats: sold.into_iter().map(ChangedSeat::from).collect() }))
}
