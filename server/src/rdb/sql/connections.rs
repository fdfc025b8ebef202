//! The connections to a database: some that only read, and some that write.

use super::super::dialect::{self, Db, Origin};
use super::{error::store_error, health::Bounds, lease::Lease};
use crate::rdb::backoff::Backoff;
use async_trait::async_trait;
use jari_core::{
    domain::MatchId,
    ports::{ProveWritable, StoreError},
};
use sqlx::{AssertSqlSafe, Pool, SqlSafeStr, SqlStr};
use std::sync::Arc;
use tokio::time::sleep;

/// An open database, its schema up to date. Cheap to clone.
#[derive(Clone, Debug)]
pub(in crate::rdb) struct Connections {
    /// For everything that changes something.
    writer: Side,
    /// For everything that only reads.
    readers: Side,
    /// What a transaction that writes begins with.
    begin_write: Arc<str>,
    /// Where the database is.
    origin: Arc<Origin>,
}

/// Connections of one kind.
#[derive(Clone, Debug)]
struct Side {
    pool: Pool<Db>,
    bounds: Arc<Bounds>,
}

impl Side {
    fn new(pool: Pool<Db>) -> Self {
        let wait = pool.options().get_acquire_timeout();
        Self { pool, bounds: Arc::new(Bounds { backoff: Backoff::default(), wait }) }
    }

    async fn lease(&self) -> Result<Lease, StoreError> {
        let pause = self.bounds.backoff.wait();
        if !pause.is_zero() {
            sleep(pause).await;
        }
        match self.pool.acquire().await {
            Ok(connection) => Ok(Lease::new(connection, Arc::clone(&self.bounds))),
            Err(error) => Err(store_error(error)),
        }
    }

    async fn begin(&self, statement: SqlStr) -> Result<Lease, StoreError> {
        let mut lease = self.lease().await?;
        lease.begin(statement).await.map_err(store_error)?;
        Ok(lease)
    }
}

impl Connections {
    pub(in crate::rdb) fn new(
        writer: Pool<Db>,
        readers: Pool<Db>,
        begin_write: &str,
        origin: Arc<Origin>,
    ) -> Self {
        let (writer, readers) = (Side::new(writer), Side::new(readers));
        Self { writer, readers, begin_write: begin_write.into(), origin }
    }

    /// A transaction that may write.
    pub(in crate::rdb) async fn begin_write(&self) -> Result<Lease, StoreError> {
        self.origin.check_to_write()?;
        self.writer.begin(AssertSqlSafe(Arc::clone(&self.begin_write)).into_sql_str()).await
    }

    /// A transaction that sees one state of the database, however many statements it has.
    pub(in crate::rdb) async fn begin_read(&self) -> Result<Lease, StoreError> {
        self.origin.check_to_read()?;
        self.readers.begin(dialect::BEGIN_READ.into_sql_str()).await
    }

    /// A connection for one statement that reads, which sees one state of the database by itself.
    pub(super) async fn reader(&self) -> Result<Lease, StoreError> {
        self.origin.check_to_read()?;
        self.readers.lease().await
    }

    /// Closes every connection.
    pub(super) async fn close(&self) {
        self.readers.pool.close().await;
        self.writer.pool.close().await;
        self.origin.close().await;
    }
}

#[async_trait]
impl ProveWritable for Connections {
    async fn prove_writable(&self, _: Option<MatchId>) -> Result<(), StoreError> {
        let mut tx = self.begin_write().await?;
        dialect::touch(&mut tx).await.map_err(store_error)?;
        tx.commit().await.map_err(store_error)
    }
}
