use crate::{codec::Compact, error::ApiError, page_data::MatchesPage};
use leptos::{prelude::*, server_fn::codec::Post};

/// What the list of matches shows.
///
/// # Errors
/// `STORE_UNAVAILABLE` when the store cannot answer.
#[server(prefix = "/fn", endpoint = "load_matches", output = Post<Compact>)]
pub async fn load_matches() -> Result<MatchesPage, ApiError> {
    use super::context::services;
    use jari_core::domain::Language;
    let services = services()?;
    Ok(services.within(MatchesPage::load(&services.seat_map, Language::Ko)).await?)
}
