//! The connections to a database: some that only read, and some that write.

use super::super::dialect::{self, Db};
use super::error::store_error;
use app::ports::StoreError;
use sqlx::{AssertSqlSafe, Pool, Transaction};
use std::sync::Arc;

/// An open database, its schema up to date. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Connections {
    /// For everything that changes something.
    pub(super) writer: Pool<Db>,
    /// For everything that only reads.
    pub(super) readers: Pool<Db>,
    /// What a transaction that writes begins with.
    begin_write: Arc<str>,
}

impl Connections {
    pub(in super::super) fn new(writer: Pool<Db>, readers: Pool<Db>, begin_write: &str) -> Self {
        Self { writer, readers, begin_write: begin_write.into() }
    }

    /// A transaction that may write.
    pub(super) async fn begin_write(&self) -> Result<Transaction<'static, Db>, StoreError> {
        self.writer.begin_with(AssertSqlSafe(Arc::clone(&self.begin_write))).await.map_err(store_error)
    }

    /// A transaction that sees one state of the database, however many statements it has. A single statement is in one
    /// as well: it is sent in two steps, between which a pooler might change the server's session.
    pub(super) async fn begin_read(&self) -> Result<Transaction<'static, Db>, StoreError> {
        self.readers.begin_with(dialect::BEGIN_READ).await.map_err(store_error)
    }

    /// Closes every connection.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
