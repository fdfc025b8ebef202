use sqlx::migrate::MigrateError;

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names no database that Jari knows.
    #[error("DATABASE_URL must begin with sqlite:// or postgres://")]
    UnknownDatabase,
    /// The URL cannot be read.
    #[error("DATABASE_URL cannot be read: {0}")]
    MalformedUrl(sqlx::Error),
    /// The folder for the file cannot be made.
    #[error("cannot create the folder {0} for the database: {1}")]
    Folder(String, std::io::Error),
    /// The file cannot be made.
    #[error("cannot make the database's file {0}: {1}")]
    File(String, std::io::Error),
    /// The file cannot be opened or is no database; the server does not let us in, or has no such database.
    #[error("cannot open the database: {0}")]
    Refused(sqlx::Error),
    /// The server cannot be reached, or is still starting; the file is another process's for the moment. It may be there soon.
    #[error("cannot reach the database at {0}: {1}")]
    Unreachable(String, sqlx::Error),
    /// Its schema cannot be brought up to date.
    #[error("cannot migrate the database: {0}")]
    Migrate(#[from] MigrateError),
    /// A newer version of Jari has written it.
    #[error("the database has migration {0}, which this version of Jari does not know: it needs a newer one")]
    Newer(i64),
}
