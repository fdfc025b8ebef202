use crate::{codec::Compact, error::ApiError, page_data::BlockPage};
use jari_core::domain::{BlockId, Language, MatchId};
use leptos::{prelude::*, server_fn::codec::Post};

/// What the page of a block shows.
///
/// # Errors
/// `MATCH_NOT_FOUND`, `BLOCK_NOT_FOUND`, or `STORE_UNAVAILABLE` when the store cannot answer.
#[server(prefix = "/fn", endpoint = "load_block", output = Post<Compact>)]
pub async fn load_block(
    language: Language,
    match_id: MatchId,
    block_id: BlockId,
) -> Result<BlockPage, ApiError> {
    use super::context::{reader, services};
    let (services, cart) = (services()?, reader()?);
    Ok(services
        .within(BlockPage::load(&services.seat_map, match_id, block_id, cart.as_ref(), language))
        .await?)
}
