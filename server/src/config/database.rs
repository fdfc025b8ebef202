use std::path::PathBuf;

/// Where the catalogue and the allocations are kept.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Database")]
pub struct DatabaseConfig {
    /// The database: `sqlite://PATH`, a file that is created when it is missing, or `postgres://USER:PASSWORD@HOST/NAME`,
    /// which any number of instances may share.
    #[arg(
        long = "database-url",
        env = "DATABASE_URL",
        default_value = "sqlite://data/jari.db",
        hide_env_values = true,
        value_name = "URL",
        global = true
    )]
    pub url: String,

    /// How long a request waits for a busy database before it is answered 503, in milliseconds: all that it asks of it
    /// together.
    #[arg(
        long = "database-timeout-ms",
        env = "JARI_DATABASE_TIMEOUT_MS",
        default_value_t = 2_000,
        value_name = "MS",
        value_parser = clap::value_parser!(u64).range(10..=60_000),
        global = true
    )]
    pub timeout_ms: u64,

    /// Connections that read at the same time.
    #[arg(
        long = "database-readers",
        env = "JARI_DATABASE_READERS",
        default_value_t = 4,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=64),
        global = true
    )]
    pub readers: u32,

    /// Connections that write at the same time. SQLite has one, whatever this says.
    #[arg(
        long = "database-writers",
        env = "JARI_DATABASE_WRITERS",
        default_value_t = 8,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=64),
        global = true
    )]
    pub writers: u32,

    /// Tell the other instances over the same PostgreSQL at once what this one changed, so that they need not wait for
    /// their next poll. Turn it off behind a pooler that gives a session to another client after each transaction.
    #[arg(
        long = "database-notify",
        env = "JARI_DATABASE_NOTIFY",
        default_value_t = true,
        action = clap::ArgAction::Set,
        value_name = "BOOL",
        global = true
    )]
    pub notify: bool,
}

impl DatabaseConfig {
    /// Whether instances on other machines may use it as well.
    pub fn is_shared(&self) -> bool {
        !self.url.starts_with("sqlite:")
    }

    /// The file of an SQLite database; none for what is no SQLite file.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let path = self.url.strip_prefix("sqlite://").or_else(|| self.url.strip_prefix("sqlite:"))?;
        let path = path.split('?').next().unwrap_or(path);
        (!path.is_empty() && !path.starts_with(':')).then(|| PathBuf::from(path))
    }
}
