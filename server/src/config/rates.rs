use std::num::NonZeroU32;

/// How often seats may be changed: held, released, completed.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Rates")]
pub struct RateConfig {
    /// Changes of seats that one session may ask for in a second, on average. 0 means no limit.
    #[arg(long, env = "JARI_CHANGE_RATE_PER_SESSION", default_value_t = 5, value_name = "N", global = true)]
    pub change_rate_per_session: u32,

    /// Changes that one session may ask for at once, having asked for none before.
    #[arg(
        long,
        env = "JARI_CHANGE_BURST_PER_SESSION",
        default_value_t = 30,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..),
        global = true
    )]
    pub change_burst_per_session: u32,

    /// Changes of seats that one address, or one /64 network of IPv6, may ask for in a second, on average. A phone
    /// carrier puts a crowd behind one address, so a low one shuts out people. 0 means no limit.
    #[arg(
        long,
        env = "JARI_CHANGE_RATE_PER_ADDRESS",
        default_value_t = 100,
        value_name = "N",
        global = true
    )]
    pub change_rate_per_address: u32,

    /// Changes that one address may ask for at once, having asked for none before: a crowd does when a sale opens.
    #[arg(
        long,
        env = "JARI_CHANGE_BURST_PER_ADDRESS",
        default_value_t = 1_000,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..),
        global = true
    )]
    pub change_burst_per_address: u32,
}

/// So many in a second on average, and so many at once.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// On average.
    pub per_second: NonZeroU32,
    /// At once.
    pub burst: NonZeroU32,
}

impl RateConfig {
    /// Of one session; none if there is no limit.
    pub fn of_session(&self) -> Option<Rate> {
        Rate::new(self.change_rate_per_session, self.change_burst_per_session)
    }

    /// Of one address; none if there is no limit.
    pub fn of_address(&self) -> Option<Rate> {
        Rate::new(self.change_rate_per_address, self.change_burst_per_address)
    }
}

impl Rate {
    fn new(per_second: u32, burst: u32) -> Option<Self> {
        Some(Self { per_second: NonZeroU32::new(per_second)?, burst: NonZeroU32::new(burst)? })
    }
}
