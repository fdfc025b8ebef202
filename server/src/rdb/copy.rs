//! Copying a database: from an SQLite file to a PostgreSQL database, row for row.

use super::{OpenError, postgres, sqlite};
use crate::config::DatabaseConfig;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

/// Every table, each after those that it refers to. The history is the target's own: whoever was told of the source's
/// revisions begins anew.
const TABLES: [&str; 22] = [
    "venues",
    "areas",
    "sections",
    "blocks",
    "rows",
    "categories",
    "seats",
    "matches",
    "match_prices",
    "ticket_types",
    "ticket_prices",
    "match_blocks",
    "allocations",
    "allocation_events",
    "orders",
    "order_items",
    "order_buyers",
    "order_lines",
    "payments",
    "tickets",
    "outbox",
    "sandbox_charges",
];

/// Rows that travel together.
const PAGE: i64 = 2_000;

/// Why nothing was copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// It goes from SQLite to PostgreSQL and no other way.
    #[error("a database is copied from sqlite://… to postgres://…")]
    Direction,
    /// One of the two cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The target has something in it.
    #[error("the target is not empty: it has rows in {0}")]
    NotEmpty(&'static str),
    /// The target has a table that would be left out, or lacks one.
    #[error("the tables of this version are others than those that are copied: {0}")]
    Tables(String),
    /// Fewer rows have arrived than there are.
    #[error("of {0} {1} rows are there, and {2} have arrived")]
    Lost(&'static str, i64, i64),
    /// A statement failed.
    #[error("cannot copy: {0}")]
    Failed(#[from] sqlx::Error),
}

/// Copies all that is in a database, which should have no other user meanwhile, to one that is empty. Answers how many rows
/// that are. Both have the schema of this version afterwards.
///
/// # Errors
/// A [`CopyError`], and then the target is as it was.
pub async fn copy(from: &DatabaseConfig, to: &DatabaseConfig) -> Result<u64, CopyError> {
    if !from.url.starts_with("sqlite:")
        || !(to.url.starts_with("postgres:") || to.url.starts_with("postgresql:"))
    {
        return Err(CopyError::Direction);
    }
    // Opening brings the schema up to date.
    sqlite::open(from, &[]).await?.close().await;
    postgres::open(to, &[]).await?.close().await;
    let mut source = SqliteConnection::connect(&from.url).await?;
    let mut target = PgConnection::connect(&to.url).await?;
    let mut reading = source.begin().await?;
    let mut writing = target.begin().await?;
    check_tables(&mut reading).await?;
    for table in TABLES {
        if count_in_target(&mut writing, table).await? > 0 {
            return Err(CopyError::NotEmpty(table));
        }
    }
    let mut rows = 0;
    for table in TABLES {
        let there: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
            .fetch_one(&mut *reading)
            .await?;
        copy_table(&mut reading, &mut writing, table).await?;
        let arrived = count_in_target(&mut writing, table).await?;
        if arrived != there {
            return Err(CopyError::Lost(table, there, arrived));
        }
        rows += u64::try_from(there).unwrap_or_default();
    }
    writing.commit().await?;
    reading.rollback().await?;
    // They have done their work, however they end.
    let _ = (source.close().await, target.close().await);
    Ok(rows)
}

async fn check_tables(source: &mut SqliteConnection) -> Result<(), CopyError> {
    let mut there: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('history', '_sqlx_migrations')
         AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .fetch_all(source)
    .await?;
    there.retain(|name| !TABLES.contains(&&**name));
    if there.is_empty() { Ok(()) } else { Err(CopyError::Tables(there.join(", "))) }
}

async fn count_in_target(target: &mut PgConnection, table: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}"))).fetch_one(target).await
}

/// Copies a table, page by page. The rows travel as JSON, which PostgreSQL reads by the types of its columns; a float travels
/// as a text of so many digits that it is the same afterwards.
async fn copy_table(
    source: &mut SqliteConnection,
    target: &mut PgConnection,
    table: &str,
) -> Result<(), sqlx::Error> {
    let columns: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid")
            .bind(table)
            .fetch_all(&mut *source)
            .await?;
    let names: Vec<_> = columns.iter().map(|(name, ..)| name.as_str()).collect();
    let value = |(name, kind, _): &(String, String, i64)| match kind.as_str() {
        "REAL" => format!("'{name}', printf('%!.17g', {name})"),
        _ => format!("'{name}', {name}"),
    };
    let values: Vec<_> = columns.iter().map(value).collect();
    let mut key: Vec<_> = columns.iter().filter(|(.., pk)| *pk > 0).collect();
    key.sort_by_key(|(.., pk)| *pk);
    let key: Vec<_> = key.into_iter().map(|(name, ..)| name.as_str()).collect();
    let (names, values, key) = (names.join(", "), values.join(", "), key.join(", "));
    let read = format!(
        "SELECT json_group_array(json(row)) FROM (SELECT json_object({values}) AS row FROM {table} ORDER BY {key} LIMIT {PAGE} OFFSET $1)"
    );
    let write = format!(
        "INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {names} FROM json_populate_recordset(NULL::{table}, $1::JSON)"
    );
    let mut offset = 0_i64;
    loop {
        let page: String =
            sqlx::query_scalar(AssertSqlSafe(read.clone())).bind(offset).fetch_one(&mut *source).await?;
        if page == "[]" {
            break;
        }
        sqlx::query(AssertSqlSafe(write.clone())).bind(page).execute(&mut *target).await?;
        offset += PAGE;
    }
    // What is added later gets the next number.
    let sequence: Option<String> = sqlx::query_scalar(
        "SELECT pg_get_serial_sequence($1, 'id') WHERE EXISTS (
             SELECT FROM information_schema.columns WHERE table_name = $1 AND column_name = 'id' AND is_identity = 'YES')",
    )
    .bind(table)
    .fetch_optional(&mut *target)
    .await?
    .flatten();
    if let Some(sequence) = sequence {
        let next = format!("SELECT setval($1, max(id)) FROM {table} HAVING max(id) IS NOT NULL");
        sqlx::query(AssertSqlSafe(next)).bind(sequence).execute(&mut *target).await?;
    }
    Ok(())
}
