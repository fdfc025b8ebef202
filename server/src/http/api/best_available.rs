//! `POST` for the best seats together.

use super::json::HeldSeat;
use crate::http::{
    error::Failure,
    extract::{CartFor, Ids, OfSeats},
};
use app::{server_fns::Services, wire::Envelope};
use axum::{Json, extract::State, response::IntoResponse};
use http::StatusCode;
use jari_core::{
    domain::{CategoryId, MatchId, best_available::Wish},
    services::BestSeats,
};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// The largest group that is looked for; looking costs more the larger it is.
const MAX_COUNT: u32 = 20;

/// The most categories that one request may name.
const MAX_CATEGORIES: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Asked {
    count: u32,
    categories: Option<Vec<CategoryId>>,
    min_price: Option<i64>,
    max_price: Option<i64>,
    #[serde(default)]
    accessible: bool,
}

impl OfSeats for Asked {
    fn seats(&self) -> Option<NonZeroU32> {
        let has_few = self.categories.as_ref().is_none_or(|named| named.len() <= MAX_CATEGORIES);
        NonZeroU32::new(self.count).filter(|count| count.get() <= MAX_COUNT && has_few)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    seats: Vec<HeldSeat>,
    side_by_side: bool,
}

pub(super) async fn hold(
    State(services): State<Services>,
    Ids(match_id): Ids<MatchId>,
    CartFor(cart, asked): CartFor<Asked>,
) -> Result<impl IntoResponse, Failure> {
    let Asked { count, categories, min_price, max_price, accessible } = asked;
    let wish = Wish { count: count as usize, categories, min_price, max_price, accessible };
    let best_available = services.best_available.clone();
    let hold = services.change(move |_| async move { best_available.hold(match_id, &wish, &cart).await });
    let BestSeats { held, is_side_by_side } = hold.await?;
    let data = Given { seats: held.into_iter().map(HeldSeat::from).collect(), side_by_side: is_side_by_side };
    Ok((StatusCode::CREATED, Json(Envelope { status: 201, data })))
}
