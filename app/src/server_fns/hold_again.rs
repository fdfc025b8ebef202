use crate::{codec::Compact, error::ApiError};
use jari_core::domain::{MatchId, SeatId};
use leptos::{prelude::*, server_fn::codec::Post};

/// Puts those of some seats on hold that can be had; answers how many. What is not is not refused, as long as one is left.
///
/// # Errors
/// The code of a [`jari_core::domain::Refusal`], `STORE_UNAVAILABLE` when the store cannot answer, or why no change is let in.
#[server(prefix = "/fn", endpoint = "hold_again", output = Post<Compact>)]
pub async fn hold_again(match_id: MatchId, seat_ids: Vec<SeatId>) -> Result<u32, ApiError> {
    use super::context::{admitted_for, services};
    use jari_core::ports::AllocationError;
    let cart = admitted_for(seat_ids.len())?;
    let services = services()?;
    let hold = services.change(move |allocation| async move {
        let mut wanted = seat_ids;
        loop {
            match allocation.hold_many(match_id, &wanted, &cart).await {
                Ok(held) => return Ok(held.len()),
                Err(AllocationError::Refused(refused)) => {
                    let before = wanted.len();
                    wanted.retain(|seat| !refused.seats.contains(seat));
                    if wanted.is_empty() || wanted.len() == before {
                        return Err(refused.into());
                    }
                }
                Err(error) => return Err(error),
            }
        }
    });
    Ok(hold.await.map_err(|error: AllocationError| ApiError::from(error))?.try_into().unwrap_or(u32::MAX))
}
