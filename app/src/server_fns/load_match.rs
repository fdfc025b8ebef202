use crate::{codec::Compact, error::ApiError, page_data::MatchPage};
use jari_core::domain::{Language, MatchId};
use leptos::{prelude::*, server_fn::codec::Post};

/// What the page of a match shows.
///
/// # Errors
/// `MATCH_NOT_FOUND`, or `STORE_UNAVAILABLE` when the store cannot answer.
#[server(prefix = "/fn", endpoint = "load_match", output = Post<Compact>)]
pub async fn load_match(language: Language, match_id: MatchId) -> Result<MatchPage, ApiError> {
    use super::context::{reader, services};
    let (services, cart) = (services()?, reader()?);
    Ok(services.within(MatchPage::load(&services.seat_map, match_id, cart.as_ref(), language)).await?)
}
