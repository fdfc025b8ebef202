//! Making Redis agree with the ledger, which has the last word on what is sold.

use super::{
    change::{Carried, Changer, outcomes},
    engine::WhenMissing,
};
use futures_util::{StreamExt, stream};
use jari_core::{
    domain::{Actor, CartId, Command, MatchId, OpenSale, OrderId, Outcome, Sale, UnixMillis, command::Place},
    ports::{SalesLedger, StoreError},
};
use std::{collections::BTreeMap, sync::Arc};

/// Orders that are shown at the same time: Redis may be far away.
const AT_ONCE: usize = 16;

/// Shows what the ledger says.
#[derive(Clone)]
pub(super) struct Showing {
    pub(super) changer: Changer,
    pub(super) ledger: Arc<dyn SalesLedger>,
}

impl Showing {
    /// Shows an order's seats as sold, whatever they are here.
    pub(super) async fn show_sale(
        &self,
        match_id: MatchId,
        places: impl IntoIterator<Item = Place>,
        (cart, order): (&CartId, &OrderId),
        now: UnixMillis,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.carry_out(&Command::show_sale(match_id, places, cart, order, now)).await
    }

    /// Shows that an order's seats were given back.
    pub(super) async fn show_void(
        &self,
        match_id: MatchId,
        places: impl IntoIterator<Item = Place>,
        order: &OrderId,
        actor: Actor,
        now: UnixMillis,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.carry_out(&Command::show_void(match_id, places, order, actor, now)).await
    }

    /// Shows sales of one match, whatever the seats are here.
    pub(super) async fn show_all(
        &self,
        match_id: MatchId,
        sales: Vec<Sale>,
        now: UnixMillis,
    ) -> Result<Vec<Outcome>, StoreError> {
        let mut seats = Vec::new();
        for ((_, order), sales) in by_order(sales.into_iter().map(|sale| OpenSale { sale, is_void: false })) {
            seats.extend(self.show_open(match_id, &order, &sales, now).await?);
        }
        Ok(seats)
    }

    /// Gives seats back that were reserved for an order that has ended: they are on hold as before.
    pub(super) async fn call_off(
        &self,
        match_id: MatchId,
        order: &OrderId,
        places: impl IntoIterator<Item = Place>,
        now: UnixMillis,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.carry_out(&Command::call_off(match_id, places, order, now)).await
    }

    /// Carries out a command that nothing can refuse. A match that is not there is built, which may have been begun before
    /// the ledger had what is to be shown.
    async fn carry_out(&self, command: &Command) -> Result<Vec<Outcome>, StoreError> {
        if command.steps.is_empty() {
            return Ok(Vec::new());
        }
        match self.changer.run(command, WhenMissing::Build).await? {
            Carried::Out(seats) => Ok(outcomes(command, seats)),
            Carried::Missing => Err(StoreError::Unavailable("the match is not there to show it".into())),
            Carried::Refused(refusal, _) => Err(StoreError::Inconsistent(format!("told what is: {refusal}"))),
        }
    }

    /// Shows what is not known to be shown: at most `limit` sales recorded up to `until`. Answers how many.
    pub(super) async fn settle(
        &self,
        until: UnixMillis,
        now: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let open = self.ledger.open_sales(until, limit).await?;
        let count = open.len();
        let shown = stream::iter(by_order(open)).map(|((match_id, order), sales)| async move {
            self.show_open(match_id, &order, &sales, now).await.map(|_| sales)
        });
        let (mut settled, mut all) = (Vec::with_capacity(count), Ok(count));
        let mut shown = shown.buffer_unordered(AT_ONCE);
        while let Some(shown) = shown.next().await {
            match shown {
                Ok(sales) => settled.extend(sales),
                // What fails for one order does not stop the others.
                Err(error) => all = Err(error),
            }
        }
        if !settled.is_empty() {
            self.ledger.settle(&settled).await?;
        }
        all
    }

    /// Shows what became of an order's seats.
    async fn show_open(
        &self,
        match_id: MatchId,
        order: &OrderId,
        sales: &[OpenSale],
        now: UnixMillis,
    ) -> Result<Vec<Outcome>, StoreError> {
        let (void, sold): (Vec<_>, Vec<_>) = sales.iter().partition(|sale| sale.is_void);
        let mut seats = Vec::new();
        if let Some(OpenSale { sale, .. }) = sold.first() {
            let places = sold.iter().map(|sale| place_of(sale));
            seats = self.show_sale(match_id, places, (&sale.cart, order), now).await?;
        }
        let places = void.iter().map(|sale| place_of(sale));
        seats.extend(self.show_void(match_id, places, order, Actor::System, now).await?);
        Ok(seats)
    }
}

/// Sales by match and order.
fn by_order(sales: impl IntoIterator<Item = OpenSale>) -> BTreeMap<(MatchId, OrderId), Vec<OpenSale>> {
    let mut orders: BTreeMap<_, Vec<OpenSale>> = BTreeMap::new();
    for open in sales {
        orders.entry((open.sale.match_id, open.sale.order.clone())).or_default().push(open);
    }
    orders
}

const fn place_of(OpenSale { sale, .. }: &OpenSale) -> Place {
    (sale.block_id, sale.seat_id)
}
