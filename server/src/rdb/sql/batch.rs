//! Many commands in one transaction: a few statements, however many they are.

use super::super::dialect;
use super::{
    allocation_rows::FoundRow, connections::Connections, error::store_error, lease::Lease, outbox::Outgoing,
    sales,
};
use crate::rdb::group::{Answer, Ask, BlockKey, Found, FoundOrder, RunBatch, SeatKey, judge, put_in_cart};
use async_trait::async_trait;
use jari_core::{
    domain::{CartId, MatchId, OrderId},
    ports::StoreError,
};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// [`RunBatch`] over a database.
pub(super) struct SqlBatches {
    db: Connections,
    outgoing: Outgoing,
}

impl SqlBatches {
    pub(super) const fn new(db: Connections, outgoing: Outgoing) -> Self {
        Self { db, outgoing }
    }
}

#[async_trait]
impl RunBatch for SqlBatches {
    async fn run(&self, asks: &[&Ask]) -> Result<Vec<Option<Answer>>, StoreError> {
        let mut tx = self.db.begin_write().await?;
        let blocks: BTreeSet<_> = asks.iter().flat_map(|ask| ask.blocks()).collect();
        // Where others could go on meanwhile, nobody waits for a block that another instance has.
        let waits = asks.len() == 1 || blocks.len() == 1;
        let found = read(&mut tx, asks, &blocks, waits).await?;
        let is_served =
            |ask: &&&Ask| waits || ask.blocks().iter().all(|block| found.revs.contains_key(block));
        let served: Vec<bool> = asks.iter().map(|ask| is_served(&ask)).collect();
        let asks: Vec<&Ask> =
            asks.iter().zip(&served).filter(|(_, served)| **served).map(|(ask, _)| *ask).collect();
        let answers = carry_out(tx, found, &asks, &self.outgoing).await?;
        let mut answers = answers.into_iter();
        Ok(served.into_iter().map(|served| if served { answers.next() } else { None }).collect())
    }
}

/// Judges the requests by what was found, and stores what comes of it.
async fn carry_out(
    mut tx: Lease,
    found: Found,
    asks: &[&Ask],
    outgoing: &Outgoing,
) -> Result<Vec<Answer>, StoreError> {
    let judged = judge(found, asks.iter().copied());
    // What is refused by the committed state needs no commit.
    if judged.changes.is_empty() {
        return Ok(judged.answers);
    }
    let blocks: Vec<_> = judged
        .blocks
        .iter()
        .map(|((match_id, block_id), write)| (match_id, block_id, write.rev, write.free))
        .collect();
    let changes: Vec<_> = judged
        .changes
        .iter()
        .map(|change| {
            let (place, after) = (change.place, &change.after);
            let cart = after.cart.as_ref().map(CartId::as_str);
            let order = after.order.as_ref().map(OrderId::as_str);
            (
                place.match_id,
                place.block_id,
                place.seat_id,
                change.rev,
                change.before.as_str(),
                after.status.as_str(),
                cart,
                after.expires_at,
                order,
                after.reason.as_deref(),
                change.command,
                &*change.actor,
                change.now,
                u8::from(change.is_last),
                u8::from(change.is_logged),
                after.held_since,
            )
        })
        .collect();
    sqlx::query(dialect::STORE)
        .bind(list(&blocks)?)
        .bind(list(&changes)?)
        .execute(&mut tx)
        .await
        .map_err(store_error)?;
    if let Some(refusal) = sales::store(&mut tx, &judged, outgoing).await? {
        // Which of several it is about is found out by trying each alone.
        return match asks {
            [_] => Ok(vec![Err(refusal.into())]),
            _ => Err(StoreError::Inconsistent(format!("one of many sales: {refusal}"))),
        };
    }
    tx.commit().await.map_err(store_error)?;
    if !judged.sold.is_empty() || !judged.voided.is_empty() {
        outgoing.written();
    }
    Ok(judged.answers)
}

/// Takes every lock that the batch needs, and reads all that it is about.
async fn read(
    tx: &mut Lease,
    asks: &[&Ask],
    blocks: &BTreeSet<BlockKey>,
    waits: bool,
) -> Result<Found, StoreError> {
    let places: BTreeSet<SeatKey> = asks.iter().flat_map(|ask| ask.places()).collect();
    let places: Vec<_> = places.iter().map(|place| (place.match_id, place.block_id, place.seat_id)).collect();
    // Whether what a cart has is counted: otherwise it is enough to know until when it has something.
    let mut carts: HashMap<(MatchId, &CartId), bool> = HashMap::new();
    for command in asks.iter().map(|ask| &ask.command) {
        if let Some(rule) = &command.cart {
            *carts.entry((command.match_id, &rule.cart)).or_default() |=
                rule.max_holds.is_some() || rule.seen.is_some();
        }
    }
    let wanted: Vec<_> = carts
        .iter()
        .map(|((match_id, cart), is_counted)| (match_id, cart.as_str(), u8::from(*is_counted)))
        .collect();
    let since = asks.iter().map(|ask| ask.command.now).min().unwrap_or_default();
    let rows: Vec<FoundRow> = sqlx::query_as(if waits { dialect::READ } else { dialect::READ_UNLOCKED })
        .bind(list(&wanted)?)
        .bind(list(blocks)?)
        .bind(list(&places)?)
        .bind(since.0)
        .fetch_all(&mut *tx)
        .await
        .map_err(store_error)?;
    let mut found = Found::default();
    found.carts.extend(carts.keys().map(|&(match_id, cart)| ((match_id, cart.clone()), HashMap::new())));
    for row in rows {
        let place = row.place();
        if row.is_of_cart() {
            let (state, _) = row.allocation()?;
            put_in_cart(&mut found.carts, place, &state);
        } else {
            found.revs.insert(place.block(), row.block_rev()?);
            found.seats.insert(place, row.allocation()?);
        }
    }
    read_orders(tx, asks, &mut found).await?;
    Ok(found)
}

/// Reads where the orders are that something is noted of.
async fn read_orders(tx: &mut Lease, asks: &[&Ask], found: &mut Found) -> Result<(), StoreError> {
    let wanted: BTreeSet<_> =
        asks.iter().filter_map(|ask| Some(ask.command.order.as_ref()?.order().as_str())).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let rows: Vec<(String, String, i64)> = sqlx::query_as(dialect::READ_ORDER_STATES)
        .bind(list(&wanted)?)
        .fetch_all(tx)
        .await
        .map_err(store_error)?;
    for (id, state, version) in rows {
        // In a state that only a later version knows it is as it must not be.
        if let Ok(state) = state.parse() {
            found.orders.put(OrderId::from_stored(id), FoundOrder { state, version });
        }
    }
    Ok(())
}

/// Rows of any number are one bound value, as JSON.
pub(super) fn list(rows: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|error| StoreError::Inconsistent(error.to_string()))
}
