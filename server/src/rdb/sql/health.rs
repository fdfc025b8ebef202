//! What is known of a connection.

use crate::rdb::backoff::Backoff;
use sqlx::Error;
use std::{io, time::Duration};

/// What is known of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    /// All that it was asked has ended well.
    Well,
    /// It is at something. Who lets go of it now has given up waiting.
    Busy,
    /// Something has failed.
    Failed,
}

impl Health {
    /// What it was asked has ended.
    pub(super) const fn ended<T>(&mut self, done: &Result<T, Error>) {
        *self = if done.is_ok() { Self::Well } else { Self::Failed };
    }
}

/// What holds for every connection of a pool.
#[derive(Debug)]
pub(in crate::rdb) struct Bounds {
    pub(super) backoff: Backoff,
    /// How long a connection may take to be tidied up or closed.
    pub(super) wait: Duration,
}

/// The database did not answer in time.
pub(super) fn late() -> Error {
    Error::Io(io::ErrorKind::TimedOut.into())
}
