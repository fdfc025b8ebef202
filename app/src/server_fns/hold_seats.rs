use crate::{codec::Compact, error::ApiError, page_data::SeatsTaken};
use jari_core::domain::MatchId;
use leptos::{prelude::*, server_fn::codec::Post};

/// Puts seats on hold for whoever asks, all of them or none. They are named with commas between them, so that a form without scripts
/// may do so.
///
/// # Errors
/// The code of a [`jari_core::domain::Refusal`], `STORE_UNAVAILABLE` when the store cannot answer, or why no change is let in.
#[server(prefix = "/fn", endpoint = "hold_seats", output = Post<Compact>)]
pub async fn hold_seats(match_id: MatchId, seat_ids: String) -> Result<SeatsTaken, ApiError> {
    use super::context::{admitted_for, services};
    use crate::{error_code::ErrorCode, page_data::HoldTaken};
    use jari_core::{
        domain::{Held, SeatId},
        services::Holding,
    };
    let seats: Result<Vec<SeatId>, _> = seat_ids.split(',').map(str::parse).collect();
    let seats = seats.map_err(|_| ApiError::new(ErrorCode::InvalidBody))?;
    let cart = admitted_for(seats.len())?;
    let services = services()?;
    let allocation = services.allocation.clone();
    let hold =
        services.change(move |allocation| async move { allocation.hold_all(match_id, &seats, &cart).await });
    let Holding { held, leaves_alone } = hold.await?;
    let taken = |held: Held| (held.seat_id, HoldTaken::new(held, allocation.latest_end(&held), None));
    Ok(SeatsTaken {
        seats: held.into_iter().map(taken).collect(),
        leaves_alone: leaves_alone.first().map(|orphan| orphan.seat_id),
    })
}
