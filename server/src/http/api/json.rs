//! What the REST routes say of matches, venues and holds: the documented JSON, which stays as it is whatever the domain's
//! own types become. A name is what something is called by itself, in whatever language that is.

use jari_core::domain::best_available::Orphan;
use jari_core::domain::{
    self, AreaId, BlockId, BlockOverview, CategoryId, Held, MatchId, MatchInfo, MatchOverview, MatchPrices,
    Revision, SaleWindow, SeatChange, SeatId, SeatStatus, SectionId, UnixMillis, VenueId,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// A match and its free seats.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Match {
    id: MatchId,
    name: String,
    venue_id: VenueId,
    venue_name: String,
    starts_at: UnixMillis,
    sale: Sale,
    total: u32,
    free: u32,
}

/// When seats may be held.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sale {
    opens_at: UnixMillis,
    closes_at: Option<UnixMillis>,
}

impl From<MatchOverview> for Match {
    fn from(MatchOverview { info, free }: MatchOverview) -> Self {
        let MatchInfo { id, venue_id, starts_at, sale, total, .. } = info;
        let (name, venue_name) = (info.name.to_string(), info.venue_name.to_string());
        let SaleWindow { opens_at, closes_at } = sale;
        Self { id, name, venue_id, venue_name, starts_at, sale: Sale { opens_at, closes_at }, total, free }
    }
}

/// An area of a venue.
#[derive(Serialize)]
pub(super) struct Area {
    id: AreaId,
    name: String,
}

impl From<domain::Area> for Area {
    fn from(domain::Area { id, name }: domain::Area) -> Self {
        Self { id, name: name.to_string() }
    }
}

/// A section of an area.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Section {
    id: SectionId,
    area_id: AreaId,
    name: String,
}

impl From<domain::Section> for Section {
    fn from(domain::Section { id, area_id, name }: domain::Section) -> Self {
        Self { id, area_id, name: name.to_string() }
    }
}

/// A block with its names, its shape, and what there is left of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Block {
    id: BlockId,
    name: String,
    section_id: SectionId,
    section_name: String,
    area_id: AreaId,
    area_name: String,
    total: u32,
    free: u32,
    outline: Vec<Point>,
    label: Point,
    price_from: Option<i64>,
}

/// A price category as a match has it.
#[derive(Serialize)]
pub(super) struct Category {
    id: CategoryId,
    name: String,
    color: String,
    price: Option<i64>,
    /// By the types' keys, where the match has types.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    prices: BTreeMap<String, i64>,
}

impl Category {
    pub(super) fn new(category: domain::PriceCategory, prices: &MatchPrices) -> Self {
        let price = |of: &domain::TypePrices| Some((of.of.key.clone(), of.price(category.id)?));
        Self {
            id: category.id,
            prices: prices.types().iter().filter_map(price).collect(),
            name: category.name.to_string(),
            color: category.color,
            price: category.price,
        }
    }
}

/// A type of ticket.
#[derive(Serialize)]
pub(super) struct TicketType {
    key: String,
    name: String,
}

impl From<&domain::TypePrices> for TicketType {
    fn from(domain::TypePrices { of, .. }: &domain::TypePrices) -> Self {
        Self { key: of.key.clone(), name: of.name.to_string() }
    }
}

/// A place in a venue's plan.
#[derive(Serialize)]
struct Point {
    x: f64,
    y: f64,
}

impl From<domain::Point> for Point {
    fn from(domain::Point { x, y }: domain::Point) -> Self {
        Self { x, y }
    }
}

impl From<BlockOverview> for Block {
    fn from(BlockOverview { info, free, outline, label, price_from }: BlockOverview) -> Self {
        let domain::BlockInfo { id, section_id, area_id, total, .. } = info;
        let outline = outline.into_iter().map(Point::from).collect();
        let label = label.into();
        Self {
            id,
            name: info.name.to_string(),
            section_id,
            section_name: info.section_name.to_string(),
            area_id,
            area_name: info.area_name.to_string(),
            total,
            free,
            outline,
            label,
            price_from,
        }
    }
}

/// A seat that has just been put on hold.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HeldSeat {
    seat_id: SeatId,
    block_id: BlockId,
    expires_at: UnixMillis,
    rev: Revision,
    status: SeatStatus,
}

/// A free seat that a choice leaves alone, and the chosen one that may be given up for it instead.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LeftAlone {
    seat_id: SeatId,
    instead_of: Option<SeatId>,
}

impl From<Orphan> for LeftAlone {
    fn from(Orphan { seat_id, instead_of }: Orphan) -> Self {
        Self { seat_id, instead_of }
    }
}

impl From<Held> for HeldSeat {
    fn from(Held { seat_id, block_id, expires_at, rev, since: _ }: Held) -> Self {
        Self { seat_id, block_id, expires_at, rev, status: SeatStatus::Hold }
    }
}

/// A seat that has just changed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChangedSeat {
    seat_id: SeatId,
    status: SeatStatus,
    rev: Revision,
}

impl From<SeatChange> for ChangedSeat {
    fn from(SeatChange { seat_id, status, rev }: SeatChange) -> Self {
        Self { seat_id, status, rev }
    }
}

/// An order, as its own cart is told it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    order_id: String,
    code: String,
    match_id: MatchId,
    status: &'static str,
    seats: Vec<OrderedSeat>,
    fee: i64,
    amount: i64,
    currency: domain::Currency,
    created_at: UnixMillis,
    /// When its seats are given up if it is not paid.
    reserved_until: UnixMillis,
    payments: Vec<Payment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buyer: Option<Buyer>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderedSeat {
    seat_id: SeatId,
    block_id: BlockId,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<String>,
    amount: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payment {
    payment_id: String,
    gateway: String,
    status: &'static str,
}

#[derive(Serialize)]
struct Buyer {
    name: String,
    email: String,
    phone: String,
}

impl From<domain::Order> for Order {
    fn from(order: domain::Order) -> Self {
        let seat = |item: domain::OrderItem| {
            let domain::OrderItem { block_id, seat_id, ticket_type, amount } = item;
            OrderedSeat { seat_id, block_id, r#type: ticket_type, amount }
        };
        let payment = |payment: domain::Payment| Payment {
            payment_id: payment.id.to_string(),
            gateway: payment.gateway,
            status: payment.state.as_str(),
        };
        Self {
            order_id: order.id.to_string(),
            code: order.code.to_string(),
            match_id: order.match_id,
            status: order.state.as_str(),
            seats: order.items.into_iter().map(seat).collect(),
            fee: order.fee,
            amount: order.money.amount,
            currency: order.money.currency,
            created_at: order.created_at,
            reserved_until: order.reserved_until,
            payments: order.payments.into_iter().map(payment).collect(),
            buyer: None,
        }
    }
}

impl Order {
    /// The same with who buys it, unless that is forgotten.
    pub(super) fn with_buyer(order: domain::Order, buyer: Option<&domain::Buyer>) -> Self {
        let buyer = buyer.map(|buyer| {
            let [name, email, phone] = [buyer.name(), buyer.email(), buyer.phone()].map(str::to_owned);
            Buyer { name, email, phone }
        });
        Self { buyer, ..order.into() }
    }
}
