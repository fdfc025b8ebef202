//! The page that is a part of the wasm by itself. It is loaded when it is shown for the first time, so that whoever reads the list of
//! matches does not load it. Without the feature `split`, as while one develops, it is in the wasm with all else.

use super::r#match::Venue;
use crate::{
    erase::{Erase, Erased},
    page_data::MatchPage,
};
use leptos::prelude::*;
#[cfg(all(feature = "split", feature = "hydrate"))]
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// A part of the wasm could not be loaded.
pub(super) struct Missing;

#[cfg(all(feature = "split", feature = "hydrate"))]
impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// What a part answers once it is there.
#[cfg(all(feature = "split", feature = "hydrate"))]
macro_rules! answer {
    ($call:expr) => {
        $call.await
    };
}

#[cfg(not(all(feature = "split", feature = "hydrate")))]
macro_rules! answer {
    ($call:expr) => {
        $call
    };
}

/// The part that the page at an address needs. The map takes the place of a block's page.
#[cfg(any(feature = "ssr", feature = "split"))]
pub(crate) fn part_of(path: &str) -> Option<&'static str> {
    let mut parts = crate::language::without_language(path).trim_matches('/').split('/');
    match (parts.next()?, parts.next(), parts.next()) {
        ("matches", Some(_), None | Some("blocks")) => Some("venue"),
        _ => None,
    }
}

/// Loads the part that the page needs which the browser is at, before it is taken over: what the server has rendered is taken over all at
/// once. Answers whether it is there.
#[cfg(feature = "hydrate")]
pub async fn load_part_of_the_page() -> bool {
    #[cfg(feature = "split")]
    {
        let path = location().pathname().unwrap_or_default();
        let loaded = match part_of(&path) {
            Some("venue") => load_venue().await,
            _ => Ok(()),
        };
        loaded.is_ok()
    }
    #[cfg(not(feature = "split"))]
    true
}

pub(super) async fn venue(page: MatchPage) -> Result<Erased, Missing> {
    answer!(venue_part(page))
}

#[cfg_attr(
    all(feature = "split", feature = "hydrate"),
    wasm_split(venue, wasm_split_path = ::leptos::wasm_split, preload(load_venue), fallible)
)]
fn venue_part(page: MatchPage) -> Result<Erased, Missing> {
    Ok(view! { <Venue page/> }.erase())
}
