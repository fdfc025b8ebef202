use std::net::SocketAddr;

/// What operators see.
///
/// Traces have no setting of ours: they are sent where OpenTelemetry's own variables say, such as
/// `OTEL_EXPORTER_OTLP_ENDPOINT`, and are off without it.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Telemetry")]
pub struct TelemetryConfig {
    /// Address and port at which `GET /metrics` answers, in the text format of Prometheus; without it nothing does. It
    /// is another one than buyers use, as how much is sold and watched is nobody's business but the operator's, and
    /// whoever can reach it may read it: keep it inside.
    #[arg(long, env = "JARI_METRICS_ADDR", value_name = "ADDR", global = true)]
    pub metrics_addr: Option<SocketAddr>,
}
