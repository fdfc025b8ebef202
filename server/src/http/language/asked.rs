//! The language of the messages in answers to a request.
//!
//! An error is made where there is no request to be seen, and becomes an answer there. So the language is kept beside the
//! request for as long as it is being answered, and whatever makes an answer asks for it. It is kept by the task, as a layer
//! that looks at each answer afterwards would find some of them compressed.

use super::accept::accepted;
use axum::extract::Request;
use http::HeaderMap;
use jari_core::domain::Language;
use std::task::{Context, Poll};
use tokio::task::futures::TaskLocalFuture;
use tower::{Layer, Service};

tokio::task_local! {
    /// What the request that is being answered asks for.
    static ASKED: Language;
}

/// The language that the request that is being answered asks for; the default where there is none.
pub(in crate::http) fn asked() -> Language {
    ASKED.try_with(|asked| *asked).unwrap_or_default()
}

/// Makes an answer to a request with these headers that comes to no route.
pub(in crate::http) fn answering<T>(headers: &HeaderMap, answer: impl FnOnce() -> T) -> T {
    ASKED.sync_scope(accepted(headers), answer)
}

/// Keeps the language of each request while it is answered. It is no function of axum's, as those put each request into a
/// box, which costs as much as a small answer.
#[derive(Clone, Copy)]
pub(in crate::http) struct KeepAsked;

impl<S> Layer<S> for KeepAsked {
    type Service = Keeping<S>;

    fn layer(&self, inner: S) -> Keeping<S> {
        Keeping { inner }
    }
}

/// What stands behind it.
#[derive(Clone)]
pub(in crate::http) struct Keeping<S> {
    inner: S,
}

impl<S: Service<Request>> Service<Request> for Keeping<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = TaskLocalFuture<Language, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let asked = accepted(request.headers());
        ASKED.scope(asked, self.inner.call(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header;
    use std::convert::Infallible;
    use tower::{ServiceExt, service_fn};

    #[tokio::test]
    async fn each_request_is_answered_in_its_own_language() {
        let service = KeepAsked.layer(service_fn(|_: Request| async {
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(asked())
        }));
        let ask = |accepted: &'static str| {
            let request = Request::builder().header(header::ACCEPT_LANGUAGE, accepted);
            service.clone().oneshot(request.body(axum::body::Body::empty()).unwrap())
        };
        let answers = tokio::join!(ask("en"), ask("ko"), ask(""), ask("en-GB"));
        assert_eq!(answers, (Ok(Language::En), Ok(Language::Ko), Ok(Language::Ko), Ok(Language::En)));
        assert_eq!(asked(), Language::Ko, "and nothing is left behind");
    }
}
