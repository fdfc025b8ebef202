//! What is told outside of orders, as JSON. It names neither cart nor buyer: not even where the buyer is who is told.

use super::group::{Sale, SeatKey};
use jari_core::{
    domain::{BlockId, Destination, MatchId, OrderId, SeatId, UnixMillis, order::OrderMail},
    ports::StoreError,
};
use serde::Serialize;

/// What has become of seats of orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderEvent {
    /// They were sold.
    Paid,
    /// They were given back.
    Voided,
}

/// A seat of an order, with what it costs.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) sale: &'a Sale,
    pub(super) amount: i64,
    pub(super) currency: &'a str,
}

/// One message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OrderMessage {
    pub(super) to: Destination,
    pub(super) key: String,
    pub(super) kind: &'static str,
    pub(super) payload: String,
    pub(super) at: UnixMillis,
}

/// The whole of what is told.
#[derive(Serialize)]
struct Payload<'a> {
    r#type: &'static str,
    timestamp: String,
    data: Order<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Order<'a> {
    order_id: &'a str,
    match_id: MatchId,
    seats: Vec<Seat>,
    /// All seats together, in the currency's smallest unit.
    amount: i64,
    currency: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Seat {
    id: SeatId,
    block_id: BlockId,
    amount: i64,
}

/// What is to be written to whoever has bought.
pub(super) fn mail(mail: &OrderMail, at: UnixMillis) -> Result<OrderMessage, StoreError> {
    let payload = serde_json::to_string(&mail.payload());
    let payload = payload.map_err(|error| StoreError::Inconsistent(error.to_string()))?;
    Ok(OrderMessage { to: Destination::Mail, key: mail.key(), kind: mail.kind(), payload, at })
}

/// One message for each order, to the operator.
pub(super) fn messages(event: OrderEvent, mut lines: Vec<Line<'_>>) -> Result<Vec<OrderMessage>, StoreError> {
    let order = |line: &Line<'_>| line.sale.order.clone();
    lines.sort_unstable_by_key(|line| (order(line), line.sale.place));
    lines.chunk_by(|one, next| one.sale.order == next.sale.order).map(|lines| message(event, lines)).collect()
}

fn message(event: OrderEvent, lines: &[Line<'_>]) -> Result<OrderMessage, StoreError> {
    let [Line { sale: Sale { place, order, at, .. }, currency, .. }, ..] = lines else {
        return Err(StoreError::Inconsistent("an order without a seat".to_owned()));
    };
    let unreadable = |error: &dyn std::error::Error| StoreError::Inconsistent(error.to_string());
    let timestamp = jiff::Timestamp::from_millisecond(at.0).map_err(|error| unreadable(&error))?.to_string();
    let seat = |line: &Line<'_>| {
        let SeatKey { block_id, seat_id, .. } = line.sale.place;
        Seat { id: seat_id, block_id, amount: line.amount }
    };
    let data = Order {
        order_id: order.as_str(),
        match_id: place.match_id,
        seats: lines.iter().map(seat).collect(),
        amount: lines.iter().map(|line| line.amount).sum(),
        currency,
    };
    let payload = Payload { r#type: event.kind(), timestamp, data };
    let payload = serde_json::to_string(&payload).map_err(|error| unreadable(&error))?;
    Ok(OrderMessage {
        to: Destination::Webhook,
        key: event.key(order, place.seat_id),
        kind: event.kind(),
        payload,
        at: *at,
    })
}

impl OrderEvent {
    const fn kind(self) -> &'static str {
        match self {
            Self::Paid => "order.paid",
            Self::Voided => "order.voided",
        }
    }

    /// What tells the message from every other. An order is paid once. It may be given back in parts, each seat once, so that any of
    /// a part's seats tells it from the others. There is no full stop in it, as one ends it where messages are signed.
    fn key(self, order: &OrderId, seat: SeatId) -> String {
        match self {
            Self::Paid => format!("order_paid_{order}"),
            Self::Voided => format!("order_voided_{order}_{seat}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::CartId;

    fn sale(order: &str, block: i64, seat: i64) -> Sale {
        Sale {
            place: SeatKey { match_id: MatchId(1), block_id: BlockId(block), seat_id: SeatId(seat) },
            order: OrderId::from_stored(order),
            cart: CartId::from_verified("somebody"),
            at: UnixMillis(1_806_127_200_000),
            is_settled: true,
        }
    }

    #[test]
    fn each_order_is_one_message_and_its_seats_are_in_order() {
        let sales = [sale("b", 2, 9), sale("a", 3, 7), sale("b", 1, 8)];
        let line = |sale| Line { sale, amount: 21_000, currency: "KRW" };
        let told = messages(OrderEvent::Paid, sales.iter().map(line).collect()).unwrap();
        assert_eq!(told.iter().map(|told| &*told.key).collect::<Vec<_>>(), ["order_paid_a", "order_paid_b"]);
        assert_eq!(
            told[1].payload,
            r#"{"type":"order.paid","timestamp":"2027-03-27T06:00:00Z","data":{"orderId":"b","matchId":1,"seats":[{"id":8,"blockId":1,"amount":21000},{"id":9,"blockId":2,"amount":21000}],"amount":42000,"currency":"KRW"}}"#
        );
        assert!(told.iter().all(|told| !told.payload.contains("somebody") && told.kind == "order.paid"));
        assert_eq!(messages(OrderEvent::Paid, Vec::new()).unwrap(), []);
    }

    #[test]
    fn parts_of_an_order_are_given_back_by_messages_of_their_own() {
        let (first, second) = (sale("a", 1, 8), sale("a", 1, 9));
        let key = |sale| {
            let line = Line { sale, amount: 0, currency: "KRW" };
            messages(OrderEvent::Voided, vec![line]).unwrap().remove(0).key
        };
        assert_eq!([key(&first), key(&second)], ["order_voided_a_8", "order_voided_a_9"]);
    }
}
