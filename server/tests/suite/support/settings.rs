//! The settings that tests start from.

use clap::{CommandFactory, FromArgMatches};
use server::config::Config;

/// The settings' defaults, as the command line has them.
#[derive(clap::Parser)]
struct Defaults {
    #[command(flatten)]
    config: Config,
}

/// The defaults with that database, except that waiting is short, addresses have no limits, and the
/// environment sets nothing.
pub(crate) fn config(database_url: &str) -> Config {
    let mut config = defaults();
    config.database.url = database_url.to_owned();
    config.http.secret = Some("the same for all instances of a test".to_owned());
    config.stream.poll_interval_ms = 50;
    // All visitors come from one address.
    config.stream.max_streams_per_address = 0;
    config.connections.max_connections_per_address = 0;
    config.connections.max_requests_per_address = 0;
    config.rates.change_rate_per_session = 0;
    config.rates.change_rate_per_address = 0;
    config
}

/// What an operator has who sets nothing.
pub(crate) fn defaults() -> Config {
    let command = Defaults::command().mut_args(|setting| setting.env(None::<&str>));
    Defaults::from_arg_matches(&command.get_matches_from(["test"])).unwrap().config
}
