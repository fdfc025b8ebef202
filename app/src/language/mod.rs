//! The language of the page that is open, and the addresses of pages in it.
//!
//! An address says its language in its first part. A page stays in it for as long as it is open: to another leads a plain link,
//! and the browser loads the page anew. So the language is no signal; a component asks for it once, and what it makes takes it
//! along.

mod address;
mod page;
mod written;

#[cfg(feature = "ssr")]
pub(crate) use address::path_of_find;
pub use address::{block_of_path, in_language, language_of, path_to_block, without_language};
pub(crate) use address::{path_of_block, path_of_match, path_of_matches, path_of_orders};
pub(crate) use page::{language, provide_language};
pub(crate) use written::WrittenQuery;
