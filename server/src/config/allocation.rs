use jari_core::domain::{CompanionRule, HoldPolicy};

/// The rules for holds.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Holds")]
pub struct AllocationConfig {
    /// How long what a session has on hold in a match lasts, from its first hold on, in seconds: further holds end with it.
    #[arg(
        long,
        env = "JARI_HOLD_TTL_SECS",
        default_value_t = 600,
        value_name = "SECS",
        value_parser = clap::value_parser!(u32).range(1..),
        global = true
    )]
    pub hold_ttl_secs: u32,

    /// How long it lasts at the most, however often it is lengthened, in seconds from the first hold on; not less than
    /// JARI_HOLD_TTL_SECS, and as much means that nothing is lengthened.
    #[arg(long, env = "JARI_HOLD_MAX_SECS", default_value_t = 1_800, value_name = "SECS", global = true)]
    pub hold_max_secs: u32,

    /// Seats that one session may have on hold, or be buying, in one match; 0 means no cap.
    #[arg(long, env = "JARI_MAX_HOLDS", default_value_t = 6, value_name = "N", global = true)]
    pub max_holds: u32,

    /// Until how long before its match a companion's seat is sold together with the accessible seat beside it, in hours; after that it is
    /// sold as any other.
    #[arg(
        long,
        env = "JARI_COMPANION_UNTIL_HOURS",
        default_value_t = 24,
        value_name = "HOURS",
        value_parser = clap::value_parser!(u32).range(..=87_600),
        global = true
    )]
    pub companion_until_hours: u32,

    /// How long the log of a match's changes is kept after the match began, in days.
    #[arg(
        long,
        env = "JARI_EVENT_RETENTION_DAYS",
        default_value_t = 365,
        value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(1..),
        global = true
    )]
    pub event_retention_days: u32,
}

impl AllocationConfig {
    /// The same as the rules know it.
    pub fn policy(&self) -> HoldPolicy {
        HoldPolicy { ttl_millis: i64::from(self.hold_ttl_secs) * 1_000, max_holds: self.max_holds }
    }

    /// How long what a session has on hold in a match lasts at the most, in milliseconds.
    pub fn hold_max_millis(&self) -> i64 {
        i64::from(self.hold_max_secs.max(self.hold_ttl_secs)) * 1_000
    }

    /// Until when companion seats are sold together with their accessible seats.
    pub fn companions(&self) -> CompanionRule {
        CompanionRule::until(i64::from(self.companion_until_hours) * 60 * 60 * 1_000)
    }

    /// How long the log of a match's changes is kept after the match began, in milliseconds.
    pub fn event_retention_millis(&self) -> i64 {
        i64::from(self.event_retention_days) * 24 * 60 * 60 * 1_000
    }
}
