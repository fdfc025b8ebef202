//! The pages, one a file.

mod block;
mod loaded;
mod r#match;
mod matches;
mod not_found;
mod routes;

pub use not_found::NotFound;
pub use routes::{Block, Match, Matches};

#[cfg(all(test, feature = "ssr"))]
mod tests;
