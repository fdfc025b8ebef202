use crate::{codec::Compact, error::ApiError, view::MatchesPage};
use leptos::{prelude::*, server_fn::codec::Post};

/// What the list of matches shows.
///
/// # Errors
/// `STORE_UNAVAILABLE` when the store cannot answer.
#[server(prefix = "/fn", endpoint = "load_matches", output = Post<Compact>)]
pub async fn load_matches() -> Result<MatchesPage, ApiError> {
    use super::context::{fail, services};
    services()?.seat_map.matches_page().await.map_err(fail)
}
