//! Work that is carried through once it has begun, whoever has asked for it.
#![cfg(feature = "ssr")]

use std::{
    pin::Pin,
    task::{Context, Poll},
};
use tokio::runtime::Handle;

/// Work that goes on in a task of its own when whoever waits for it leaves. As long as he waits it needs none, which would wake
/// another thread for each request.
pub(super) struct CarriedThrough<F: Future<Output: Send> + Send + 'static> {
    /// There until it has ended. It is bounded by itself.
    work: Option<Pin<Box<F>>>,
}

impl<F: Future<Output: Send> + Send + 'static> CarriedThrough<F> {
    pub(super) fn new(work: F) -> Self {
        Self { work: Some(Box::pin(work)) }
    }
}

impl<F: Future<Output: Send> + Send + 'static> Future for CarriedThrough<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // Work that has panicked is not gone on with.
        let Some(mut work) = self.work.take() else { return Poll::Pending };
        let polled = work.as_mut().poll(cx);
        if polled.is_pending() {
            self.work = Some(work);
        }
        polled
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for CarriedThrough<F> {
    fn drop(&mut self) {
        // Without a runtime the process is about to end.
        if let (Some(work), Ok(runtime)) = (self.work.take(), Handle::try_current()) {
            runtime.spawn(work);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future::poll_fn, sync::Arc};
    use tokio::sync::{Notify, oneshot};

    #[tokio::test]
    async fn whoever_waits_gets_what_came_of_it() {
        assert_eq!(CarriedThrough::new(async { 7 }).await, 7);
    }

    #[tokio::test]
    async fn it_goes_on_when_whoever_waited_leaves_before_or_after_it_has_begun() {
        for begins in [false, true] {
            let go_on = Arc::new(Notify::new());
            let (done, is_done) = oneshot::channel();
            let work = {
                let go_on = Arc::clone(&go_on);
                async move {
                    go_on.notified().await;
                    let _ = done.send(());
                }
            };
            let mut work = Box::pin(CarriedThrough::new(work));
            if begins {
                assert!(poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx).is_pending())).await);
            }
            drop(work);
            go_on.notify_one();
            is_done.await.expect("it goes on");
        }
    }

    #[tokio::test]
    async fn a_panic_goes_to_whoever_waits() {
        let waits = tokio::spawn(CarriedThrough::new(async { panic!("a fault") }));
        assert!(waits.await.is_err_and(|error| error.is_panic()));
    }
}
