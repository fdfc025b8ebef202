use jari_core::services::OrderPolicy;

/// The rules for orders.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Orders")]
pub struct OrderConfig {
    /// How long an order has its seats reserved without being paid, in seconds. A payment that is under way then is closed first: the
    /// seats are free when it is known that nothing was charged. 23 hours at most, as some gateways' pages last for a day.
    #[arg(
        long,
        env = "JARI_PAY_TTL_SECS",
        default_value_t = 600,
        value_name = "SECS",
        value_parser = clap::value_parser!(u32).range(1..=82_800),
        global = true
    )]
    pub pay_ttl_secs: u32,

    /// Until how long before its match an order that is paid may be cancelled, in hours: it is refunded, and its seats are free.
    #[arg(
        long,
        env = "JARI_CANCEL_UNTIL_HOURS",
        default_value_t = 24,
        value_name = "HOURS",
        value_parser = clap::value_parser!(u32).range(..=87_600),
        global = true
    )]
    pub cancel_until_hours: u32,

    /// The most seats of an order; 0 means no limit.
    #[arg(long, env = "JARI_MAX_SEATS_PER_ORDER", default_value_t = 0, value_name = "SEATS", global = true)]
    pub max_seats_per_order: u32,

    /// The most seats of a match for one buyer, by e-mail address and by phone, in whatever sessions they are bought: what is paid, and
    /// what may yet be; 0 means no limit.
    #[arg(long, env = "JARI_MAX_SEATS_PER_BUYER", default_value_t = 0, value_name = "SEATS", global = true)]
    pub max_seats_per_buyer: u32,

    /// How long who has bought is kept after the match began, in days: name, e-mail address and phone. What was bought stays.
    #[arg(
        long,
        env = "JARI_PERSONAL_DATA_DAYS",
        default_value_t = 30,
        value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(0..=3_650),
        global = true
    )]
    pub personal_data_days: u32,
}

impl OrderConfig {
    /// The same as the rules know it.
    pub fn policy(&self) -> OrderPolicy {
        OrderPolicy {
            pay_ttl_millis: i64::from(self.pay_ttl_secs) * 1_000,
            cancel_until_millis: i64::from(self.cancel_until_hours) * 60 * 60 * 1_000,
            most_of_order: limit(self.max_seats_per_order),
            most_of_buyer: limit(self.max_seats_per_buyer),
        }
    }

    /// How long who has bought is kept after the match began, in milliseconds.
    pub fn personal_data_millis(&self) -> i64 {
        i64::from(self.personal_data_days) * 24 * 60 * 60 * 1_000
    }
}

/// A limit that may be none.
fn limit(most: u32) -> Option<u32> {
    (most > 0).then_some(most)
}
