use crate::{codec::Compact, error::ApiError, page_data::BestTaken};
use jari_core::domain::MatchId;
use leptos::{prelude::*, server_fn::codec::Post};

/// The largest group that is looked for on the page.
pub const MAX_GROUP: u32 = 20;

/// Puts the best seats together on hold that there are for a group, instead of those that it was given before if any are named, with
/// commas between them. It is a form that works without scripts, so that what is not filled in is empty, and it leads to the
/// seats.
///
/// # Errors
/// The code of a [`jari_core::domain::Refusal`], `STORE_UNAVAILABLE` when the store cannot answer, or why no change is let in.
#[server(prefix = "/fn", endpoint = "hold_best", output = Post<Compact>)]
pub async fn hold_best(
    match_id: MatchId,
    count: u32,
    #[server(default)] max_price: String,
    #[server(default)] accessible: String,
    #[server(default)] instead_of: String,
) -> Result<BestTaken, ApiError> {
    use super::context::{NextPage, admitted_for, services};
    use crate::error_code::ErrorCode;
    use jari_core::domain::{SeatId, best_available::Wish};
    let invalid = |_| ApiError::new(ErrorCode::InvalidBody);
    let max_price = Some(&*max_price).filter(|price| !price.is_empty()).map(str::parse).transpose();
    let max_price: Option<i64> = max_price.map_err(|error: std::num::ParseIntError| invalid(error))?;
    let before = instead_of.split(',').filter(|seat| !seat.is_empty()).map(str::parse::<SeatId>);
    let before: Vec<SeatId> =
        before.collect::<Result<_, _>>().map_err(|_| ApiError::new(ErrorCode::InvalidBody))?;
    if count == 0 || count > MAX_GROUP || before.len() > MAX_GROUP as usize {
        return Err(ApiError::new(ErrorCode::InvalidBody));
    }
    let cart = admitted_for(count as usize)?;
    let services = services()?;
    let accessible = !accessible.is_empty();
    let wish = Wish { count: count as usize, categories: None, min_price: None, max_price, accessible };
    let best = services.best_available.clone();
    let hold =
        services.change(move |_| async move { best.hold_instead(match_id, &wish, &before, &cart).await });
    let given = hold.await?;
    let Some(first) = given.held.first() else { return Err(ApiError::new(ErrorCode::Internal)) };
    let taken = BestTaken {
        block_id: first.block_id,
        seats: given.held.iter().map(|held| held.seat_id).collect(),
        is_side_by_side: given.is_side_by_side,
    };
    if let Some(next) = use_context::<NextPage>() {
        next.is_block(match_id, taken.block_id);
    }
    Ok(taken)
}
