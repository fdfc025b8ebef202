//! Making an order, and reserving its seats.

use super::{OrderError, OrderService, busy};
use crate::{
    domain::{
        Buyer, CartId, Command, Language, MatchId, MatchInfo, Money, Order, OrderCode, OrderId, OrderItem,
        OrderState, Refusal, Refused, SeatId, Venue, companions,
        order::{OrderEvent, price_of_line},
    },
    ports::{AllocationError, NewOrder, Placed},
    services::match_venue,
};

/// As many codes are tried: of a million orders each try meets one in 650,000.
const CODES: u32 = 8;

/// A seat that somebody wants to buy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedSeat {
    /// The seat.
    pub seat_id: SeatId,
    /// The word for the kind of ticket, where there are kinds.
    pub ticket_type: Option<String>,
}

/// What somebody wants to buy.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The seats, none twice.
    pub seats: Vec<WantedSeat>,
    /// Who buys.
    pub buyer: Buyer,
    /// What the buyer speaks.
    pub language: Language,
    /// What the cart calls the order: by the same word it is the same order.
    pub key: String,
}

impl OrderService {
    /// Makes an order of seats that the cart has on hold, all of them or none, and reserves them. By the same key it answers the
    /// order that there is. It may be done after the sale as well, as long as the holds last, but not of a match that was cancelled.
    ///
    /// # Errors
    /// An [`OrderError`]; a refusal names the seats that stood in the way.
    #[tracing::instrument(level = "debug", name = "order.place", skip_all, fields(%match_id))]
    pub async fn place(
        &self,
        match_id: MatchId,
        wanted: &Wanted,
        cart: &CartId,
    ) -> Result<Order, OrderError> {
        let (info, venue) = match_venue::find(&*self.0.catalogue, match_id).await?;
        info.require_taking_place()?;
        let policy = self.0.policy;
        if let Some(most) = policy.most_of_order.filter(|most| wanted.seats.len() > *most as usize) {
            return Err(OrderError::TooManySeatsOfOrder(most));
        }
        let items = items(&info, &venue, wanted)?;
        if self.0.companions.holds(info.starts_at, self.now()) {
            let places: Vec<_> = items.iter().map(|item| (item.block_id, item.seat_id)).collect();
            if let Some(refused) = companions::refusal(&companions::unaccompanied(&venue, &places)) {
                return Err(refused.into());
            }
        }
        let amount = items.iter().fold(info.prices.fee(), |sum, item| sum.saturating_add(item.amount));
        for _ in 0..CODES {
            let now = self.now();
            let order = Order {
                id: OrderId::from_random((self.0.random)()),
                code: OrderCode::from_random((self.0.random)()),
                match_id,
                cart: cart.clone(),
                state: OrderState::Pending,
                items: items.clone(),
                fee: info.prices.fee(),
                money: Money { amount, currency: info.currency },
                language: wanted.language,
                created_at: now,
                reserved_until: now + policy.pay_ttl_millis,
                reserved_at: None,
                free_at: None,
                version: 0,
                payments: Vec::new(),
            };
            let (key, buyer) = (wanted.key.clone(), wanted.buyer.clone());
            let new = NewOrder { order, key, buyer, most_of_buyer: policy.most_of_buyer };
            match self.0.orders.place(&new).await? {
                Placed::Made => {
                    self.0.count.order(new.order.state);
                    return self.reserve(new.order).await;
                }
                Placed::CodeTaken => {}
                Placed::TooManySeats => {
                    return Err(OrderError::TooManySeatsOfBuyer(policy.most_of_buyer.unwrap_or_default()));
                }
                Placed::Before(before, buyer) => {
                    let is_same = |(one, other): (&OrderItem, &OrderItem)| {
                        one.seat_id == other.seat_id && one.ticket_type == other.ticket_type
                    };
                    let is_same = before.items.len() == items.len()
                        && before.items.iter().zip(&items).all(is_same)
                        && buyer.is_none_or(|buyer| buyer == wanted.buyer);
                    return if is_same { self.reserve(*before).await } else { Err(OrderError::KeyReused) };
                }
            }
        }
        Err(busy().into())
    }

    /// Reserves an order's seats, if that is not done yet.
    pub(super) async fn reserve(&self, order: Order) -> Result<Order, OrderError> {
        match order.state {
            OrderState::Pending if order.reserved_at.is_none() => {}
            OrderState::Pending | OrderState::Paid => return Ok(order),
            OrderState::Cancelled | OrderState::Expired | OrderState::Failed => {
                return Err(Refusal::OrderEnded.into());
            }
        }
        let now = self.now();
        let command = Command::place_order(order.match_id, order.places(), &order.cart, &order.id, now);
        match self.change(&command).await {
            Ok(()) => self.find(&order.id).await,
            Err(AllocationError::Refused(refused)) => {
                // If it cannot be stored, the order ends when its time is up.
                if let Some(after) = order.after(OrderEvent::Refused, now) {
                    self.save(&order, &after).await?;
                }
                Err(refused.into())
            }
            Err(AllocationError::Store(error)) => Err(error.into()),
        }
    }
}

/// The lines of an order, with their prices.
fn items(info: &MatchInfo, venue: &Venue, wanted: &Wanted) -> Result<Vec<OrderItem>, OrderError> {
    let (mut items, mut missing, mut not_priced) =
        (Vec::with_capacity(wanted.seats.len()), Vec::new(), Vec::new());
    for WantedSeat { seat_id, ticket_type } in &wanted.seats {
        let block = venue.block_of(*seat_id);
        let seat = block.and_then(|block| Some((block, block.seat(*seat_id)?)));
        let Some((block, seat)) = seat else {
            missing.push(*seat_id);
            continue;
        };
        match price_of_line(info, venue, seat, ticket_type.as_deref()) {
            Ok((amount, ticket_type)) => {
                items.push(OrderItem { block_id: block.info.id, seat_id: *seat_id, ticket_type, amount })
            }
            Err(Refusal::NoPrice) => not_priced.push(*seat_id),
            Err(why) => return Err(Refused { why, seats: vec![*seat_id] }.into()),
        }
    }
    if !missing.is_empty() {
        return Err(Refused { why: Refusal::SeatNotFound, seats: missing }.into());
    }
    if !not_priced.is_empty() {
        return Err(Refused { why: Refusal::NoPrice, seats: not_priced }.into());
    }
    items.sort_by_key(|item| (item.block_id, item.seat_id));
    Ok(items)
}
