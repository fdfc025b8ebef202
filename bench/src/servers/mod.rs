//! Servers that the benchmark starts for itself; each is gone, with its folder, when its value is dropped.

mod floor;
mod folder;
mod nginx;
mod postgres;
mod process;
mod redis;

pub use floor::{Floor, serve as serve_floor};
pub use folder::new_folder;
pub use nginx::Nginx;
pub use postgres::PostgresServer;
pub use process::{Process, command, find_program};
pub use redis::RedisServer;
