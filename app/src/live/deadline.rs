//! Waiting that has an end: for an answer that may never come, and between two attempts.

use crate::error::ApiError;
use std::time::Duration;

/// How long an answer is waited for. The server itself gives up far earlier, so that what takes longer is a network that
/// swallows what it is given.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Waits for an answer no longer than [`ANSWER_WITHIN`]; what comes later is not listened to any more.
///
/// # Errors
/// The answer's own, or `NO_ANSWER`.
pub async fn within_deadline<T>(answer: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    browser::within(ANSWER_WITHIN, answer).await
}

pub(crate) use browser::pause;
pub(super) use browser::random;

#[cfg(feature = "hydrate")]
mod browser {
    use super::*;
    use crate::error_code::ErrorCode;
    use futures_util::task::AtomicWaker;
    use leptos::prelude::set_timeout;
    use std::{
        future::poll_fn,
        pin::pin,
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering},
        },
        task::Poll,
    };

    #[derive(Default)]
    struct Bell {
        has_rung: AtomicBool,
        waker: AtomicWaker,
    }

    /// Waits so long. In a tab that is not looked at it may be somewhat longer.
    pub(crate) fn pause(duration: Duration) -> impl Future<Output = ()> + Send {
        let bell = Arc::new(Bell::default());
        let ringing = Arc::clone(&bell);
        set_timeout(
            move || {
                ringing.has_rung.store(true, Ordering::Relaxed);
                ringing.waker.wake();
            },
            duration,
        );
        poll_fn(move |context| {
            bell.waker.register(context.waker());
            if bell.has_rung.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
        })
    }

    /// Dropping the request aborts it.
    pub(super) async fn within<T>(
        duration: Duration,
        answer: impl Future<Output = Result<T, ApiError>>,
    ) -> Result<T, ApiError> {
        let (mut answer, mut end) = (pin!(answer), pin!(pause(duration)));
        poll_fn(|context| match answer.as_mut().poll(context) {
            Poll::Ready(answer) => Poll::Ready(answer),
            Poll::Pending => end.as_mut().poll(context).map(|()| Err(ApiError::new(ErrorCode::NoAnswer))),
        })
        .await
    }

    /// A number in 0..1.
    pub(in crate::live) fn random() -> f64 {
        js_sys::Math::random()
    }
}

/// On the server nothing is asked over a network, and what a page waits for has its own end.
#[cfg(not(feature = "hydrate"))]
mod browser {
    use super::*;

    pub(crate) fn pause(_duration: Duration) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }

    pub(super) async fn within<T>(
        _duration: Duration,
        answer: impl Future<Output = Result<T, ApiError>>,
    ) -> Result<T, ApiError> {
        answer.await
    }

    pub(in crate::live) const fn random() -> f64 {
        0.0
    }
}
