//! The rows of a statement, and a note of how it ended.

use super::health::{Health, late};
use futures_util::{Stream, StreamExt, stream::BoxStream};
use sqlx::Error;
use std::{
    pin::Pin,
    task::{Context, Poll},
};
use tokio::time::{Instant, Sleep, sleep_until};

/// A statement's rows, on their way.
pub(super) struct Watched<'e, T> {
    rows: BoxStream<'e, Result<T, Error>>,
    health: &'e mut Health,
    /// Ends when they have been waited for long enough.
    patience: Option<Pin<Box<Sleep>>>,
}

impl<'e, T> Watched<'e, T> {
    pub(super) fn new(
        rows: BoxStream<'e, Result<T, Error>>,
        health: &'e mut Health,
        deadline: Option<Instant>,
    ) -> Self {
        Self { rows, health, patience: deadline.map(|at| Box::pin(sleep_until(at))) }
    }
}

impl<T> Stream for Watched<'_, T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Poll::Ready(next) = self.rows.poll_next_unpin(cx) else {
            let is_late = self.patience.as_mut().is_some_and(|sleep| sleep.as_mut().poll(cx).is_ready());
            // It goes on, and what comes of it nobody knows.
            return if is_late { Poll::Ready(Some(Err(late()))) } else { Poll::Pending };
        };
        match &next {
            Some(Ok(_)) => {}
            Some(Err(_)) => *self.health = Health::Failed,
            None if *self.health == Health::Busy => *self.health = Health::Well,
            None => {}
        }
        Poll::Ready(next)
    }
}
