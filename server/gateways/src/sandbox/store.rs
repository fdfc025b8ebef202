use super::charge::SandboxCharge;
use async_trait::async_trait;
use jari_core::domain::{PaymentId, UnixMillis};
use std::error::Error;

/// Why a charge of play money cannot be read or written.
pub type SandboxStoreError = Box<dyn Error + Send + Sync>;

/// Where charges of play money are kept: shared by all instances, as a gateway is.
#[async_trait]
pub trait SandboxCharges: Send + Sync {
    /// Writes a charge, unless there is one of that payment; answers the one that there is then.
    async fn create(&self, charge: &SandboxCharge) -> Result<SandboxCharge, SandboxStoreError>;

    /// The charge of a payment.
    async fn get(&self, payment: &PaymentId) -> Result<Option<SandboxCharge>, SandboxStoreError>;

    /// Changes a charge that nobody has changed since it was read, whose version it carries, and notes when webhooks are to tell of
    /// it, in one transaction. Answers whether it did. `now` is when that is.
    async fn update(
        &self,
        charge: &SandboxCharge,
        webhooks: &[UnixMillis],
        now: UnixMillis,
    ) -> Result<bool, SandboxStoreError>;

    /// Drops charges that could be paid until before `before`, at most `limit` of them; answers how many.
    async fn prune(&self, before: UnixMillis, limit: u32) -> Result<u64, SandboxStoreError>;
}
