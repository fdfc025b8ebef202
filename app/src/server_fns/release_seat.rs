use crate::{codec::Compact, error::ApiError, page_data::SeatReleased};
use jari_core::domain::{MatchId, SeatId};
use leptos::{prelude::*, server_fn::codec::Post};

/// Lets go of a seat that whoever asks has on hold; answers the block's revision that it took, and what went with it.
///
/// # Errors
/// The code of a [`jari_core::domain::Refusal`], `STORE_UNAVAILABLE` when the store cannot answer, or why no change is let in.
#[server(prefix = "/fn", endpoint = "release_seat", output = Post<Compact>)]
pub async fn release_seat(match_id: MatchId, seat_id: SeatId) -> Result<SeatReleased, ApiError> {
    use super::context::{admitted, services};
    use jari_core::services::Released;
    let cart = admitted()?;
    let services = services()?;
    let release =
        services.change(move |allocation| async move { allocation.release(match_id, seat_id, &cart).await });
    let Released { rev, with } = release.await?;
    Ok(SeatReleased { rev, with: with.into_iter().map(|seat| (seat.seat_id, seat.rev)).collect() })
}
