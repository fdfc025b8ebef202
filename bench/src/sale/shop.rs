//! What buyers read of the shop, by hand where there is much of it.

use super::tally::Told;
use crate::{error::Result, wire::number_after};
use memchr::memmem;
use serde_json::Value;

/// The blocks with their free seats.
pub fn free_by_block(json: &[u8]) -> Vec<(u64, u64)> {
    let starts = memmem::find_iter(json, b"{\"id\":");
    let block = |at: usize| {
        let block = json.get(at..)?;
        Some((number_after(block, b"{\"id\":")?, number_after(block, b"\"free\":")?))
    };
    starts.filter_map(block).collect()
}

/// The free seats of a block, in their order.
pub fn free_seats(json: &[u8]) -> Vec<u64> {
    // Thousands of seats are read for each that is chosen.
    let seat = |part: &[u8]| {
        let part = part.strip_suffix(b",\"status\":\"AVAILABLE\"")?;
        let from = part.iter().rposition(|byte| *byte == b':')? + 1;
        std::str::from_utf8(&part[from..]).ok()?.parse().ok()
    };
    json.split(|byte| *byte == b'}').filter_map(seat).collect()
}

/// As many seats side by side as are wanted, or else as many as there are, by a number by chance. Seats of a row have one id after
/// the other.
pub fn choose(free: &[u64], count: usize, chance: u64) -> Vec<u64> {
    let runs: Vec<&[u64]> = free.chunk_by(|one, next| *next == one + 1).collect();
    let fitting: Vec<&[u64]> = runs.iter().copied().filter(|run| run.len() >= count).collect();
    let chance = usize::try_from(chance % (1 << 31)).unwrap_or_default();
    if let Some(run) = fitting.get(chance % fitting.len().max(1)) {
        let from = chance / fitting.len() % (run.len() - count + 1);
        return run[from..from + count].to_vec();
    }
    runs.iter().max_by_key(|run| run.len()).map(|run| run.to_vec()).unwrap_or_default()
}

/// The seats of a hold, and when it ends.
pub fn read_hold(json: &[u8]) -> Option<(Vec<u64>, i64)> {
    let starts = memmem::find_iter(json, b"\"seatId\":");
    let seats: Vec<u64> = starts.filter_map(|at| number_after(json.get(at..)?, b"\"seatId\":")).collect();
    let until = i64::try_from(number_after(json, b"\"expiresAt\":")?).ok()?;
    (!seats.is_empty()).then_some((seats, until))
}

/// The code of an error.
pub fn code(json: &[u8]) -> String {
    let value: Value = serde_json::from_slice(json).unwrap_or_default();
    value["code"].as_str().unwrap_or("?").to_owned()
}

/// An order: its id, what it costs, until when it has its seats, and what is said of it.
pub struct OrderRead {
    /// Its id.
    pub id: String,
    /// What it costs.
    pub amount: i64,
    /// Until when it has its seats unpaid.
    pub until: i64,
    /// What is said of it.
    pub told: Told,
}

/// Reads an order.
///
/// # Errors
/// When it is none.
pub fn read_order(json: &[u8]) -> Result<OrderRead> {
    let value: Value = serde_json::from_slice(json)?;
    let data = &value["data"];
    let no_order = || format!("this is no order: {}", String::from_utf8_lossy(json));
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let payments = data["payments"].as_array().ok_or_else(no_order)?;
    let payments: Option<_> = payments.iter().map(|payment| text(&payment["status"])).collect();
    let told = Told {
        status: text(&data["status"]).ok_or_else(no_order)?,
        payments: payments.ok_or_else(no_order)?,
    };
    Ok(OrderRead {
        id: text(&data["orderId"]).ok_or_else(no_order)?,
        amount: data["amount"].as_i64().ok_or_else(no_order)?,
        until: data["reservedUntil"].as_i64().ok_or_else(no_order)?,
        told,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_free_is_read() {
        let json =
            br#"{"status":200,"data":{"blocks":[{"id":3,"name":"a","total":9,"free":7},{"id":5,"free":0}]}}"#;
        assert_eq!(free_by_block(json), [(3, 7), (5, 0)]);
        let json = br#"{"data":{"seats":[{"id":1,"status":"AVAILABLE"},{"id":2,"status":"HOLD"},{"id":9,"status":"AVAILABLE"}]}}"#;
        assert_eq!(free_seats(json), [1, 9]);
    }

    #[test]
    fn seats_side_by_side_are_chosen() {
        for chance in 0..100 {
            let chosen = choose(&[1, 2, 5, 6, 7, 9], 2, chance);
            assert!([[1, 2], [5, 6], [6, 7]].iter().any(|pair| chosen == pair), "{chosen:?}");
        }
        assert_eq!(choose(&[1, 5, 6], 3, 8), [5, 6]);
        assert!(choose(&[], 2, 1).is_empty());
    }

    #[test]
    fn holds_and_orders_are_read() {
        let one = br#"{"status":201,"data":{"seatId":4,"blockId":1,"expiresAt":99,"rev":1}}"#;
        assert_eq!(read_hold(one), Some((vec![4], 99)));
        let two = br#"{"data":{"seats":[{"seatId":4,"expiresAt":98},{"seatId":5,"expiresAt":98}]}}"#;
        assert_eq!(read_hold(two), Some((vec![4, 5], 98)));
        let order = br#"{"data":{"orderId":"x","status":"PENDING","seats":[{"seatId":1,"amount":2}],"amount":5,"reservedUntil":7,"payments":[{"status":"CREATED"}]}}"#;
        let order = read_order(order).unwrap();
        assert_eq!((&*order.id, order.amount, order.until), ("x", 5, 7));
        assert!(!order.told.is_settled());
        assert_eq!(code(br#"{"code":"SEAT_TAKEN"}"#), "SEAT_TAKEN");
    }
}
