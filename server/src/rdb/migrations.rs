//! The schema, and how it came about. The files are part of the binary, so that it runs from anywhere.

use sqlx::migrate::Migrator;

/// SQLite's.
pub(super) static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");

/// PostgreSQL's.
pub(super) static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");
