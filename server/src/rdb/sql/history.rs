//! The epoch: which unbroken history the database's revisions belong to.

use super::super::dialect::Db;
use super::{connections::Connections, error::store_error};
use crate::rdb::RenewHistory;
use async_trait::async_trait;
use jari_core::{domain::Epoch, ports::StoreError};
use sqlx::Executor;

/// [`RenewHistory`] over a database.
pub(super) struct SqlHistory {
    db: Connections,
}

impl SqlHistory {
    pub(super) const fn new(db: Connections) -> Self {
        Self { db }
    }
}

#[async_trait]
impl RenewHistory for SqlHistory {
    async fn renew(&self, epoch: &Epoch) -> Result<(), StoreError> {
        let mut tx = self.db.begin_write().await?;
        sqlx::query("UPDATE history SET epoch = $1")
            .bind(epoch.as_str())
            .execute(&mut tx)
            .await
            .map_err(store_error)?;
        tx.commit().await.map_err(store_error)
    }
}

/// The epoch as it is.
pub(super) async fn epoch(reader: impl Executor<'_, Database = Db>) -> Result<Epoch, StoreError> {
    let text: String =
        sqlx::query_scalar("SELECT epoch FROM history").fetch_one(reader).await.map_err(store_error)?;
    parse_epoch(&text)
}

pub(super) fn parse_epoch(text: &str) -> Result<Epoch, StoreError> {
    text.parse().map_err(|_| StoreError::Inconsistent(format!("{text:?} is no epoch")))
}
