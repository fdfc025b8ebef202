//! What somebody has set, and nothing reads.

use super::{Findings, Given};
use crate::config::{AllocationBackend, Config, GatewayName};

const OF_REDIS: [&str; 4] =
    ["REDIS_URL", "JARI_INSTANCE_ID", "JARI_REDIS_TIMEOUT_MS", "JARI_REDIS_STREAM_MAXLEN"];

pub(super) fn check(config: &Config, given: &Given, found: &mut Findings) {
    let is_sqlite = !config.database.is_shared();
    let unused: [(bool, &[&str], &str); 10] = [
        (
            config.backend == AllocationBackend::Rdb,
            &OF_REDIS,
            "ALLOCATION_BACKEND is rdb, so that Redis is not used",
        ),
        (
            is_sqlite,
            &["JARI_DATABASE_NOTIFY", "JARI_DATABASE_WRITERS"],
            "DATABASE_URL is an SQLite file, which one connection writes to and which tells nobody",
        ),
        (
            config.webhook.webhook_url.is_none(),
            &["JARI_WEBHOOK_SECRET", "JARI_WEBHOOK_TIMEOUT_SECS"],
            "there is no JARI_WEBHOOK_URL, so that nobody is told of sales",
        ),
        (
            config.mail.smtp_url.is_none(),
            &["JARI_MAIL_FROM", "JARI_SMTP_TIMEOUT_SECS"],
            "there is no JARI_SMTP_URL, so that nobody is written to",
        ),
        (
            config.gateway.stripe_secret_key.is_none(),
            &["JARI_STRIPE_WEBHOOK_SECRET", "JARI_STRIPE_URL"],
            "there is no JARI_STRIPE_SECRET_KEY, so that Stripe is not asked",
        ),
        (
            config.gateway.toss_secret_key.is_none(),
            &["JARI_TOSS_URL"],
            "there is no JARI_TOSS_SECRET_KEY, so that Toss Payments is not asked",
        ),
        (
            config.gateway.gateway != GatewayName::Sandbox,
            &["JARI_SANDBOX_URL"],
            "JARI_GATEWAY is not sandbox, so that there is no play money",
        ),
        (config.tls.tls_cert.is_none(), &["JARI_TLS_RENEW_SECS"], "there is no JARI_TLS_CERT to be renewed"),
        (
            config.rates.change_rate_per_session == 0,
            &["JARI_CHANGE_BURST_PER_SESSION"],
            "JARI_CHANGE_RATE_PER_SESSION is 0, so that there is no limit",
        ),
        (
            config.rates.change_rate_per_address == 0,
            &["JARI_CHANGE_BURST_PER_ADDRESS"],
            "JARI_CHANGE_RATE_PER_ADDRESS is 0, so that there is no limit",
        ),
    ];
    for (_, names, why) in unused.iter().filter(|(is_unused, ..)| *is_unused) {
        let set: Vec<&str> = names.iter().copied().filter(|name| given.has(name)).collect();
        if !set.is_empty() {
            found.warn(format!("nothing reads {}: {why}", set.join(", ")));
        }
    }
}
