//! Where the engine learns of changes from: a poller that asks a database, hints that instances over one database give each
//! other, or a follower of a store that tells by itself.

mod follower;
mod peers;
mod poller;

pub use follower::Follower;
pub use peers::PassHints;
pub use poller::Poller;
