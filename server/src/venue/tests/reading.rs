//! What good files are read as.

use super::{
    super::{ImportSeat, VenueImport, read_venue},
    details, plan,
};
use jari_core::domain::{Language, Name, Point, ShapeKind};
use proptest::prelude::*;
use serde_json::{Value, json};

fn at(x: f64, y: f64) -> Point {
    Point { x, y }
}

fn detailed() -> VenueImport {
    read_venue(&plan().to_string(), Some(&details().to_string())).expect("the files are good")
}

#[test]
fn positions_of_zone_row_and_seat_add_up() {
    let venue = detailed();
    let seats: Vec<_> = venue.blocks().flat_map(|block| block.seats()).collect();
    assert_eq!(seats.len(), 12);
    assert_eq!(seats.first().map(|s| s.at), Some(at(20.0, 100.0)));
    assert_eq!(seats.last().map(|s| s.at), Some(at(260.0, 130.0)));
    let last = venue.blocks().last().and_then(|block| block.rows.last()).unwrap();
    assert_eq!((last.label.as_str(), seats.last().map(|s| s.number.as_str())), ("2열", Some("3")));
    assert_eq!(seats.iter().filter(|s| s.accessible).count(), 1);
    assert!(seats.last().is_some_and(|s| s.accessible && s.category == Some(1)));
    let all = |is: fn(&ImportSeat) -> bool| {
        seats.iter().filter(|seat| is(seat)).map(|seat| seat.guid.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(all(|seat| seat.companion_of.as_deref() == Some("r-2-3")), ["r-1-3", "r-2-2"]);
    assert_eq!(all(|seat| seat.companion_of.is_some()).len(), 2);
    assert_eq!(all(|seat| seat.restricted_view), ["l-1-1", "r-2-2"]);
}

#[test]
fn details_give_hierarchy_and_prices() {
    let venue = detailed();
    assert_eq!(venue.name.as_str(), "시험 극장");
    let names: Vec<_> = venue.areas.iter().flat_map(|a| &a.sections).map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["왼편", "오른편"]);
    assert_eq!(venue.blocks().map(|b| b.name.as_str()).collect::<Vec<_>>(), ["A구역", "B구역"]);
    let categories: Vec<_> =
        venue.categories.iter().map(|c| (c.name.as_str(), c.color.as_str(), c.price)).collect();
    assert_eq!(categories[0], ("R석", "#aa0000", Some(90_000)));
    assert_eq!((categories[1].0, categories[1].2), ("S석", Some(0)));
}

#[test]
fn details_give_names_in_other_languages() {
    let mut details = details();
    details["name_en"] = json!(" Trial Theatre ");
    details["areas"][0]["name_en"] = json!("Ground floor");
    details["areas"][0]["sections"][0]["name_en"] = json!("Left");
    details["areas"][0]["sections"][0]["blocks"][0]["name_ko"] = json!("가구역");
    details["areas"][0]["sections"][0]["blocks"][0]["name_en"] = json!("Block A");
    details["categories"] = json!({"R석": {"name_en": "Royal"}});
    details["captions"] = json!({"무대": {"name_en": "Stage"}});
    let read = |details: &Value| read_venue(&plan().to_string(), Some(&details.to_string())).unwrap();
    let venue = read(&details);
    let english = |own: &str, text: &str| Name::from(own).with(Language::En, Some(text));
    assert_eq!(venue.name, english("시험 극장", "Trial Theatre"));
    assert_eq!(venue.areas[0].name, english("1층", "Ground floor"));
    assert_eq!(venue.areas[0].sections[0].name, english("왼편", "Left"));
    assert_eq!(venue.areas[0].sections[1].name, "오른편".into());
    let block = english("A구역", "Block A").with(Language::Ko, Some("가구역"));
    assert_eq!(venue.blocks().map(|block| block.name.clone()).collect::<Vec<_>>(), [block, "B구역".into()]);
    assert_eq!(venue.categories[0].name, english("R석", "Royal"));
    let captions: Vec<_> = venue.plan.shapes.iter().filter_map(|shape| shape.text.as_ref()).collect();
    assert_eq!((&captions[0].text, &captions[1].text), (&english("무대", "Stage"), &"입구".into()));
    assert_eq!((&venue.categories[1].name, venue.categories[1].price), (&"S석".into(), Some(0)));
    // Where the details have no areas, the venue's own name is that of the only one.
    details.as_object_mut().unwrap().remove("areas");
    let venue = read(&details);
    assert_eq!(venue.areas[0].name, venue.name);
    assert_eq!(venue.areas[0].sections[0].name, venue.name);
}

#[test]
fn without_details_each_zone_with_seats_is_a_block() {
    let mut plan = plan();
    plan["zones"][1].as_object_mut().unwrap().remove("name");
    let venue = read_venue(&plan.to_string(), None).unwrap();
    assert_eq!(venue.areas.len(), 1);
    assert_eq!(venue.areas[0].name.as_str(), "시험 극장");
    assert_eq!(venue.areas[0].sections[0].name.as_str(), "시험 극장");
    assert_eq!(venue.blocks().map(|b| b.name.as_str()).collect::<Vec<_>>(), ["왼쪽", "구역 2"]);
    let second = venue.blocks().last().unwrap();
    assert_eq!(second.name.in_language(Language::En), ("Block 2", Some(Language::En)));
    assert!(venue.categories.iter().all(|c| c.price.is_none()));
}

#[test]
fn zones_of_one_name_become_blocks_that_can_be_told_apart() {
    let mut plan = plan();
    plan["zones"][1]["name"] = json!("왼쪽");
    let venue = read_venue(&plan.to_string(), None).unwrap();
    assert_eq!(venue.blocks().map(|b| b.name.as_str()).collect::<Vec<_>>(), ["왼쪽", "왼쪽 2"]);
}

#[test]
fn details_may_name_a_zone_by_uuid_or_name_and_leave_the_hierarchy_out() {
    let mut details = details();
    details["areas"][0]["sections"][0]["blocks"][0]["zones"] = json!(["uuid-zl"]);
    details["areas"][0]["sections"][1]["blocks"][0]["zones"] = json!(["오른쪽"]);
    assert!(read_venue(&plan().to_string(), Some(&details.to_string())).is_ok());
    let prices = json!({"prices": {"R석": 1}}).to_string();
    let venue = read_venue(&plan().to_string(), Some(&prices)).unwrap();
    assert_eq!((venue.blocks().count(), venue.categories[0].price), (2, Some(1)));
}

#[test]
fn shapes_of_the_newer_variant() {
    let shapes = detailed().plan.shapes;
    assert_eq!(shapes.len(), 5);
    assert_eq!(shapes[0].kind, ShapeKind::Rectangle { width: 100.0, height: 40.0 });
    assert_eq!((shapes[0].at, shapes[0].rotation), (at(11.0, 22.0), 15.0));
    assert_eq!((shapes[0].color.as_deref(), shapes[0].border_color.as_deref()), (Some("#d2b48c"), None));
    let text = shapes[0].text.as_ref().unwrap();
    assert_eq!((text.text.as_str(), text.at, text.size), ("무대", at(50.0, 20.0), 24.0));
    assert_eq!(shapes[1].kind, ShapeKind::Ellipse { rx: 7.0, ry: 7.0 });
    assert_eq!(shapes[2].kind, ShapeKind::Ellipse { rx: 3.0, ry: 4.0 });
    assert!(matches!(&shapes[3].kind, ShapeKind::Polygon { points } if points.len() == 3));
    assert_eq!((&shapes[4].kind, shapes[4].text.as_ref().map(|t| t.size)), (&ShapeKind::Text, Some(16.0)));
}

#[test]
fn the_older_variant() {
    let old = json!({
        "name": "Old hall",
        "categories": [{"name": "Stalls", "color": "red"}],
        "zones": [{
            "displayed": true, "position": {"x": 5, "y": 5},
            "rows": [{
                "row_number": "1", "number_of_seats": 2, "seats_spacing": 20,
                "seats": [
                    {"seat_guid": "a", "seat_number": "1", "position": {"x": 0, "y": 0}, "category": "Stalls"},
                    {"seat_guid": "b", "seat_number": "2", "position": {"x": 20, "y": 0}, "category": "Stalls"},
                ],
            }],
            "areas": [{"color": "#ccc", "width": 60, "height": 20, "position": {"x": 0, "y": -40}, "text": "Stage"}],
        }],
    });
    let venue = read_venue(&old.to_string(), None).unwrap();
    let block = venue.blocks().next().unwrap();
    assert_eq!((block.name.as_str(), block.seats().count()), ("구역 1", 2));
    assert_eq!((block.rows[0].label.as_str(), block.rows[0].seats[1].at), ("1", at(25.0, 5.0)));
    let stage = &venue.plan.shapes[0];
    assert_eq!(
        (&stage.kind, stage.at),
        (&ShapeKind::Rectangle { width: 60.0, height: 20.0 }, at(5.0, -35.0))
    );
    let text = stage.text.as_ref().unwrap();
    assert_eq!((text.text.as_str(), text.at), ("Stage", at(30.0, 10.0)));
}

#[test]
fn a_byte_order_mark_bare_numbers_and_a_missing_category_are_borne() {
    let mut plan = plan();
    plan["zones"][0]["rows"][0]["seats"][0]["seat_number"] = json!(1);
    plan["zones"][0]["rows"][0]["seats"][0]["category"] = json!(null);
    let venue = read_venue(&format!("\u{feff}{plan}"), None).unwrap();
    let seat = &venue.blocks().next().unwrap().rows[0].seats[0];
    assert_eq!((seat.number.as_str(), seat.category), ("1", None));
}

#[test]
fn a_seat_keeps_the_plans_id_and_gets_one_where_there_is_none() {
    let mut plan = plan();
    for seat in 0..3 {
        plan["zones"][0]["rows"][0]["seats"][seat].as_object_mut().unwrap().remove("seat_guid");
    }
    // What would be made for one of them is another's already, who comes later.
    plan["zones"][1]["rows"][0]["seats"][0]["seat_guid"] = json!("zl-1열-2");
    let read =
        || read_venue(&plan.to_string(), Some(&json!({"accessible": ["zl-1열-3"]}).to_string())).unwrap();
    let venue = read();
    let guids: Vec<_> = venue.blocks().flat_map(|block| block.seats()).map(|s| s.guid.as_str()).collect();
    assert_eq!(guids[..4], ["zl-1열-1", "zl-1열-2-2", "zl-1열-3", "l-2-1"]);
    assert_eq!(guids[6..8], ["zl-1열-2", "r-1-2"]);
    assert!(venue.blocks().next().unwrap().rows[0].seats[2].accessible);
    assert_eq!(venue, read(), "whenever it is read");
}

#[test]
fn a_gap_in_a_row_is_known() {
    let mut plan = plan();
    plan["zones"][0]["rows"][0]["seats"][2]["position"]["x"] = json!(95);
    let venue = read_venue(&plan.to_string(), None).unwrap();
    let indexes = |row: usize| -> Vec<u32> {
        venue.blocks().next().unwrap().rows[row].seats.iter().map(|seat| seat.index).collect()
    };
    assert_eq!((indexes(0), indexes(1)), (vec![0, 1, 3], vec![0, 1, 2]));
}

#[test]
fn the_extent_holds_everything_with_room() {
    let venue = detailed();
    let inside = |p: &Point| {
        venue.plan.min.x < p.x && p.x < venue.plan.max.x && venue.plan.min.y < p.y && p.y < venue.plan.max.y
    };
    assert!(venue.blocks().all(|b| b.outline.iter().all(inside) && inside(&b.label)));
    // The turned rectangle begins at the stage's place and is the highest of all.
    assert!(venue.plan.min.y < 20.0 && venue.plan.min.y > -10.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is written over a part of the file, the reader answers and never panics.
    #[test]
    fn any_text_in_place_of_a_part_is_read_or_refused(from in 0usize..3000, length in 0usize..40, text in "\\PC{0,20}") {
        let mut chars: Vec<char> = plan().to_string().chars().collect();
        let from = from.min(chars.len());
        let to = (from + length).min(chars.len());
        chars.splice(from..to, text.chars());
        let _ = read_venue(&chars.into_iter().collect::<String>(), Some(&details().to_string()));
    }

    /// Moving a zone moves its seats and nothing else about them.
    #[test]
    fn a_moved_zone_moves_its_seats(x in -1000.0..1000.0f64, y in 300.0..1000.0f64) {
        let mut plan = plan();
        plan["zones"][1]["position"] = json!({"x": x, "y": y});
        let venue = read_venue(&plan.to_string(), None).unwrap();
        let seat = &venue.blocks().nth(1).unwrap().rows[0].seats[0];
        prop_assert!((seat.at.x - (x + 20.0)).abs() < 1e-9 && (seat.at.y - y).abs() < 1e-9);
    }
}
