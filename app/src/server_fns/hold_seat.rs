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
    let cart = admitted()?;
    let services = services()?;
    let allocation = services.allocation.clone();
    let hold =
        services.change(move |allocation| async move { allocation.hold(match_id, seat_id, &cart).await });
    let held = hold.await?;
    Ok(HoldTaken::new(held, allocation.latest_end(&held)))
}
