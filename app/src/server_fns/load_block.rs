//! What the page of a block shows. No browser asks for it, as the server alone renders that page.
#![cfg(feature = "ssr")]

use super::context::{reader, services};
use crate::{error::ApiError, page_data::BlockPage};
use jari_core::domain::{BlockId, Language, MatchId};

/// Reads it.
///
/// # Errors
/// `MATCH_NOT_FOUND`, `BLOCK_NOT_FOUND`, or `STORE_UNAVAILABLE` when the store cannot answer.
pub(crate) async fn load_block(
    language: Language,
    match_id: MatchId,
    block_id: BlockId,
) -> Result<BlockPage, ApiError> {
    let (services, cart) = (services()?, reader()?);
    Ok(services
        .within(BlockPage::load(&services.seat_map, match_id, block_id, cart.as_ref(), language))
        .await?)
}
