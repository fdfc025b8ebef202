//! The pages, one a file.

mod block;
mod loaded;
mod r#match;
mod matches;
mod not_found;

pub use block::Block;
pub use r#match::Match;
pub use matches::Matches;
pub use not_found::NotFound;

#[cfg(all(test, feature = "ssr"))]
mod tests;
