//! The sign of life.

use super::{Chores, keys};
use crate::redis::error::store_error;
use jari_core::ports::StoreError;
use std::time::Duration;

/// How often the sign is given.
pub(super) const EVERY: Duration = Duration::from_secs(5);

/// How long the sign lasts, in seconds.
const LASTS: u64 = 15;

impl Chores {
    /// Shows that this instance lives.
    pub(super) async fn live(&self) -> Result<(), StoreError> {
        let mut cmd = redis::cmd("SET");
        cmd.arg(keys::instance(&self.instance)).arg("1").arg("EX").arg(LASTS);
        self.engine.link.query::<()>(&cmd).await.map_err(store_error)
    }

    /// Whether an instance has shown that it lives.
    pub(super) async fn lives(&self, instance: &str) -> Result<bool, StoreError> {
        let mut cmd = redis::cmd("GET");
        cmd.arg(keys::instance(instance));
        let sign: Option<String> = self.engine.link.query(&cmd).await.map_err(store_error)?;
        Ok(sign.is_some())
    }
}
