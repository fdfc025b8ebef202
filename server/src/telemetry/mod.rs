//! The log and the traces.
//!
//! The log goes to standard error. Traces are sent over OTLP (HTTP, protobuf) when `OTEL_EXPORTER_OTLP_ENDPOINT` says
//! where to; what else OpenTelemetry's variables set (name, sampling, headers, batches) is read by its own library.

mod otlp;

use jari_core::failures::Chain;
use opentelemetry::{propagation::TextMapPropagator, trace::TracerProvider};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_otlp::{SpanExporter, WithHttpConfig};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use std::{
    env,
    io::{self, IsTerminal},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};
use tracing::{Level, Metadata, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{
    EnvFilter, Layer, filter::FilterFn, layer::SubscriberExt, registry::LookupSpan, util::SubscriberInitExt,
};

/// Where traces are sent.
const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// The longest that the end waits until the last spans have been sent.
const LAST_SPANS: Duration = Duration::from_secs(3);

/// Whether traces are collected.
static TRACED: AtomicBool = AtomicBool::new(false);

/// Why there can be no traces.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The collector would be reached over TLS, or over something else that is not HTTP.
    #[error(
        "{ENDPOINT} must begin with http://: a collector elsewhere is reached through one on this machine"
    )]
    NotHttp,
    /// The variables cannot be read.
    #[error("cannot send traces: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
}

/// What is collected. It must be told when it ends, or the last spans are lost.
#[derive(Debug)]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

/// Begins to log, and to collect traces if they are asked for. Once in a process, and in a runtime.
///
/// # Errors
/// A [`TelemetryError`] that says what to mend.
pub fn begin() -> Result<Telemetry, TelemetryError> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt::layer()
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .with_filter(filter);
    let traces = provider()?;
    TRACED.store(traces.is_some(), Relaxed);
    tracing_subscriber::registry().with(log).with(traces.as_ref().map(layer)).init();
    Ok(Telemetry { traces })
}

impl Telemetry {
    /// Sends what has not been sent yet, for a bounded time.
    pub async fn end(self) {
        let Some(traces) = self.traces else { return };
        // It waits for the sender's thread, and so must not hold up this one.
        let ended = tokio::task::spawn_blocking(move || traces.shutdown_with_timeout(LAST_SPANS)).await;
        if let Ok(Err(error)) = ended {
            tracing::warn!(error = %Chain(&error), "the last spans may be lost");
        }
    }
}

/// Names a request's span for the traces, and puts it under the caller's if the request says which that is.
pub fn adopt(span: &Span, name: impl FnOnce() -> String, headers: &http::HeaderMap) {
    if !TRACED.load(Relaxed) {
        return;
    }
    span.record("otel.name", name());
    span.record("otel.kind", "server");
    if headers.contains_key("traceparent") {
        let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
        // It fails only for a span that nobody collects.
        let _ = span.set_parent(parent);
    }
}

/// Notes in a span's trace what came of it.
pub fn answered(span: &Span, status: u16) {
    if TRACED.load(Relaxed) {
        span.set_attribute("http.response.status_code", i64::from(status));
        if status >= 500 {
            span.set_status(opentelemetry::trace::Status::error(""));
        }
    }
}

fn provider() -> Result<Option<SdkTracerProvider>, TelemetryError> {
    let endpoint = env::var(ENDPOINT).unwrap_or_default();
    if endpoint.is_empty() {
        return Ok(None);
    }
    if !endpoint.starts_with("http://") {
        return Err(TelemetryError::NotHttp);
    }
    let exporter = SpanExporter::builder().with_http().with_http_client(otlp::Client::default()).build()?;
    let mut resource = Resource::builder();
    if env::var_os("OTEL_SERVICE_NAME").is_none() {
        resource = resource.with_service_name("jari");
    }
    Ok(Some(
        SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource.build()).build(),
    ))
}

fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(traces: &SdkTracerProvider) -> impl Layer<S> + use<S> {
    tracing_opentelemetry::layer()
        .with_tracer(traces.tracer("jari"))
        .with_location(false)
        .with_threads(false)
        .with_filter(FilterFn::new(is_traced).with_max_level_hint(Level::DEBUG))
}

/// Our own spans, and what goes wrong in them.
fn is_traced(metadata: &Metadata<'_>) -> bool {
    let ours = |krate: &str| metadata.target().split("::").next() == Some(krate);
    (ours("server") || ours("app") || ours("jari_core"))
        && (metadata.is_span() || *metadata.level() <= Level::WARN)
}
