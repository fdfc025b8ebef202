//! Charges of play money.

use super::{
    connections::Connections,
    error::store_error,
    lease::Lease,
    prune::prune,
    shared_writes::{SharedWrites, Write},
};
use async_trait::async_trait;
use jari_core::{
    domain::{Currency, Destination, Money, PaymentId, UnixMillis},
    ports::StoreError,
};
use jari_gateways::{
    SANDBOX_WEBHOOK, SandboxCharge, SandboxCharges, SandboxState, SandboxStoreError, sandbox_webhook,
};

/// [`SandboxCharges`] over a database. Webhooks wait in the outbox.
pub(super) struct SqlSandbox {
    db: Connections,
    writes: SharedWrites,
}

impl SqlSandbox {
    pub(super) const fn new(db: Connections, writes: SharedWrites) -> Self {
        Self { db, writes }
    }
}

#[async_trait]
impl SandboxCharges for SqlSandbox {
    async fn create(&self, charge: &SandboxCharge) -> Result<SandboxCharge, SandboxStoreError> {
        self.writes.write(NewCharge(charge.clone())).await?;
        let there = self.get(&charge.payment_id).await?;
        Ok(there.ok_or_else(|| StoreError::Inconsistent("a charge of play money is gone".to_owned()))?)
    }

    async fn get(&self, payment: &PaymentId) -> Result<Option<SandboxCharge>, SandboxStoreError> {
        let mut reader = self.db.reader().await?;
        let row: Option<Row> = sqlx::query_as(
            "SELECT payment_id, amount, currency, title, language, return_url, pay_until, state, down_until, slow_until,
                    return_lost, version
             FROM sandbox_charges WHERE payment_id = $1",
        )
        .bind(payment.as_str())
        .fetch_optional(&mut reader)
        .await
        .map_err(store_error)?;
        Ok(row.map(Row::charge).transpose()?)
    }

    async fn update(
        &self,
        charge: &SandboxCharge,
        webhooks: &[UnixMillis],
        now: UnixMillis,
    ) -> Result<bool, SandboxStoreError> {
        let payload = sandbox_webhook(&charge.payment_id, charge.state)?;
        let webhooks = webhooks.to_vec();
        Ok(self.writes.write(ChangedCharge { charge: charge.clone(), webhooks, payload, now }).await?)
    }

    async fn prune(&self, before: UnixMillis, limit: u32) -> Result<u64, SandboxStoreError> {
        const STATEMENT: &str = "DELETE FROM sandbox_charges WHERE payment_id IN
            (SELECT payment_id FROM sandbox_charges WHERE pay_until < $1 LIMIT $2)";
        Ok(prune(&self.db, STATEMENT, before, limit).await?)
    }
}

/// A charge that is begun, if it is not there.
struct NewCharge(SandboxCharge);

#[async_trait]
impl Write for NewCharge {
    type Done = ();

    async fn write(&self, tx: &mut Lease) -> Result<(), StoreError> {
        let Self(charge) = self;
        sqlx::query(
            "INSERT INTO sandbox_charges (payment_id, amount, currency, title, language, return_url, pay_until, state,
                                          down_until, slow_until, return_lost, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (payment_id) DO NOTHING",
        )
        .bind(charge.payment_id.as_str())
        .bind(charge.money.amount)
        .bind(charge.money.currency.as_str())
        .bind(&charge.title)
        .bind(charge.language.as_str())
        .bind(&charge.return_url)
        .bind(charge.pay_until.0)
        .bind(charge.state.as_str())
        .bind(charge.down_until.map(|until| until.0))
        .bind(charge.slow_until.map(|until| until.0))
        .bind(i64::from(charge.return_lost))
        .bind(charge.version)
        .execute(tx)
        .await
        .map(drop)
        .map_err(store_error)
    }
}

/// A charge that has changed, and what is to be told of that; whether it was as it was read.
struct ChangedCharge {
    charge: SandboxCharge,
    webhooks: Vec<UnixMillis>,
    payload: String,
    now: UnixMillis,
}

#[async_trait]
impl Write for ChangedCharge {
    type Done = bool;

    async fn write(&self, tx: &mut Lease) -> Result<bool, StoreError> {
        let Self { charge, webhooks, payload, now } = self;
        let updated = sqlx::query(
            "UPDATE sandbox_charges
             SET state = $3, down_until = $4, slow_until = $5, return_lost = $6, version = version + 1
             WHERE payment_id = $1 AND version = $2",
        )
        .bind(charge.payment_id.as_str())
        .bind(charge.version)
        .bind(charge.state.as_str())
        .bind(charge.down_until.map(|until| until.0))
        .bind(charge.slow_until.map(|until| until.0))
        .bind(i64::from(charge.return_lost))
        .execute(&mut *tx)
        .await
        .map_err(store_error)?;
        if updated.rows_affected() == 0 {
            return Ok(false);
        }
        for (number, due) in webhooks.iter().enumerate() {
            sqlx::query(
                "INSERT INTO outbox (destination, key, kind, payload, created_at, due_at) VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(Destination::Sandbox.as_str())
            .bind(format!("{}_{}_{number}", charge.payment_id, charge.version))
            .bind(SANDBOX_WEBHOOK)
            .bind(payload)
            .bind(now.0)
            .bind(due.0)
            .execute(&mut *tx)
            .await
            .map_err(store_error)?;
        }
        Ok(true)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    payment_id: String,
    amount: i64,
    currency: String,
    title: String,
    language: String,
    return_url: String,
    pay_until: i64,
    state: String,
    down_until: Option<i64>,
    slow_until: Option<i64>,
    return_lost: i64,
    version: i64,
}

impl Row {
    fn charge(self) -> Result<SandboxCharge, StoreError> {
        let wrong = |what: &str| StoreError::Inconsistent(format!("a charge of play money with the {what}"));
        Ok(SandboxCharge {
            money: Money {
                amount: self.amount,
                currency: Currency::from_stored(&self.currency).map_err(|_| wrong(&self.currency))?,
            },
            language: self.language.parse().map_err(|_| wrong(&self.language))?,
            state: SandboxState::from_stored(&self.state).ok_or_else(|| wrong(&self.state))?,
            payment_id: PaymentId::from_stored(self.payment_id),
            title: self.title,
            return_url: self.return_url,
            pay_until: UnixMillis(self.pay_until),
            down_until: self.down_until.map(UnixMillis),
            slow_until: self.slow_until.map(UnixMillis),
            return_lost: self.return_lost != 0,
            version: self.version,
        })
    }
}
