use std::time::Duration;

/// Starting.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Start")]
pub struct StartupConfig {
    /// How long to wait at the start for a database or a Redis that cannot be reached yet, in seconds.
    #[arg(
        long,
        env = "JARI_STARTUP_WAIT_SECS",
        default_value_t = 60,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(0..=3_600),
        global = true
    )]
    pub startup_wait_secs: u64,
}

impl StartupConfig {
    /// How long to wait.
    pub const fn wait(&self) -> Duration {
        Duration::from_secs(self.startup_wait_secs)
    }
}
