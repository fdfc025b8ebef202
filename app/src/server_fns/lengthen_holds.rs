use crate::{codec::Compact, error::ApiError};
use jari_core::domain::MatchId;
use leptos::{prelude::*, server_fn::codec::Post};

/// Lets all that whoever asks has on hold in a match last longer. The list of it tells how long.
///
/// # Errors
/// The code of a [`jari_core::domain::Refusal`], `STORE_UNAVAILABLE` when the store cannot answer, or why no change is let in.
#[server(prefix = "/fn", endpoint = "lengthen_holds", output = Post<Compact>)]
pub async fn lengthen_holds(match_id: MatchId) -> Result<(), ApiError> {
    use super::context::{admitted, services};
    let cart = admitted()?;
    let services = services()?;
    services.change(move |allocation| async move { allocation.lengthen(match_id, &cart).await }).await?;
    Ok(())
}
