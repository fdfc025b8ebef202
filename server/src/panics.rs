//! Work that panics fails; nothing else does.

use futures_util::FutureExt;
use jari_core::ports::StoreError;
use std::{any::Any, panic::AssertUnwindSafe};

/// What a panic said.
pub(crate) fn text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

/// The outcome of reading or changing a store, which a panic makes a failure. What is shared by many, or is one of many
/// that are done in turn, must not end with one of them.
pub(crate) async fn caught<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    // Nothing of the work is looked at after it has panicked; what it shares with others is behind locks that outlive it.
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(done) => done,
        Err(panic) => Err(StoreError::Inconsistent(format!("a panic: {}", text(&*panic)))),
    }
}
