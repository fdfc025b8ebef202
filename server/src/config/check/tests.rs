use super::*;
use clap::{Args, FromArgMatches};

/// What is found when these options are given, with as many open files as anybody may want.
fn found(arguments: &[&str]) -> Result<Vec<String>, Contradictions> {
    found_with(arguments, Some(1 << 20))
}

fn found_with(arguments: &[&str], open_files: Option<u64>) -> Result<Vec<String>, Contradictions> {
    let command = Config::augment_args(clap::Command::new("test"));
    // Whoever runs the tests may have set anything.
    let silent = command.clone().mut_args(|setting| setting.env(None::<&str>));
    let matches = silent.get_matches_from([&["test"], arguments].concat());
    Config::from_arg_matches(&matches).unwrap().check(&Given::of(&command, &matches), open_files)
}

#[test]
fn the_defaults_contradict_nothing() {
    assert_eq!(found(&[]), Ok(vec![]));
    let fleet =
        ["--allocation-backend", "redis", "--database-url", "postgres://x/y", "--redis-url", "redis://z"];
    assert_eq!(found(&fleet), Ok(vec![]));
    let proxied = ["--trusted-proxies", "127.0.0.1", "--secure-cookies"];
    assert_eq!(found(&proxied), Ok(vec![]));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (arguments, names) in [
        (&["--max-streams", "0"][..], ["JARI_MAX_STREAMS", "0"]),
        (
            &["--poll-interval-ms", "60000", "--hold-ttl-secs", "30"],
            ["JARI_POLL_INTERVAL_MS", "JARI_HOLD_TTL_SECS"],
        ),
        (&["--metrics-addr", "127.0.0.1:3000"], ["JARI_METRICS_ADDR", "LEPTOS_SITE_ADDR"]),
        (&["--webhook-url", "https://example.com"], ["JARI_WEBHOOK_URL", "JARI_WEBHOOK_SECRET"]),
        (&["--smtp-url", "smtp://localhost"], ["JARI_SMTP_URL", "JARI_MAIL_FROM"]),
        (&["--smtp-url", "localhost", "--mail-from", "a@b.kr"], ["JARI_SMTP_URL", "smtps://"]),
        (&["--env", "production"], ["JARI_ENV", "JARI_GATEWAY"]),
        (&["--gateway", "stripe"], ["JARI_STRIPE_SECRET_KEY", "stripe"]),
        (&["--gateway", "toss"], ["JARI_TOSS_SECRET_KEY", "toss"]),
        (
            &["--toss-secret-key", "live_sk_1", "--toss-url", "http://api.example"],
            ["JARI_TOSS_URL", "https://"],
        ),
        (
            &["--env", "production", "--gateway", "toss", "--toss-secret-key", "test_sk_1"],
            ["JARI_ENV", "JARI_TOSS_SECRET_KEY"],
        ),
        (&["--webhook-url", "nowhere"], ["JARI_WEBHOOK_URL", "https://example.com"]),
        (&["--metrics-addr", "0.0.0.0:3000"], ["JARI_METRICS_ADDR", "LEPTOS_SITE_ADDR"]),
    ] {
        let said = found(arguments).unwrap_err().to_string();
        assert!(names.iter().all(|name| said.contains(name)), "{arguments:?}: {said}");
    }
}

#[test]
fn what_works_other_than_its_numbers_say_is_warned_of() {
    for (arguments, names) in [
        (&["--heartbeat-secs", "60"][..], ["JARI_HEARTBEAT_SECS", "60"]),
        (&["--max-connections", "15000"], ["JARI_MAX_STREAMS", "JARI_MAX_CONNECTIONS"]),
        (&["--max-streams", "500"], ["JARI_MAX_STREAMS_PER_ADDRESS", "JARI_MAX_STREAMS 500"]),
        (
            &["--max-connections-per-address", "30000"],
            ["JARI_MAX_CONNECTIONS_PER_ADDRESS", "JARI_MAX_CONNECTIONS 18000"],
        ),
        (
            &["--max-connections-per-address", "10"],
            ["JARI_MAX_STREAMS_PER_ADDRESS", "JARI_MAX_CONNECTIONS_PER_ADDRESS"],
        ),
        (
            &["--change-rate-per-session", "500"],
            ["JARI_CHANGE_RATE_PER_SESSION", "JARI_CHANGE_RATE_PER_ADDRESS"],
        ),
        (
            &["--change-burst-per-session", "5000"],
            ["JARI_CHANGE_BURST_PER_SESSION", "JARI_CHANGE_BURST_PER_ADDRESS"],
        ),
        (&["--poll-interval-ms", "20000"], ["JARI_POLL_INTERVAL_MS", "JARI_HEARTBEAT_SECS"]),
        (&["--hold-ttl-secs", "2"], ["JARI_DATABASE_TIMEOUT_MS", "JARI_HOLD_TTL_SECS"]),
        (&["--shutdown-secs", "1"], ["JARI_DATABASE_TIMEOUT_MS", "JARI_SHUTDOWN_SECS"]),
        (
            &["--allocation-backend", "redis", "--redis-timeout-ms", "20000"],
            ["JARI_REDIS_TIMEOUT_MS", "JARI_SHUTDOWN_SECS"],
        ),
        (
            &["--trusted-proxies", "127.0.0.1", "--head-timeout-secs", "10"],
            ["JARI_HEAD_TIMEOUT_SECS", "JARI_TRUSTED_PROXIES"],
        ),
        (&["--secure-cookies"], ["JARI_SECURE_COOKIES", "JARI_TRUSTED_PROXIES"]),
        (&["--public-origin", "https://jari.kr"], ["JARI_PUBLIC_ORIGIN", "JARI_SECURE_COOKIES"]),
        (
            &["--public-origin", "http://jari.kr", "--secure-cookies", "--trusted-proxies", "10.0.0.0/8"],
            ["JARI_PUBLIC_ORIGIN", "JARI_SECURE_COOKIES"],
        ),
        (
            &["--gateway", "toss", "--toss-secret-key", "live_sk_1"],
            ["JARI_GATEWAY", "JARI_PUBLIC_ORIGIN is not set"],
        ),
        (&["--site-before", "target/site"], ["JARI_SITE_BEFORE", "LEPTOS_SITE_ROOT"]),
        (&["--redis-url", "redis://x"], ["REDIS_URL", "ALLOCATION_BACKEND is rdb"]),
        (&["--database-writers", "9"], ["JARI_DATABASE_WRITERS", "SQLite"]),
        (&["--mail-from", "a@b.kr"], ["JARI_MAIL_FROM", "JARI_SMTP_URL"]),
        (
            &[
                "--smtp-url",
                "smtp://10.0.0.1?tls=never",
                "--mail-from",
                "a@b.kr",
                "--public-origin",
                "http://jari.kr",
            ],
            ["JARI_SMTP_URL", "unencrypted"],
        ),
        (&["--smtp-url", "smtps://a.kr", "--mail-from", "a@b.kr"], ["JARI_SMTP_URL", "JARI_PUBLIC_ORIGIN"]),
        (&["--webhook-secret", "x"], ["JARI_WEBHOOK_SECRET", "JARI_WEBHOOK_URL"]),
        (
            &[
                "--webhook-url",
                "http://example.com",
                "--webhook-secret",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            ],
            ["JARI_WEBHOOK_URL", "http://"],
        ),
        (&["--tls-renew-secs", "9"], ["JARI_TLS_RENEW_SECS", "JARI_TLS_CERT"]),
        (
            &["--change-rate-per-address", "0", "--change-burst-per-address", "9000"],
            ["JARI_CHANGE_BURST_PER_ADDRESS", "JARI_CHANGE_RATE_PER_ADDRESS is 0"],
        ),
    ] {
        let said = found(arguments).unwrap();
        assert_eq!(said.len(), 1, "{arguments:?}: {said:?}");
        assert!(names.iter().all(|name| said[0].contains(name)), "{arguments:?}: {said:?}");
    }
}

#[test]
fn connections_are_open_files() {
    for (arguments, files, is_warned) in [
        (&[][..], Some(18_000), true),
        (&[], Some(20_000), false),
        (&[], None, false),
        (&["--max-connections", "0"], Some(20_000), true),
        (
            &[
                "--max-connections",
                "200",
                "--max-streams",
                "100",
                "--max-streams-per-address",
                "0",
                "--max-connections-per-address",
                "0",
            ],
            Some(1_024),
            false,
        ),
    ] {
        let said = found_with(arguments, files).unwrap();
        assert_eq!(!said.is_empty(), is_warned, "{arguments:?} with {files:?}: {said:?}");
        assert!(
            said.iter().all(|said| said.contains("JARI_MAX_CONNECTIONS") && said.contains("files")),
            "{said:?}"
        );
    }
}
