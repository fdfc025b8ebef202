//! The settings that tests start from.

use clap::Parser;
use server::config::Config;
use tempfile::TempDir;

/// The settings' defaults, as the command line has them.
#[derive(clap::Parser)]
struct Defaults {
    #[command(flatten)]
    config: Config,
}

/// The defaults with that database, except that waiting is short.
pub(crate) fn config(database_url: &str) -> Config {
    let mut config = Defaults::parse_from(["test", "--database-url", database_url]).config;
    config.http.secret = None;
    config.stream.poll_interval_ms = 50;
    config
}

/// The URL of a database file in a folder.
pub(crate) fn sqlite_url(folder: &TempDir) -> String {
    format!("sqlite://{}/jari.db", folder.path().display())
}
