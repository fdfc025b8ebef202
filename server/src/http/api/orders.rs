//! `POST` of orders, reading them, and cancelling them.

use super::{json::Order, ok};
use crate::http::{
    error::OrderFailure,
    extract::{CartFor, IdempotencyKey, Ids, OfSeats, Owner, order_id},
    language,
};
use app::{server_fns::Services, wire::Envelope};
use axum::{Json, extract::State, response::IntoResponse};
use http::StatusCode;
use jari_core::{
    domain::{Buyer, MatchId, SeatId, order::LONGEST_WORD},
    services::{OrderError, Wanted, WantedSeat},
};
use serde::Deserialize;
use std::{collections::BTreeSet, num::NonZeroU32};

/// The most seats that one order may have.
const MAX_SEATS: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Asked {
    seats: Vec<AskedSeat>,
    buyer: AskedBuyer,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedSeat {
    seat_id: SeatId,
    r#type: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedBuyer {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
}

impl OfSeats for Asked {
    fn seats(&self) -> Option<NonZeroU32> {
        let is_word =
            |word: &String| (1..=LONGEST_WORD).contains(&word.len()) && !word.chars().any(char::is_control);
        let each: BTreeSet<_> = self.seats.iter().map(|seat| seat.seat_id).collect();
        let is_readable = each.len() == self.seats.len()
            && self.seats.len() <= MAX_SEATS
            && self.seats.iter().filter_map(|seat| seat.r#type.as_ref()).all(is_word);
        u32::try_from(self.seats.len()).ok().filter(|_| is_readable)?.try_into().ok()
    }
}

pub(super) async fn place(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
    IdempotencyKey(key): IdempotencyKey,
    CartFor(cart, asked): CartFor<Asked>,
) -> Result<impl IntoResponse, OrderFailure> {
    let Asked { seats, buyer } = asked;
    let buyer = Buyer::read(&buyer.name, &buyer.email, &buyer.phone)?;
    let seat = |AskedSeat { seat_id, r#type }| WantedSeat { seat_id, ticket_type: r#type };
    let seats = seats.into_iter().map(seat).collect();
    let wanted = Wanted { seats, buyer, language: language::asked(), key };
    let place = services.order(move |orders| async move { orders.place(match_id, &wanted, &cart).await });
    Ok((StatusCode::CREATED, Json(Envelope { status: 201, data: Order::from(place.await?) })))
}

pub(super) async fn read(
    State(services): State<Services>,
    Ids(id): Ids<String>,
    Owner(cart): Owner,
) -> Result<impl IntoResponse, OrderFailure> {
    let id = order_id(id)?;
    let orders = services.orders.clone();
    let read = async move {
        let order = orders.order(&id, &cart).await?;
        let buyer = orders.buyer(&id, &cart).await?;
        Ok::<_, OrderError>(Order::with_buyer(order, buyer.as_ref()))
    };
    Ok(ok(services.within(read).await?))
}

pub(super) async fn cancel(
    State(services): State<Services>,
    Ids(id): Ids<String>,
    Owner(cart): Owner,
) -> Result<impl IntoResponse, OrderFailure> {
    let id = order_id(id)?;
    let cancel = services.order(move |orders| async move { orders.cancel(&id, &cart).await });
    Ok(ok(Order::from(cancel.await?)))
}
