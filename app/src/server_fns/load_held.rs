use crate::{codec::Compact, error::ApiError, page_data::HeldSeats};
use jari_core::domain::{Language, MatchId};
use leptos::{prelude::*, server_fn::codec::Post};

/// What whoever asks has on hold in a match.
///
/// # Errors
/// `MATCH_NOT_FOUND`, or `STORE_UNAVAILABLE` when the store cannot answer.
#[server(prefix = "/fn", endpoint = "load_held", output = Post<Compact>)]
pub async fn load_held(language: Language, match_id: MatchId) -> Result<HeldSeats, ApiError> {
    use super::context::{cart, services};
    let services = services()?;
    Ok(services.within(HeldSeats::load(&services.seat_map, match_id, &cart()?, language)).await?)
}
