use crate::{codec::Compact, error::ApiError, page_data::MatchesPage};
use jari_core::domain::Language;
use leptos::{prelude::*, server_fn::codec::Post};

/// What the list of matches shows.
///
/// # Errors
/// `STORE_UNAVAILABLE` when the store cannot answer.
#[server(prefix = "/fn", endpoint = "load_matches", output = Post<Compact>)]
pub async fn load_matches(language: Language) -> Result<MatchesPage, ApiError> {
    use super::context::{reader, services};
    let (services, cart) = (services()?, reader()?);
    Ok(services.within(MatchesPage::load(&services.seat_map, cart.as_ref(), language)).await?)
}
