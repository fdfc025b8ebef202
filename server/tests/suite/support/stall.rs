//! Keeps everybody from writing for a while, so that many wait at the same time.

use super::Ground;
use sqlx::{Connection, PgConnection, SqliteConnection};

/// Another process that writes and does not come to an end.
pub(crate) enum Stall {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Stall {
    pub(crate) async fn begin(ground: &Ground) -> Self {
        let url = &ground.config.database.url;
        if url.starts_with("sqlite:") {
            let mut other = SqliteConnection::connect(url).await.unwrap();
            sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
            return Self::Sqlite(other);
        }
        let mut other = PgConnection::connect(url).await.unwrap();
        sqlx::query("BEGIN").execute(&mut other).await.unwrap();
        sqlx::query("SELECT 1 FROM match_blocks FOR UPDATE").execute(&mut other).await.unwrap();
        Self::Postgres(other)
    }

    pub(crate) async fn end(self) {
        match self {
            Self::Sqlite(mut other) => sqlx::query("ROLLBACK").execute(&mut other).await.map(drop).unwrap(),
            Self::Postgres(mut other) => sqlx::query("ROLLBACK").execute(&mut other).await.map(drop).unwrap(),
        }
    }
}
