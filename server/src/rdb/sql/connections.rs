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
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

/// Reading a venue may take so many times as long as anything else.
const VENUE_FACTOR: u32 = 10;

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
    /// How long a connection may be lent, and waited for before, in all: a database on the other side of a network may stop
    /// answering without a word. Where the limit is met it is unknown whether it did what it was asked; every request of
    /// ours is safe to repeat. None where the database cannot fall silent.
    limit: Option<Duration>,
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

    async fn lease(&self, deadline: Option<Instant>) -> Result<Lease, StoreError> {
        let pause = self.bounds.backoff.wait();
        if !pause.is_zero() {
            sleep(pause).await;
        }
        match self.pool.acquire().await {
            Ok(connection) => Ok(Lease::new(connection, Arc::clone(&self.bounds), deadline)),
            Err(error) => Err(store_error(error)),
        }
    }

    async fn begin(&self, statement: SqlStr, deadline: Option<Instant>) -> Result<Lease, StoreError> {
        let mut lease = self.lease(deadline).await?;
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
        limit: Option<Duration>,
    ) -> Self {
        let (writer, readers) = (Side::new(writer), Side::new(readers));
        Self { writer, readers, begin_write: begin_write.into(), origin, limit }
    }

    fn deadline(&self, times: u32) -> Option<Instant> {
        self.limit.map(|limit| Instant::now() + limit.saturating_mul(times))
    }

    /// A transaction that may write.
    pub(in crate::rdb) async fn begin_write(&self) -> Result<Lease, StoreError> {
        self.origin.check_to_write()?;
        self.writer.begin(self.begin_write_sql(), self.deadline(1)).await
    }

    /// The same for what nobody waits for in a browser: an import takes as long as it takes.
    pub(super) async fn begin_import(&self) -> Result<Lease, StoreError> {
        self.origin.check_to_write()?;
        self.writer.begin(self.begin_write_sql(), None).await
    }

    fn begin_write_sql(&self) -> SqlStr {
        AssertSqlSafe(Arc::clone(&self.begin_write)).into_sql_str()
    }

    /// A transaction that sees one state of the database, however many statements it has.
    pub(in crate::rdb) async fn begin_read(&self) -> Result<Lease, StoreError> {
        self.origin.check_to_read()?;
        self.readers.begin(dialect::BEGIN_READ.into_sql_str(), self.deadline(1)).await
    }

    /// The same to read a venue, which is many rows, and is read once.
    pub(super) async fn begin_venue_read(&self) -> Result<Lease, StoreError> {
        self.origin.check_to_read()?;
        self.readers.begin(dialect::BEGIN_READ.into_sql_str(), self.deadline(VENUE_FACTOR)).await
    }

    /// A connection for one statement that reads, which sees one state of the database by itself.
    pub(super) async fn reader(&self) -> Result<Lease, StoreError> {
        self.origin.check_to_read()?;
        self.readers.lease(self.deadline(1)).await
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
