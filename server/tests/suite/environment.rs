//! The tests depend on nothing that whoever runs them has set, or has running: a newcomer's Jari at the usual port, say.

use crate::support::{command, servers::until};
use std::{env, fs::File, io::Read, net::TcpListener, time::Duration};

/// Nonsense for whatever reads it.
const SET: &[(&str, &str)] = &[
    ("ALLOCATION_BACKEND", "nonsense"),
    ("DATABASE_URL", "mysql://nonsense"),
    ("HTTPS_PROXY", "http://127.0.0.1:9"),
    ("HTTP_PROXY", "http://127.0.0.1:9"),
    ("ALL_PROXY", "http://127.0.0.1:9"),
    ("http_proxy", "http://127.0.0.1:9"),
    ("JARI_CHANGE_RATE_PER_SESSION", "1"),
    ("JARI_DATABASE_TIMEOUT_MS", "nonsense"),
    ("JARI_HOLD_MAX_SECS", "1"),
    ("JARI_HOLD_TTL_SECS", "1"),
    ("JARI_INSTANCE_ID", "NONSENSE"),
    ("JARI_MAX_CONNECTIONS", "1"),
    ("JARI_MAX_HOLDS", "1"),
    ("JARI_MAX_STREAMS", "nonsense"),
    ("JARI_METRICS_ADDR", "127.0.0.1:3000"),
    ("JARI_NONSENSE", "nonsense"),
    ("JARI_POLL_INTERVAL_MS", "3600000"),
    ("JARI_SECRET", "short"),
    ("JARI_SECURE_COOKIES", "true"),
    ("JARI_TLS_CERT", "/nonsense"),
    ("JARI_TRUSTED_PROXIES", "0.0.0.0/0"),
    ("LC_ALL", "nonsense"),
    ("LEPTOS_OUTPUT_NAME", "nonsense"),
    ("LEPTOS_SITE_ADDR", "127.0.0.1:3000"),
    ("LEPTOS_SITE_ROOT", "/nonsense"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense"),
    ("OTEL_SDK_DISABLED", "nonsense"),
    ("PGDATA", "/nonsense"),
    ("PGDATABASE", "nonsense"),
    ("PGHOST", "/nonsense"),
    ("PGPASSWORD", "nonsense"),
    ("PGPORT", "5432"),
    ("PGUSER", "nonsense"),
    ("REDIS_URL", "nonsense"),
    ("REDISCLI_AUTH", "nonsense"),
    ("RUST_LOG", "off"),
    ("SSL_CERT_FILE", "/nonsense"),
];

/// Tests that stand for all: of the binary and of a server in the tests' own process, over each store, asked by each kind of
/// client.
const TRIED: [&str; 7] = [
    "commands::sales::",
    "http::allocation::",
    "http::session::",
    "observed::metrics::",
    "sqlite::catalogue::matches_tell_their_seats",
    "postgres::catalogue::matches_tell_their_seats",
    "redis_sqlite::catalogue::matches_tell_their_seats",
];

/// How long they may take: a busy machine is slow, and one that hangs must not be waited for.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn whoever_runs_the_tests_may_have_set_and_started_anything() {
    // Where somebody has these ports already, that is as good.
    let _taken = [3000, 5432, 6379].map(|port| TcpListener::bind(("127.0.0.1", port)));
    // A file, as a server that the tests leave behind by mistake would keep a pipe open for ever.
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut again = command(env::current_exe().unwrap());
    again.args(TRIED).envs(SET.iter().copied()).stdout(File::create(&log).unwrap());
    let mut again = again.spawn().unwrap();
    let status = until(PATIENCE, || again.try_wait().unwrap());
    if status.is_none() {
        again.kill().unwrap();
        again.wait().unwrap();
    }
    let mut text = String::new();
    File::open(&log).unwrap().read_to_string(&mut text).unwrap();
    assert!(status.is_some_and(|status| status.success()), "{status:?}: {text}");
    for tried in TRIED {
        assert!(text.contains(tried), "{tried} has been tried: {text}");
    }
}
