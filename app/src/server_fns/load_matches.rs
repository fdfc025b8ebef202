use crate::{error::ApiError, view::MatchesPage};
use leptos::prelude::*;

/// What the list of matches shows.
///
/// # Errors
/// `STORE_UNAVAILABLE` when the store cannot answer.
#[server(prefix = "/fn", endpoint = "load_matches")]
pub async fn load_matches() -> Result<MatchesPage, ApiError> {
    use super::context::{fail, services};
    services()?.seat_map.matches_page().await.map_err(fail)
}
