//! A match and the venue that it is at.

use crate::{
    domain::{MatchId, MatchInfo, Refusal, Venue},
    ports::{AllocationError, Catalogue, StoreError},
};
use std::sync::Arc;

/// Finds both.
///
/// # Errors
/// [`Refusal::MatchNotFound`], or a [`StoreError`].
pub(super) async fn find(
    catalogue: &dyn Catalogue,
    match_id: MatchId,
) -> Result<(MatchInfo, Arc<Venue>), AllocationError> {
    let info = catalogue.find_match(match_id).await?.ok_or(Refusal::MatchNotFound)?;
    let missing = || StoreError::Inconsistent(format!("match {match_id} is at a venue that is not there"));
    let venue = catalogue.venue(info.venue_id).await?.ok_or_else(missing)?;
    Ok((info, venue))
}
