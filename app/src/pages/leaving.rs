//! From the page of a block to the map with that block in its middle.
//!
//! The page of a block is rendered by the server alone, for whoever has no JavaScript, and for as long as the program is on its way. With
//! it the map takes the page's place, so that nothing of the page has to come to life.

#[cfg(feature = "hydrate")]
use crate::language::{block_of_path, language_of, path_to_block};

/// What the page of a block is known by; a page that says why there is none has no such element.
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub(super) const BLOCK_ID: &str = "block";

/// Leaves the page of a block, to which no way back leads then. Answers whether this is the address of one: what stands there is not for
/// taking over.
#[cfg(feature = "hydrate")]
pub fn leave_page_of_block() -> bool {
    use leptos::prelude::{document, location};
    let location = location();
    let path = location.pathname().unwrap_or_default();
    let (Some((match_id, block_id)), Some(language)) = (block_of_path(&path), language_of(&path)) else {
        return false;
    };
    if document().get_element_by_id(BLOCK_ID).is_some() {
        let query = location.search().unwrap_or_default();
        // Whether it leads anywhere is the browser's affair: the page stays what it is.
        let _ = location.replace(&path_to_block(language, match_id, block_id, &query));
    }
    true
}
