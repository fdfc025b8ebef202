use crate::{codec::Compact, error::ApiError, page_data::HoldTaken};
use jari_core::domain::{MatchId, SeatId};
use leptos::{prelude::*, server_fn::codec::Post};

/// Puts a seat on hold for whoever asks.
///
/// # Errors
/// The code of a [`jari_core::domain::Refusal`], `STORE_UNAVAILABLE` when the store cannot answer, or why no change is let in.
#[server(prefix = "/fn", endpoint = "hold_seat", output = Post<Compact>)]
pub async fn hold_seat(match_id: MatchId, seat_id: SeatId) -> Result<HoldTaken, ApiError> {
    use super::context::{admitted, services};
    use crate::error_code::ErrorCode;
    use jari_core::services::Holding;
    let cart = admitted()?;
    let services = services()?;
    let allocation = services.allocation.clone();
    let hold = services
        .change(move |allocation| async move { allocation.hold_all(match_id, &[seat_id], &cart).await });
    let Holding { held, leaves_alone } = hold.await?;
    let [held] = held[..] else { return Err(ErrorCode::Internal.into()) };
    let alone = leaves_alone.first().map(|orphan| orphan.seat_id);
    Ok(HoldTaken::new(held, allocation.latest_end(&held), alone))
}
