use crate::{
    codec::Compact,
    domain::{Held, MatchId, SeatId},
    error::ApiError,
};
use leptos::{prelude::*, server_fn::codec::Post};

/// Puts a seat on hold for whoever asks.
///
/// # Errors
/// The code of a [`crate::domain::Refusal`], `STORE_UNAVAILABLE` when the store cannot answer, or why no change is let in.
#[server(prefix = "/fn", endpoint = "hold_seat", output = Post<Compact>)]
pub async fn hold_seat(match_id: MatchId, seat_id: SeatId) -> Result<Held, ApiError> {
    use super::context::{admitted, services};
    let holder = admitted()?;
    Ok(services()?.allocation.hold(match_id, seat_id, &holder).await?)
}
