//! The rows of a statement, and a note of how it ended.

use super::health::Health;
use futures_util::{Stream, StreamExt, stream::BoxStream};
use sqlx::Error;
use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

/// A statement's rows, on their way.
pub(super) struct Watched<'e, T> {
    rows: BoxStream<'e, Result<T, Error>>,
    health: &'e mut Health,
}

impl<'e, T> Watched<'e, T> {
    pub(super) const fn new(rows: BoxStream<'e, Result<T, Error>>, health: &'e mut Health) -> Self {
        Self { rows, health }
    }
}

impl<T> Stream for Watched<'_, T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.rows.poll_next_unpin(cx));
        match &next {
            Some(Ok(_)) => {}
            Some(Err(_)) => *self.health = Health::Failed,
            None if *self.health == Health::Busy => *self.health = Health::Well,
            None => {}
        }
        Poll::Ready(next)
    }
}
