//! Whole files through the reader: what is read, and what is refused where.

mod reading;
mod refusals;

use serde_json::{Value, json};

/// A small plan in the newer variant: two zones of two rows, two categories and one zone of shapes alone.
fn plan() -> Value {
    let seat = |guid: &str, number: &str, x: f64, category: &str| {
        json!({
            "seat_guid": guid, "seat_number": number, "uuid": "u", "radius": 10, "start_direction": "<>",
            "position": {"x": x, "y": 0}, "category": category,
        })
    };
    let row = |number: &str, y: f64, seats: Vec<Value>| {
        json!({
            "row_number": number, "row_label": "%s열", "row_number_position": "start", "uuid": "u",
            "position": {"x": 0, "y": y}, "seats": seats,
        })
    };
    let zone = |id: &str, name: &str, x: f64, rows: Vec<Value>| {
        json!({
            "name": name, "zone_id": id, "uuid": format!("uuid-{id}"), "position": {"x": x, "y": 100}, "rows": rows,
            "areas": [],
        })
    };
    let rows = |zone: &str, category: &str| {
        let seats = |row: &str| {
            (1..=3)
                .map(|n| seat(&format!("{zone}-{row}-{n}"), &n.to_string(), 20.0 * f64::from(n), category))
                .collect()
        };
        vec![row("1", 0.0, seats("1")), row("2", 30.0, seats("2"))]
    };
    json!({
        "name": "시험 극장", "size": {"width": 800, "height": 600},
        "categories": [{"name": "R석", "color": "#A00"}, {"name": "S석"}],
        "zones": [
            zone("zl", "왼쪽", 0.0, rows("l", "R석")),
            zone("zr", "오른쪽", 200.0, rows("r", "S석")),
            {
                "name": "무대", "zone_id": "stage", "uuid": "uuid-stage", "position": {"x": 10, "y": 20}, "rows": [],
                "areas": [
                    {
                        "shape": "rectangle", "position": {"x": 1, "y": 2}, "rotation": 15, "color": "tan",
                        "border_color": "", "rectangle": {"width": 100, "height": 40},
                        "text": {"position": {"x": 50, "y": 20}, "text": "무대", "color": "#fff", "size": 24},
                    },
                    {"shape": "circle", "position": {"x": 5, "y": 5}, "color": "#123456", "circle": {"radius": 7}},
                    {"shape": "ellipse", "position": {"x": 5, "y": 5}, "ellipse": {"radius": {"x": 3, "y": 4}}},
                    {
                        "shape": "polygon", "position": {"x": 5, "y": 5},
                        "polygon": {"points": [{"x": 0, "y": 0}, {"x": 9, "y": 0}, {"x": 0, "y": 9}]},
                    },
                    {"shape": "text", "position": {"x": 0, "y": 0}, "text": {"position": {"x": 0, "y": 0}, "text": "입구"}},
                ],
            },
        ],
    })
}

/// Details for that plan.
fn details() -> Value {
    json!({
        "areas": [{"name": "1층", "sections": [
            {"name": "왼편", "blocks": [{"name": "A구역", "zones": ["zl"]}]},
            {"name": "오른편", "blocks": [{"name": "B구역", "zones": ["zr", "stage"]}]},
        ]}],
        "prices": {"R석": 90_000, "S석": 0},
        "accessible": ["r-2-3"],
        "companions": {"r-2-3": ["r-2-2", "r-1-3"]},
        "restricted": ["l-1-1", "r-2-2"],
    })
}
