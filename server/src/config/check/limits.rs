//! How many of what, and where.

use super::Findings;
use crate::config::{AllocationBackend, Config, GatewayName};

/// Files that a process has open besides its connections and those to its stores: what it listens on and writes to, what
/// its threads wait with, and some for what comes and goes.
const OTHER_FILES: u64 = 64;

pub(super) fn check(config: &Config, open_files: Option<u64>, found: &mut Findings) {
    streams(config, found);
    one_client(config, found);
    files(config, open_files, found);
    addresses(config, found);
    cookies(config, found);
    way_back(config, found);
}

fn streams(config: &Config, found: &mut Findings) {
    let (streams, connections) = (config.stream.max_streams, config.connections.max_connections);
    if streams == 0 {
        found.refuse("JARI_MAX_STREAMS is 0, which would refuse every stream: no map would be live");
    }
    // Over HTTP/2 a connection carries many streams.
    if !has_tls(config) && connections != 0 && streams >= connections {
        found.warn(format!(
            "JARI_MAX_STREAMS is {streams} and JARI_MAX_CONNECTIONS {connections}: each stream is a connection, so that \
             streams can take all of them, and nobody else gets a page. Leave a tenth to pages"
        ));
    }
}

/// What one client may have, beside what all may have.
fn one_client(config: &Config, found: &mut Findings) {
    let (stream, connections, rates) = (&config.stream, &config.connections, &config.rates);
    let mut within = |one: (&str, usize), all: (&str, usize), what: &str| {
        if one.1 != 0 && all.1 != 0 && one.1 > all.1 {
            found.warn(format!("{} is {} and {} {}: {what}", one.0, one.1, all.0, all.1));
        }
    };
    let streams_of_one = ("JARI_MAX_STREAMS_PER_ADDRESS", stream.max_streams_per_address);
    let connections_of_one = ("JARI_MAX_CONNECTIONS_PER_ADDRESS", connections.max_connections_per_address);
    within(streams_of_one, ("JARI_MAX_STREAMS", stream.max_streams), "one client can take every stream");
    within(
        connections_of_one,
        ("JARI_MAX_CONNECTIONS", connections.max_connections),
        "one client can take every connection",
    );
    let is_direct = !has_tls(config) && connections.trusted_proxies.is_empty();
    if is_direct {
        within(
            streams_of_one,
            connections_of_one,
            "each stream is a connection, so that a client reaches only the second",
        );
    }
    let as_size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    for (of_session, of_address) in [
        (
            ("JARI_CHANGE_RATE_PER_SESSION", rates.change_rate_per_session),
            ("JARI_CHANGE_RATE_PER_ADDRESS", rates.change_rate_per_address),
        ),
        (
            ("JARI_CHANGE_BURST_PER_SESSION", rates.change_burst_per_session),
            ("JARI_CHANGE_BURST_PER_ADDRESS", rates.change_burst_per_address),
        ),
    ] {
        let is_limited = rates.change_rate_per_session != 0 && rates.change_rate_per_address != 0;
        if is_limited {
            let (session, address) =
                ((of_session.0, as_size(of_session.1)), (of_address.0, as_size(of_address.1)));
            within(session, address, "a session cannot do more than its address, which it shares");
        }
    }
}

fn files(config: &Config, open_files: Option<u64>, found: &mut Findings) {
    let Some(open_files) = open_files else { return };
    let stores = u64::from(config.database.readers) + u64::from(config.database.writers) + 2;
    let redis = if config.backend == AllocationBackend::Redis { 64 } else { 0 };
    let others = OTHER_FILES + stores + redis;
    let most = u64::try_from(config.connections.max_connections).unwrap_or(u64::MAX);
    if most == 0 {
        found.warn(format!(
            "JARI_MAX_CONNECTIONS is 0, so that connections are bounded by the {open_files} files that the process may \
             open, which its stores need as well"
        ));
    } else if most.saturating_add(others) > open_files {
        found.warn(format!(
            "JARI_MAX_CONNECTIONS is {most}, and the process may open {open_files} files (ulimit -n), of which it needs \
             some {others} for itself: the system will refuse what the setting allows. Raise the one or lower the other"
        ));
    }
}

fn addresses(config: &Config, found: &mut Findings) {
    if let Some(metrics) = config.telemetry.metrics_addr {
        let site = config.http.site_addr;
        let overlap =
            metrics.ip() == site.ip() || metrics.ip().is_unspecified() || site.ip().is_unspecified();
        if metrics.port() != 0 && metrics.port() == site.port() && overlap {
            found.refuse(format!(
                "JARI_METRICS_ADDR is {metrics} and LEPTOS_SITE_ADDR {site}: two cannot have one port"
            ));
        }
    }
    if config.http.site_before.as_ref() == Some(&config.http.site_root) {
        found.warn("JARI_SITE_BEFORE is the same folder as LEPTOS_SITE_ROOT, and adds nothing");
    }
}

fn cookies(config: &Config, found: &mut Findings) {
    let is_secure = config.http.secure_cookies || has_tls(config);
    let origins = &config.http.public_origins;
    if config.http.secure_cookies && !has_tls(config) && config.connections.trusted_proxies.is_empty() {
        found.warn(
            "JARI_SECURE_COOKIES is set, which is for a proxy that speaks HTTPS, and JARI_TRUSTED_PROXIES names none: \
             everybody behind that proxy counts as one client",
        );
    }
    if origins.has_scheme("https") && !is_secure {
        found.warn(
            "JARI_PUBLIC_ORIGIN is reached through HTTPS, and JARI_SECURE_COOKIES is not set: browsers send sessions over \
             plain HTTP as well, where others can read them",
        );
    }
    if origins.has_scheme("http") && is_secure {
        found.warn(
            "JARI_PUBLIC_ORIGIN is reached through plain HTTP, where browsers keep no session that is for HTTPS only \
             (JARI_SECURE_COOKIES, JARI_TLS_CERT): nobody can take a seat there",
        );
    }
}

/// Whoever has paid is sent back to an address that a gateway is told.
fn way_back(config: &Config, found: &mut Findings) {
    let is_real = config.gateway.gateway != GatewayName::Sandbox;
    if is_real && config.http.public_origins.first().is_none() {
        found.warn(
            "JARI_GATEWAY takes real money, and JARI_PUBLIC_ORIGIN is not set: buyers come back to whatever name their requests \
             called this server by, which a proxy may not pass on",
        );
    }
}

fn has_tls(config: &Config) -> bool {
    config.tls.tls_cert.is_some()
}
