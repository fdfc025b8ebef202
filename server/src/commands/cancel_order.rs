//! `server cancel-order`: orders are given back, and their money with them.

use super::{CommandError, admin, say, set_price::amount};
use crate::{
    backend::Backend, clock::SystemClock, config::Config, metrics::OrderMetrics, rdb::Database,
    stream::NoHint,
};
use jari_core::{
    domain::{MatchId, Order, OrderCode, OrderId, OrderState},
    ports::{OrderDue, OrderStore},
    services::{Gateways, OrderError, OrderParts, OrderService},
};
use std::sync::Arc;

/// Orders that are read at once.
const MOST: u32 = 200;

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("which").required(true)))]
pub(super) struct Args {
    /// An order's code, as its buyer knows it.
    #[arg(long = "order", value_name = "CODE", group = "which")]
    code: Option<OrderCode>,
    /// A match's number, for all its orders that are paid. It must have been cancelled.
    #[arg(long = "match", value_name = "ID", group = "which", value_parser = admin::parse_id::<MatchId>)]
    match_id: Option<MatchId>,
    /// Who does it, as the log of events is to name you.
    #[arg(long, value_name = "NAME", default_value = "operator")]
    by: String,
}

/// Whoever looks after orders looks each second.
struct SeesItself;

impl OrderDue for SeesItself {
    fn due(&self) {}
}

pub(super) async fn run(config: &Config, db: &Database, args: &Args) -> Result<(), CommandError> {
    let clock = Arc::new(SystemClock);
    let backend = Backend::open(config, db, Arc::clone(&clock) as _).await?;
    let orders = Arc::clone(&backend.orders);
    let service = OrderService::new(OrderParts {
        catalogue: backend.catalogue,
        allocations: backend.allocations,
        orders: backend.orders,
        hint: Arc::new(NoHint),
        clock,
        // The money is given back by a running instance, which has the gateways.
        gateways: Gateways::default(),
        policy: config.orders.policy(),
        companions: config.allocation.companions(),
        due: Arc::new(SeesItself),
        count: Arc::new(OrderMetrics::default()),
        random: rand::random,
    });
    match (&args.code, args.match_id) {
        (Some(code), _) => {
            let id = orders.with_code(code).await?.ok_or_else(|| format!("there is no order {code}"))?;
            let order =
                cancelled(&service, &id, &args.by).await.map_err(|error| format!("order {code}: {error}"))?;
            say(told(&order));
            Ok(())
        }
        (None, Some(match_id)) => all_of(db, &service, &*orders, match_id, &args.by).await,
        (None, None) => Ok(()),
    }
}

/// Gives back all that was paid for a match that does not take place.
async fn all_of(
    db: &Database,
    service: &OrderService,
    orders: &dyn OrderStore,
    match_id: MatchId,
    by: &str,
) -> Result<(), CommandError> {
    let info = admin::service(db).find(match_id).await?;
    if info.cancelled_at.is_none() {
        return Err(
            format!("match {match_id} takes place: cancel-match cancels it, and --order one order").into()
        );
    }
    let (mut given_back, mut kept) = (0_u32, Vec::new());
    loop {
        let limit = MOST.saturating_add(u32::try_from(kept.len()).unwrap_or(u32::MAX));
        let mut paid = orders.paid_of(match_id, limit).await?;
        paid.retain(|id| !kept.contains(id));
        if paid.is_empty() {
            break;
        }
        for id in paid {
            match cancelled(service, &id, by).await {
                Ok(_) => given_back += 1,
                Err(OrderError::TicketUsed) => kept.push(id),
                Err(error) => {
                    return Err(format!(
                        "{error}: {given_back} orders were given back, and it may be done again"
                    )
                    .into());
                }
            }
        }
    }
    say(format_args!("Gave back {given_back} orders. Running instances refund them"));
    if kept.is_empty() {
        return Ok(());
    }
    Err(format!("{} orders stay, as somebody has entered by a ticket of theirs", kept.len()).into())
}

async fn cancelled(service: &OrderService, id: &OrderId, by: &str) -> Result<Order, OrderError> {
    service.cancel_by_operator(id, by).await
}

fn told(order: &Order) -> String {
    let (code, sum) = (&order.code, amount(order.money.amount, order.money.currency));
    match order.state {
        OrderState::Cancelled => format!("Order {code} is cancelled. A running instance refunds {sum}"),
        _ => format!("Order {code} is given up: it was not paid"),
    }
}
