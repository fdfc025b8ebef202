use std::{num::NonZeroUsize, time::Duration};

/// The streams.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Streams")]
pub struct StreamConfig {
    /// How often the database is asked for changes of the blocks that somebody watches, in milliseconds. Changes made
    /// by this instance are looked for at once.
    #[arg(
        long,
        env = "JARI_POLL_INTERVAL_MS",
        default_value_t = 1_000,
        value_name = "MS",
        value_parser = clap::value_parser!(u64).range(10..=3_600_000),
        global = true
    )]
    pub poll_interval_ms: u64,

    /// The least time between two frames of a match-wide stream, in milliseconds.
    #[arg(
        long,
        env = "JARI_OVERVIEW_INTERVAL_MS",
        default_value_t = 250,
        value_name = "MS",
        value_parser = clap::value_parser!(u64).range(10..=60_000),
        global = true
    )]
    pub overview_interval_ms: u64,

    /// How often a quiet stream shows a sign of life, in seconds.
    #[arg(
        long,
        env = "JARI_HEARTBEAT_SECS",
        default_value_t = 15,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(1..=3_600),
        global = true
    )]
    pub heartbeat_secs: u64,

    /// Streams that may be open at once; one more is answered 503.
    #[arg(long, env = "JARI_MAX_STREAMS", default_value_t = 15_000, value_name = "N", global = true)]
    pub max_streams: usize,

    /// The same for one client: an address, or a /64 network of IPv6. A phone carrier puts thousands of buyers behind one
    /// address, so a low one shuts out people. 0 means no limit.
    #[arg(
        long,
        env = "JARI_MAX_STREAMS_PER_ADDRESS",
        default_value_t = 1_000,
        value_name = "N",
        global = true
    )]
    pub max_streams_per_address: usize,

    /// Threads that write to viewers; 0 means half as many as there are cores.
    #[arg(
        long,
        env = "JARI_STREAM_THREADS",
        default_value_t = 0,
        value_name = "N",
        value_parser = clap::value_parser!(u16).range(0..=64),
        global = true
    )]
    pub stream_threads: u16,
}

impl StreamConfig {
    /// How often the database is polled.
    pub const fn poll_interval(&self) -> Duration {
        Duration::from_millis(self.poll_interval_ms)
    }

    /// The least time between two frames of a match-wide stream.
    pub const fn overview_interval(&self) -> Duration {
        Duration::from_millis(self.overview_interval_ms)
    }

    /// How often a quiet stream shows a sign of life.
    pub const fn heartbeat(&self) -> Duration {
        Duration::from_secs(self.heartbeat_secs)
    }

    /// Streams that one client may have open at once.
    pub const fn most_of_one(&self) -> Option<NonZeroUsize> {
        NonZeroUsize::new(self.max_streams_per_address)
    }

    /// Threads that write to viewers.
    pub fn threads(&self) -> usize {
        match self.stream_threads {
            0 => std::thread::available_parallelism().map_or(1, |cores| cores.get() / 2).max(1),
            threads => threads.into(),
        }
    }
}
