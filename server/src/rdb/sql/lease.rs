//! A connection out of a pool, which goes back only if it is known to be well.
//!
//! After a statement that failed nobody can be sure of a connection: SQLite may have rolled back by itself while the driver
//! believes that a transaction is open, PostgreSQL refuses for ever what was prepared before a column changed, and a
//! server that was demoted answers as if nothing had happened. So whatever the error was, the connection is closed, and
//! what comes next gets another one, with statements that are prepared anew.

use super::super::dialect::Db;
use super::{
    health::{Bounds, Health, late},
    watched::Watched,
};
use futures_util::{
    StreamExt,
    future::{BoxFuture, ready},
    stream::{self, BoxStream},
};
use sqlx::{Database, Describe, Either, Error, Execute, Executor, SqlStr, pool::PoolConnection};
use std::{fmt, sync::Arc};
use tokio::{
    runtime::Handle,
    time::{Instant, timeout, timeout_at},
};

type Row = <Db as Database>::Row;
type Done = <Db as Database>::QueryResult;

/// A connection on loan, and the transaction on it if there is one. A transaction that is not committed is rolled back.
pub(in crate::rdb) struct Lease {
    /// There until it goes back.
    connection: Option<PoolConnection<Db>>,
    health: Health,
    /// Whether a transaction is open.
    open: bool,
    bounds: Arc<Bounds>,
    /// Until when its statements are waited for.
    deadline: Option<Instant>,
}

impl Lease {
    pub(super) const fn new(
        connection: PoolConnection<Db>,
        bounds: Arc<Bounds>,
        deadline: Option<Instant>,
    ) -> Self {
        Self { connection: Some(connection), health: Health::Well, open: false, bounds, deadline }
    }

    /// Begins a transaction.
    pub(super) async fn begin(&mut self, statement: SqlStr) -> Result<(), Error> {
        // From now on nobody knows, until it is rolled back or committed.
        self.open = true;
        self.execute(statement).await.map(drop)
    }

    /// Ends the transaction: what it changed is there for all.
    pub(in crate::rdb) async fn commit(mut self) -> Result<(), Error> {
        self.execute("COMMIT").await?;
        self.open = false;
        Ok(())
    }

    /// The connection for one more statement, which is under way from now on.
    fn statement(&mut self) -> Result<(&mut <Db as Database>::Connection, &mut Health), Error> {
        let connection = self.connection.as_mut().ok_or(Error::PoolClosed)?;
        self.health = Health::Busy;
        Ok((connection, &mut self.health))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        let (health, open, bounds) = (self.health, self.open, Arc::clone(&self.bounds));
        match health {
            Health::Well => bounds.backoff.succeeded(),
            Health::Busy => {}
            Health::Failed => bounds.backoff.failed(),
        }
        spawn(async move {
            if health == Health::Failed {
                close(connection, &bounds).await;
            } else {
                give_back(connection, open, &bounds).await;
            }
        });
    }
}

/// Puts it back into the pool as it should be for whoever has it next. Where somebody has given up waiting for a statement,
/// this waits for its end.
async fn give_back(mut connection: PoolConnection<Db>, open: bool, bounds: &Bounds) {
    if open {
        match timeout(bounds.wait, connection.execute("ROLLBACK")).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => {
                tracing::debug!(%error, "a transaction cannot be rolled back: its connection is closed");
                return close(connection, bounds).await;
            }
            Err(_) => return close(connection, bounds).await,
        }
    }
    // It is asked whether it is still there. One that does not say so in time is dropped with the question.
    if timeout(bounds.wait, connection.return_to_pool()).await.is_err() {
        tracing::debug!("a connection to the database does not answer in time and is dropped");
    }
}

/// Its place in the pool is free when it is closed, or when it has not closed in time.
async fn close(connection: PoolConnection<Db>, bounds: &Bounds) {
    if timeout(bounds.wait, connection.close()).await.is_err() {
        tracing::debug!("a connection to the database does not close in time and is dropped");
    }
}

/// What goes with a runtime that ends needs no care.
fn spawn(work: impl Future<Output = ()> + Send + 'static) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(work);
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease")
            .field("health", &self.health)
            .field("open", &self.open)
            .finish_non_exhaustive()
    }
}

/// Waits for a statement, and no longer than until the deadline. One that is late has not failed: it goes on, and what comes
/// of it nobody knows.
async fn before<T>(deadline: Option<Instant>, statement: impl Future<Output = T>) -> Result<T, Error> {
    match deadline {
        None => Ok(statement.await),
        Some(deadline) => timeout_at(deadline, statement).await.map_err(|_| late()),
    }
}

impl<'c> Executor<'c> for &'c mut Lease {
    type Database = Db;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<Done, Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Db>,
    {
        let deadline = self.deadline;
        match self.statement() {
            Ok((connection, health)) => Watched::new(connection.fetch_many(query), health, deadline).boxed(),
            Err(error) => stream::once(ready(Err(error))).boxed(),
        }
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Db>,
    {
        Box::pin(async move {
            let deadline = self.deadline;
            let (connection, health) = self.statement()?;
            let fetched = before(deadline, connection.fetch_optional(query)).await?;
            health.ended(&fetched);
            fetched
        })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [<Db as Database>::TypeInfo],
    ) -> BoxFuture<'e, Result<<Db as Database>::Statement, Error>>
    where
        'c: 'e,
    {
        Box::pin(async move {
            let deadline = self.deadline;
            let (connection, health) = self.statement()?;
            let prepared = before(deadline, connection.prepare_with(sql, parameters)).await?;
            health.ended(&prepared);
            prepared
        })
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Db>, Error>>
    where
        'c: 'e,
    {
        Box::pin(async move {
            let deadline = self.deadline;
            let (connection, health) = self.statement()?;
            let described = before(deadline, connection.describe(sql)).await?;
            health.ended(&described);
            described
        })
    }
}
