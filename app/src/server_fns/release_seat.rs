use crate::{codec::Compact, error::ApiError};
use jari_core::domain::{MatchId, Revision, SeatId};
use leptos::{prelude::*, server_fn::codec::Post};

/// Lets go of a seat that whoever asks has on hold; answers the block's revision that it took.
///
/// # Errors
/// The code of a [`jari_core::domain::Refusal`], `STORE_UNAVAILABLE` when the store cannot answer, or why no change is let in.
#[server(prefix = "/fn", endpoint = "release_seat", output = Post<Compact>)]
pub async fn release_seat(match_id: MatchId, seat_id: SeatId) -> Result<Revision, ApiError> {
    use super::context::{admitted, services};
    let cart = admitted()?;
    let services = services()?;
    let release =
        services.change(move |allocation| async move { allocation.release(match_id, seat_id, &cart).await });
    Ok(release.await?)
}
