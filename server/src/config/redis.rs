use std::time::Duration;

/// Where the allocations are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum AllocationBackend {
    /// In the relational database, which is enough for one machine.
    Rdb,
    /// In Redis, with the relational database as the ledger of what was sold.
    Redis,
}

/// Redis, which is used when the allocations are kept there.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Redis")]
pub struct RedisConfig {
    /// The server: `redis://[USER:PASSWORD@]HOST[:PORT][/DB]`. Of a cluster any nodes, with commas between them.
    #[arg(
        id = "redis_url",
        long = "redis-url",
        env = "REDIS_URL",
        default_value = "redis://127.0.0.1:6379",
        hide_env_values = true,
        value_name = "URL",
        global = true
    )]
    pub url: String,

    /// What this instance is called in Redis: 1 to 40 of a-z, 0-9 and -. Its name there also gets a random end, so that
    /// an instance and its successor are two. Default: random.
    #[arg(long, env = "JARI_INSTANCE_ID", value_name = "ID", value_parser = instance_id, global = true)]
    pub instance_id: Option<String>,

    /// How long a request waits for Redis before it is answered 503, in milliseconds.
    #[arg(
        id = "redis_timeout_ms",
        long = "redis-timeout-ms",
        env = "JARI_REDIS_TIMEOUT_MS",
        default_value_t = 2_000,
        value_name = "MS",
        value_parser = clap::value_parser!(u64).range(10..=60_000),
        global = true
    )]
    pub timeout_ms: u64,

    /// Changes that a match's stream keeps, about. A reader that falls further behind reads snapshots instead.
    #[arg(
        id = "redis_stream_maxlen",
        long = "redis-stream-maxlen",
        env = "JARI_REDIS_STREAM_MAXLEN",
        default_value_t = 100_000,
        value_name = "N",
        value_parser = clap::value_parser!(u64).range(1..),
        global = true
    )]
    pub stream_maxlen: u64,
}

impl RedisConfig {
    /// How long a request waits for Redis.
    pub const fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }
}

/// A name that may stand in a key and in a group's name, where a colon has a meaning.
fn instance_id(text: &str) -> Result<String, String> {
    let fits = (1..=40).contains(&text.len());
    if fits && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        Ok(text.to_owned())
    } else {
        Err("1 to 40 of a-z, 0-9 and -".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_named_in_few_words() {
        assert_eq!(instance_id("jari-1"), Ok("jari-1".to_owned()));
        for text in ["", "A", "a:b", "a b", "é", &"a".repeat(41)] {
            assert!(instance_id(text).is_err(), "{text:?}");
        }
    }
}
