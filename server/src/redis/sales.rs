//! Selling seats: they are marked here, recorded in the ledger, and then shown here. The sale is final with the ledger's
//! record, which comes before anybody is told, and which a database's unique constraint allows once per seat.

use super::{
    engine::{Call, Engine, Reply, WhenMissing},
    error::malformed,
    keys, scripts,
};
use jari_core::{
    domain::{AllocationStatus, MatchId, Refusal, Revision, Sale, SeatChange, UnixMillis},
    failures,
    ports::{AllocationError, CompleteRequest, SalesLedger, StoreError},
};
use std::{collections::BTreeMap, sync::Arc};

/// How long a seat is kept for a sale that was begun, in milliseconds: longer than any database is waited for.
const SELLING_MILLIS: i64 = 30_000;

/// Sells seats, and shows what was sold.
#[derive(Clone)]
pub(super) struct Sales {
    pub(super) engine: Arc<Engine>,
    pub(super) ledger: Arc<dyn SalesLedger>,
    pub(super) stream_maxlen: u64,
}

impl Sales {
    /// Sells seats, all or none.
    pub(super) async fn complete(
        &self,
        request: &CompleteRequest,
    ) -> Result<Vec<SeatChange>, AllocationError> {
        self.begin(request).await?;
        let sales: Vec<Sale> = request
            .seats
            .iter()
            .map(|(block_id, seat_id)| Sale {
                match_id: request.match_id,
                block_id: *block_id,
                seat_id: *seat_id,
                holder: request.holder.clone(),
                sold_at: request.now,
            })
            .collect();
        match self.ledger.record(&sales).await {
            Ok(()) => {}
            Err(AllocationError::Refused(refusal)) => {
                self.agree(request).await;
                return Err(refusal.into());
            }
            // It is not known whether it was recorded. The seats stay marked for a while, so that trying again finds
            // them; and if it was recorded after all, it is shown as every open sale is.
            Err(error) => return Err(error),
        }
        // From here on the seats are sold, and an error only means that the buyer does not learn it now.
        self.finish(request.match_id, &sales, request.now, WhenMissing::Build)
            .await?
            .ok_or_else(|| StoreError::Unavailable("the sale is not shown yet".into()).into())
    }

    /// Shows sales of one match that are in the ledger. None if the match is not there to show them.
    pub(super) async fn finish(
        &self,
        match_id: MatchId,
        sales: &[Sale],
        now: UnixMillis,
        missing: WhenMissing,
    ) -> Result<Option<Vec<SeatChange>>, StoreError> {
        let mut call = Call {
            keys: vec![keys::expiry(match_id), keys::stream(match_id), keys::holders(match_id)],
            args: vec![now.0.to_string(), self.stream_maxlen.to_string()],
        };
        for sale in sales {
            call.keys.push(keys::block(match_id, sale.block_id));
            call.args.extend([
                sale.block_id.to_string(),
                sale.seat_id.to_string(),
                sale.holder.as_str().to_owned(),
            ]);
        }
        let revs: Vec<u64> =
            match self.engine.run(match_id, &scripts::COMPLETE_FINISH, &call, missing).await? {
                Reply::Done(revs) => revs,
                Reply::Missing => return Ok(None),
                Reply::Refused(refusal) => return Err(malformed("answer of a script", refusal)),
            };
        let change = |(sale, rev): (&Sale, u64)| SeatChange {
            seat_id: sale.seat_id,
            status: AllocationStatus::Occupied,
            rev: Revision(rev),
        };
        Ok(Some(sales.iter().zip(revs).map(change).collect()))
    }

    /// Shows what was sold and is not known to be shown: at most `limit` sales recorded up to `until`. Answers how many.
    pub(super) async fn settle(
        &self,
        until: UnixMillis,
        now: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let open = self.ledger.open_sales(until, limit).await?;
        let count = open.len();
        let mut matches: BTreeMap<MatchId, Vec<Sale>> = BTreeMap::new();
        for sale in open {
            matches.entry(sale.match_id).or_default().push(sale);
        }
        let mut all = Ok(count);
        for (match_id, sales) in matches {
            // A match that is not in Redis is built from the ledger when somebody asks for it, and shows them then.
            let settled = async {
                self.finish(match_id, &sales, now, WhenMissing::Tell).await?;
                self.ledger.settle(&sales).await
            };
            // What fails for one match does not stop the others.
            if let Err(error) = settled.await {
                all = Err(error);
            }
        }
        all
    }

    async fn begin(&self, request: &CompleteRequest) -> Result<(), AllocationError> {
        let id = request.match_id;
        let mut call = Call {
            keys: vec![keys::expiry(id), keys::holders(id)],
            args: vec![
                request.holder.as_str().to_owned(),
                request.now.0.to_string(),
                (request.now + SELLING_MILLIS).0.to_string(),
            ],
        };
        for (block_id, seat_id) in &request.seats {
            call.keys.push(keys::block(id, *block_id));
            call.args.extend([block_id.to_string(), seat_id.to_string()]);
        }
        match self.engine.run::<()>(id, &scripts::COMPLETE_BEGIN, &call, WhenMissing::Build).await? {
            Reply::Done(()) => Ok(()),
            Reply::Refused(refusal) => Err(refusal.into()),
            Reply::Missing => Err(Refusal::SeatNotFound.into()),
        }
    }

    /// Makes Redis agree with a ledger that has refused a sale: what others bought is theirs, and the rest is on hold as
    /// before. If it fails, the marks run out and the open sales are shown by themselves.
    async fn agree(&self, request: &CompleteRequest) {
        if let Err(error) = self.try_agree(request).await {
            let of = format_args!("match {}", request.match_id);
            failures::warn_of("cannot take back a sale that was refused", of, &error);
        }
    }

    async fn try_agree(&self, request: &CompleteRequest) -> Result<(), StoreError> {
        let id = request.match_id;
        let mut call = Call { keys: Vec::new(), args: vec![request.holder.as_str().to_owned()] };
        for (block_id, seat_id) in &request.seats {
            call.keys.push(keys::block(id, *block_id));
            call.args.push(seat_id.to_string());
        }
        self.engine.run::<()>(id, &scripts::COMPLETE_CANCEL, &call, WhenMissing::Tell).await?;
        let mut sold = self.ledger.sold(id).await?;
        sold.retain(|sale| request.seats.contains(&(sale.block_id, sale.seat_id)));
        self.finish(id, &sold, request.now, WhenMissing::Tell).await?;
        Ok(())
    }
}
