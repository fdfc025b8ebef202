//! The venue of the benchmark: blocks of the same size, as a seating plan in the format that Jari imports.

use serde_json::{Value, json};

/// Blocks of the venue.
pub const BLOCKS: usize = 40;

/// Seats of a block.
pub const SEATS: usize = 1_000;

/// How large a venue is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Its blocks.
    pub blocks: usize,
    /// Seats of a block: whole rows.
    pub seats: usize,
}

/// What most figures are measured at.
pub const USUAL: Size = Size { blocks: BLOCKS, seats: SEATS };

/// Seats of a row.
const ROW: usize = 40;

/// The plan's text.
pub fn plan(size: Size) -> String {
    let zones: Vec<Value> = (0..size.blocks).map(|number| zone(number, size.seats)).collect();
    json!({
        "name": "Benchmark",
        "categories": [{"name": "Seat", "color": "#336699"}],
        "zones": zones,
        "size": {"width": 2_000, "height": 2_000},
    })
    .to_string()
}

fn zone(number: usize, seats: usize) -> Value {
    let rows: Vec<Value> = (0..seats / ROW)
        .map(|row| {
            let seats: Vec<Value> = (0..ROW)
                .map(|seat| {
                    json!({
                        "seat_guid": format!("{number}-{row}-{seat}"),
                        "seat_number": (seat + 1).to_string(),
                        "position": {"x": seat * 10, "y": 0},
                        "category": "Seat",
                    })
                })
                .collect();
            json!({"row_number": (row + 1).to_string(), "position": {"x": 0, "y": row * 10}, "seats": seats})
        })
        .collect();
    json!({
        "name": format!("Block {number}"),
        "zone_id": format!("z{number}"),
        "position": {"x": number % 8 * 500, "y": number / 8 * 400},
        "rows": rows,
        "areas": [],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seat_is_in_the_plan() {
        let plan: Value = serde_json::from_str(&plan(USUAL)).unwrap();
        let zones = plan["zones"].as_array().unwrap();
        let rows = zones.iter().flat_map(|zone| zone["rows"].as_array().unwrap());
        let seats: usize = rows.map(|row| row["seats"].as_array().unwrap().len()).sum();
        assert_eq!((zones.len(), seats), (BLOCKS, BLOCKS * SEATS));
    }
}
