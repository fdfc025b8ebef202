//! What broken files are refused with: the file, the path inside it, and the reason.

use super::{
    super::{VenueFile, VenueFileError, read_venue},
    details, plan,
};
use serde_json::{Value, json};

/// The refusal of a plan or of details in which one value was replaced.
fn refusal(file: VenueFile, pointer: &str, value: Value) -> VenueFileError {
    let (mut plan, mut details) = (plan(), details());
    let root = if file == VenueFile::Plan { &mut plan } else { &mut details };
    match root.pointer_mut(pointer) {
        Some(place) => *place = value,
        // A pointer to what is not there adds a field to the object around it.
        None => {
            let (parent, field) = pointer.rsplit_once('/').unwrap();
            root.pointer_mut(parent).unwrap()[field] = value;
        }
    }
    read_venue(&plan.to_string(), Some(&details.to_string())).expect_err(pointer)
}

/// Checks the refusals of many single faults.
fn check(file: VenueFile, faults: Vec<(&str, Value, &str, &str)>) {
    for (pointer, value, path, reason) in faults {
        let error = refusal(file, pointer, value);
        assert_eq!((error.file, error.path.as_str()), (file, path), "{error}");
        assert!(error.reason.contains(reason), "{error}");
    }
}

#[test]
fn wrong_types_in_the_plan() {
    check(
        VenueFile::Plan,
        vec![
            ("/name", json!(1), "name", "expected a string"),
            ("/zones", json!({}), "zones", "expected a sequence"),
            (
                "/zones/1/rows/0/seats/2/position/x",
                json!("1"),
                "zones[1].rows[0].seats[2].position.x",
                "expected f64",
            ),
            (
                "/zones/1/rows/0/seats/2/seat_guid",
                json!([]),
                "zones[1].rows[0].seats[2].seat_guid",
                "expected a string",
            ),
            ("/zones/0/rows/0", json!({"seats": []}), "zones[0].rows[0]", "missing field `row_number`"),
            ("/zones/2/areas/0/shape", json!("star"), "zones[2].areas[0].shape", "unknown variant"),
            ("/zones/2/areas/0/text/size", json!("big"), "zones[2].areas[0].text.size", "expected f64"),
            ("/zones/2/areas/0/text", json!(5), "zones[2].areas[0].text", "a string or an object"),
        ],
    );
}

#[test]
fn faults_of_seats() {
    let seat = "zones[1].rows[1].seats[2]";
    let path = |field: &str| format!("{seat}.{field}");
    check(
        VenueFile::Plan,
        vec![
            ("/zones", json!([]), "zones", "no seat"),
            (
                "/zones/1/rows/1/seats/2/seat_guid",
                json!("l-1-1"),
                &path("seat_guid"),
                "zones[0].rows[0].seats[0]",
            ),
            ("/zones/1/rows/1/seats/2/seat_guid", json!(" "), &path("seat_guid"), "empty"),
            (
                "/zones/1/rows/1/seats/2/seat_number",
                json!("1"),
                &path("seat_number"),
                "zones[1].rows[1].seats[0]",
            ),
            ("/zones/1/rows/1/seats/2/seat_number", json!(""), &path("seat_number"), "empty"),
            ("/zones/1/rows/1/seats/2/category", json!("Z"), &path("category"), "no category"),
            ("/zones/1/rows/1/seats/2/position/x", json!(1e7), &path("position.x"), "no sensible coordinate"),
            ("/zones/1/rows/1/seats/2/position/x", json!(20), &path("position"), "zones[1].rows[1].seats[0]"),
            (
                "/zones/1/rows/1/position/y",
                json!(-2e6),
                "zones[1].rows[1].position.y",
                "no sensible coordinate",
            ),
            ("/zones/1/position/y", json!(2e6), "zones[1].position.y", "no sensible coordinate"),
        ],
    );
    let error = read_venue(&plan().to_string().replacen("\"x\":20.0", "\"x\":1e999", 1), None).unwrap_err();
    assert_eq!(error.path, "zones[0].rows[0].seats[0].position.x");
}

#[test]
fn an_empty_row_label_is_refused_where_there_is_no_number_either() {
    let mut plan = plan();
    plan["zones"][0]["rows"][1]["row_label"] = json!("");
    plan["zones"][0]["rows"][1]["row_number"] = json!("");
    let error = read_venue(&plan.to_string(), None).unwrap_err();
    assert_eq!(error.path, "zones[0].rows[1].row_number");
}

#[test]
fn faults_of_names_and_categories() {
    check(
        VenueFile::Plan,
        vec![
            ("/name", json!(" "), "name", "empty"),
            ("/name", json!("가".repeat(201)), "name", "longer"),
            ("/categories/1/name", json!(""), "categories[1].name", "empty"),
            ("/categories/1/name", json!("R석"), "categories[1].name", "categories[0]"),
            ("/categories/1/color", json!("rot"), "categories[1].color", "no colour"),
        ],
    );
}

#[test]
fn faults_of_shapes() {
    check(
        VenueFile::Plan,
        vec![
            ("/zones/2/areas/0/color", json!("#12"), "zones[2].areas[0].color", "no colour"),
            (
                "/zones/2/areas/0/border_color",
                json!("url(#a)"),
                "zones[2].areas[0].border_color",
                "no colour",
            ),
            ("/zones/2/areas/0/text/color", json!("?"), "zones[2].areas[0].text.color", "no colour"),
            ("/zones/2/areas/0/rotation", json!(1e9), "zones[2].areas[0].rotation", "no sensible"),
            ("/zones/2/areas/0/rectangle/width", json!(-1), "zones[2].areas[0].rectangle.width", "negative"),
            ("/zones/2/areas/0/rectangle", json!(null), "zones[2].areas[0].width", "missing"),
            ("/zones/2/areas/1/circle", json!(null), "zones[2].areas[1].circle", "missing"),
            (
                "/zones/2/areas/2/ellipse/radius/y",
                json!(-4),
                "zones[2].areas[2].ellipse.radius.y",
                "negative",
            ),
            ("/zones/2/areas/3/polygon/points", json!([]), "zones[2].areas[3].polygon.points", "corners"),
            (
                "/zones/2/areas/3/polygon/points/1/y",
                json!(3e6),
                "zones[2].areas[3].polygon.points[1].y",
                "no sensible",
            ),
            ("/zones/2/areas/4/position/x", json!(3e6), "zones[2].areas[4].position.x", "no sensible"),
        ],
    );
}

#[test]
fn faults_of_the_details() {
    let blocks = "/areas/0/sections/1/blocks";
    let zones = "/areas/0/sections/1/blocks/0/zones";
    let path = "areas[0].sections[1].blocks[0].zones";
    check(
        VenueFile::Details,
        vec![
            ("/areas", json!("x"), "areas", "expected a sequence"),
            ("/accesible", json!([]), "accesible", "unknown field"),
            ("/areas", json!([]), "areas", "empty"),
            ("/areas/0/sections", json!([]), "areas[0].sections", "empty"),
            (blocks, json!([]), "areas[0].sections[1].blocks", "empty"),
            ("/areas/0/sections/1/name", json!("왼편"), "areas[0].sections[1].name", "another"),
            ("/areas/0/name", json!(""), "areas[0].name", "empty"),
            (zones, json!(["zr", "zx"]), &format!("{path}[1]"), "no zone"),
            (zones, json!(["zr", "zl"]), &format!("{path}[1]"), "areas[0].sections[0].blocks[0].zones[0]"),
            (zones, json!(["stage"]), path, "no seat"),
            (
                "/areas/0/sections/1",
                json!({"name": "x", "blocks": []}),
                "areas[0].sections[1].blocks",
                "empty",
            ),
            ("/areas/0/sections", json!([details()["areas"][0]["sections"][0]]), "areas", "zones[1]"),
            ("/prices/S석", json!(-1), "prices.S석", "no price"),
            ("/prices/S석", json!(1.5), "prices.S석", "expected i64"),
            ("/prices/VIP", json!(1), "prices.VIP", "no category"),
            ("/accessible/0", json!("r-9-9"), "accessible[0]", "no seat"),
            ("/restricted/1", json!("r-9-9"), "restricted[1]", "no seat"),
            ("/companions", json!({"r-9-9": []}), "companions.r-9-9", "no seat"),
            (
                "/companions",
                json!({"r-1-1": ["r-1-2"]}),
                "companions.r-1-1",
                "not one of those in accessible",
            ),
            ("/companions/r-2-3/1", json!("r-9-9"), "companions.r-2-3[1]", "no seat"),
            ("/companions/r-2-3/1", json!("r-2-3"), "companions.r-2-3[1]", "wheelchair itself"),
            ("/companions/r-2-3/1", json!("r-2-2"), "companions.r-2-3[1]", "already, beside \"r-2-3\""),
            ("/companions/r-2-3/1", json!("l-2-2"), "companions.r-2-3[1]", "another block"),
            ("/companions/r-2-3", json!("r-2-2"), "companions.r-2-3", "expected a sequence"),
        ],
    );
}

#[test]
fn faults_of_names_in_other_languages() {
    let second = "areas[0].sections[1]";
    check(
        VenueFile::Details,
        vec![
            ("/name_en", json!(" "), "name_en", "empty"),
            ("/name_ko", json!("a\u{7}b"), "name_ko", "control character"),
            ("/name_en", json!(1), "name_en", "expected a string"),
            ("/name_fr", json!("x"), "name_fr", "unknown field"),
            ("/areas/0/name_en", json!("x".repeat(201)), "areas[0].name_en", "longer than 200"),
            // By itself, or by the other language, it would be told as the first section is.
            (
                "/areas/0/sections/1/name_en",
                json!("왼편"),
                &format!("{second}.name_en"),
                "another one beside it",
            ),
            (
                "/areas/0/sections/1/name_ko",
                json!("왼편"),
                &format!("{second}.name_ko"),
                "another one beside it",
            ),
            (
                "/areas/0/sections/1/blocks/0/name_en",
                json!(""),
                &format!("{second}.blocks[0].name_en"),
                "empty",
            ),
            ("/categories", json!({"VIP": {"name_en": "x"}}), "categories.VIP", "no category"),
            ("/categories", json!({"R석": {"name_en": ""}}), "categories.R석.name_en", "empty"),
            ("/captions", json!({"출구": {"name_en": "Exit"}}), "captions.출구", "no drawing"),
            ("/captions", json!({"무대": {"name_en": " "}}), "captions.무대.name_en", "empty"),
            ("/categories", json!({"R석": {"name": "x"}}), "categories.R석.name", "unknown field"),
            (
                "/categories",
                json!({"R석": {"name_en": "Royal"}, "S석": {"name_en": "Royal"}}),
                "categories.S석.name_en",
                "another one beside it",
            ),
        ],
    );
}

#[test]
fn an_ambiguous_zone_name_is_refused() {
    let mut plan = plan();
    plan["zones"][1]["zone_id"] = json!("zl");
    let error = read_venue(&plan.to_string(), Some(&details().to_string())).unwrap_err();
    assert_eq!(error.path, "areas[0].sections[0].blocks[0].zones[0]");
    assert!(error.reason.contains("more than one zone"));
}

#[test]
fn equal_labels_in_zones_of_one_block_are_refused() {
    let one = json!({"areas": [{"name": "a", "sections": [{"name": "s", "blocks": [
        {"name": "b", "zones": ["zl", "zr"]}
    ]}]}]});
    let error = read_venue(&plan().to_string(), Some(&one.to_string())).unwrap_err();
    assert_eq!(error.path, "zones[1].rows[0].seats[0].seat_number");
}

#[test]
fn what_is_no_json_or_goes_on_after_its_end_is_refused() {
    for text in ["", "[]", "{", "{}", &format!("{} x", plan())] {
        let error = read_venue(text, None).unwrap_err();
        assert_eq!((error.file, error.path.as_str()), (VenueFile::Plan, ""), "{error}");
    }
    assert_eq!(read_venue(&plan().to_string(), Some("no")).unwrap_err().file, VenueFile::Details);
}

#[test]
fn a_file_that_is_too_large_is_not_even_parsed() {
    let error = read_venue(&" ".repeat(64 * 1024 * 1024 + 1), None).unwrap_err();
    assert!(error.reason.contains("too large"));
}

#[test]
fn too_many_blocks_are_refused() {
    let zone = |i: usize| {
        json!({"position": {"x": 0, "y": i * 10}, "rows": [{"row_number": "1", "seats": [
            {"seat_guid": i.to_string(), "seat_number": "1", "position": {"x": 0, "y": 0}},
        ]}]})
    };
    let zones: Vec<Value> = (0..2001).map(zone).collect();
    let plan = json!({"name": "n", "categories": [], "zones": zones});
    assert_eq!(read_venue(&plan.to_string(), None).unwrap_err().path, "zones");
}
