//! The log of requests, each with its id, on `debug`: what was wrong with one that failed is told where that was found out,
//! and how many they are is measured. Only a 500 is told in any case, as it should not be. Where traces are collected, a request is a span of the trace that its `traceparent`
//! names, or begins one.

use crate::{metrics::Route, telemetry};
use axum::extract::{MatchedPath, Request};
use http::Response;
use jari_core::failures;
use std::time::Duration;
use tower_http::{
    classify::{ServerErrorsAsFailures, SharedClassifier},
    trace::TraceLayer,
};
use tracing::{Span, field::Empty};

type MakeSpan = fn(&Request) -> Span;
type OnResponse<B> = fn(&Response<B>, Duration, &Span);
type Layer<B> = TraceLayer<SharedClassifier<ServerErrorsAsFailures>, MakeSpan, (), OnResponse<B>, (), (), ()>;

/// Logs requests.
pub(super) fn layer<B>() -> Layer<B> {
    TraceLayer::new_for_http()
        .make_span_with(span as MakeSpan)
        .on_request(())
        .on_response(answered as OnResponse<B>)
        .on_body_chunk(())
        .on_eos(())
        .on_failure(())
}

fn span(request: &Request) -> Span {
    let id = request.headers().get("x-request-id").and_then(|value| value.to_str().ok()).unwrap_or("-");
    let (method, path) = (request.method(), request.uri().path());
    let span = tracing::info_span!("request", %method, path, id, otel.kind = Empty, otel.name = Empty);
    let name = || {
        let route = Route(request.extensions().get::<MatchedPath>().cloned());
        format!("{method} {}", route.as_str())
    };
    telemetry::adopt(&span, name, request.headers());
    span
}

/// What came of a request.
#[derive(Debug, thiserror::Error)]
#[error("it was answered {0}")]
struct Answered(u16);

fn answered<B>(response: &Response<B>, took: Duration, span: &Span) {
    let status = response.status().as_u16();
    telemetry::answered(span, status);
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if status == 500 {
        failures::error("a request met a fault of ours", &Answered(status));
    }
    tracing::debug!(status, millis, "answered");
}
