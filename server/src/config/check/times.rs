//! What must be shorter than what.

use super::Findings;
use crate::config::{AllocationBackend, Config};

/// Proxies close a stream on which they have heard nothing for a minute (nginx's `proxy_read_timeout`, AWS' and Google's
/// load balancers, many a home's router), and a sign of life may be some seconds late.
const LONGEST_HEARTBEAT_SECS: u64 = 45;

/// For how long our `deploy/nginx.conf` keeps a connection to an instance without a request.
const PROXY_KEEPALIVE_SECS: u64 = 20;

/// In less time hardly anybody finds a card.
const LEAST_TO_PAY_SECS: u32 = 60;

pub(super) fn check(config: &Config, found: &mut Findings) {
    let (stream, http) = (&config.stream, &config.http);
    let on_redis = config.backend == AllocationBackend::Redis;
    let hold_millis = u64::from(config.allocation.hold_ttl_secs) * 1_000;
    let hold_secs = config.allocation.hold_ttl_secs;

    if stream.heartbeat_secs > LONGEST_HEARTBEAT_SECS {
        found.warn(format!(
            "JARI_HEARTBEAT_SECS is {}: most proxies close a stream that is silent for 60 s, and a viewer whose stream has \
             died learns of it that much later",
            stream.heartbeat_secs
        ));
    }

    let pay_secs = config.orders.pay_ttl_secs;
    if pay_secs < LEAST_TO_PAY_SECS {
        found.warn(format!(
            "JARI_PAY_TTL_SECS is {pay_secs}: hardly anybody pays in so short a time, and some gateways' pages are open for longer"
        ));
    }

    let polled = !on_redis;
    if polled && stream.poll_interval_ms > hold_millis {
        found.refuse(format!(
            "JARI_POLL_INTERVAL_MS is {} and JARI_HOLD_TTL_SECS {hold_secs}: a hold would be over before another \
             process's viewers see it",
            stream.poll_interval_ms
        ));
    }
    let is_told = config.database.is_shared() && config.database.notify;
    if polled && !is_told && stream.poll_interval_ms > stream.heartbeat_secs * 1_000 {
        found.warn(format!(
            "JARI_POLL_INTERVAL_MS is {} and JARI_HEARTBEAT_SECS {}: viewers are told that all is up to date more often \
             than it is looked at",
            stream.poll_interval_ms, stream.heartbeat_secs
        ));
    }

    let database = ("JARI_DATABASE_TIMEOUT_MS", config.database.timeout_ms);
    let redis = on_redis.then_some(("JARI_REDIS_TIMEOUT_MS", config.redis.timeout_ms));
    for (name, millis) in [Some(database), redis].into_iter().flatten() {
        if millis >= hold_millis {
            found.warn(format!(
                "{name} is {millis} and JARI_HOLD_TTL_SECS {hold_secs}: a hold may be over when its buyer is told of it"
            ));
        }
        if millis > http.shutdown_secs.saturating_mul(1_000) {
            found.warn(format!(
                "{name} is {millis} and JARI_SHUTDOWN_SECS {}: a shutdown cuts off requests that still wait",
                http.shutdown_secs
            ));
        }
    }
    if !config.connections.trusted_proxies.is_empty() && http.head_timeout_secs <= PROXY_KEEPALIVE_SECS {
        found.warn(format!(
            "JARI_HEAD_TIMEOUT_SECS is {}, and a proxy of JARI_TRUSTED_PROXIES may keep an idle connection for longer \
             (deploy/nginx.conf: {PROXY_KEEPALIVE_SECS} s): what it sends on one that is just being closed gets no answer",
            http.head_timeout_secs
        ));
    }
}
