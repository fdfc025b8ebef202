//! Writes a venue as the two files that the reader takes.

use super::{DemoVenue, rows::Rows};
use jari_core::domain::Point;
use serde_json::{Map, Value, json};

/// What something is called, in Korean and in English.
pub(super) type InBoth = (&'static str, &'static str);

/// A venue to be written.
pub(super) struct Sheet {
    pub(super) name: InBoth,
    /// Where the drawing's own zero stands on the plan.
    pub(super) origin: Point,
    /// Name, colour and price in won.
    pub(super) categories: &'static [(InBoth, &'static str, i64)],
    /// The areas in their order; blocks of other areas are not written.
    pub(super) areas: &'static [InBoth],
    pub(super) blocks: Vec<SheetBlock>,
    /// What is drawn besides seats, each as the format has it.
    pub(super) shapes: Vec<Value>,
    /// What is written on them.
    pub(super) captions: &'static [InBoth],
}

/// A block to be written, which is one zone of the plan.
pub(super) struct SheetBlock {
    /// The area, by its Korean name.
    pub(super) area: &'static str,
    pub(super) section: InBoth,
    pub(super) name: String,
    pub(super) name_en: String,
    /// The zone's id, and the beginning of its seats' ids.
    pub(super) zone: String,
    pub(super) rows: Rows,
    /// What a row is called, by its index.
    pub(super) row_name: fn(usize) -> String,
    /// The category of a row, by its index.
    pub(super) category: fn(usize) -> &'static str,
    /// How many seats at the beginning of the last row are for wheelchairs, each with one for a companion beside it: that row is level
    /// with the concourse.
    pub(super) accessible: usize,
    /// From which seats one does not see everything.
    pub(super) restricted: fn(PlaceInBlock) -> bool,
}

/// Where a seat is in its block, counted from 0.
#[derive(Clone, Copy)]
pub(super) struct PlaceInBlock {
    pub(super) row: usize,
    /// From the beginning of its row.
    pub(super) seat: usize,
    /// From the end of it.
    pub(super) from_end: usize,
}

impl Sheet {
    /// The two files.
    pub(super) fn write(&self) -> DemoVenue {
        let mut zones: Vec<Value> = vec![json!({
            "name": "그림", "zone_id": "drawing", "position": Grid::zero().at(self.origin), "rows": [],
            "areas": self.shapes,
        })];
        zones.extend(self.blocks.iter().map(|block| block.zone(self.origin)));
        let categories: Vec<Value> = self
            .categories
            .iter()
            .map(|((name, _), color, _)| json!({"name": name, "color": color}))
            .collect();
        let plan = json!({"name": self.name.0, "categories": categories, "zones": zones});
        let prices: Map<String, Value> =
            self.categories.iter().map(|((name, _), _, price)| ((*name).to_owned(), json!(price))).collect();
        let pairs: Vec<[String; 2]> = self.blocks.iter().flat_map(SheetBlock::accessible_pairs).collect();
        let accessible: Vec<&String> = pairs.iter().map(|[accessible, _]| accessible).collect();
        let companions: Map<String, Value> =
            pairs.iter().map(|[accessible, companion]| (accessible.clone(), json!([companion]))).collect();
        let restricted: Vec<String> = self.blocks.iter().flat_map(SheetBlock::restricted_guids).collect();
        let areas: Vec<Value> = self.areas.iter().map(|area| self.area(*area)).collect();
        let english = |(ko, en): &InBoth| ((*ko).to_owned(), json!({"name_en": en}));
        let categories: Map<String, Value> = self.categories.iter().map(|(name, ..)| english(name)).collect();
        let captions: Map<String, Value> = self.captions.iter().map(english).collect();
        let details = json!({
            "name_en": self.name.1, "areas": areas, "categories": categories, "captions": captions,
            "prices": prices, "accessible": accessible, "companions": companions, "restricted": restricted,
        });
        DemoVenue { plan_json: plan.to_string(), details_json: details.to_string() }
    }

    /// One area with its sections, both in the order in which their blocks come.
    fn area(&self, (area, area_en): InBoth) -> Value {
        let mut sections: Vec<(InBoth, Vec<Value>)> = Vec::new();
        for block in self.blocks.iter().filter(|block| block.area == area) {
            let entry = json!({"name": block.name, "name_en": block.name_en, "zones": [block.zone]});
            match sections.iter_mut().find(|(name, _)| *name == block.section) {
                Some((_, blocks)) => blocks.push(entry),
                None => sections.push((block.section, vec![entry])),
            }
        }
        let section = |((name, name_en), blocks)| json!({"name": name, "name_en": name_en, "blocks": blocks});
        let sections: Vec<Value> = sections.into_iter().map(section).collect();
        json!({"name": area, "name_en": area_en, "sections": sections})
    }
}

impl SheetBlock {
    /// The zone, at the place of its first seat; its rows begin at their own first seats.
    fn zone(&self, origin: Point) -> Value {
        let first = |row: Option<&Vec<Point>>| row.and_then(|row| row.first()).copied().unwrap_or(origin);
        let start = first(self.rows.first());
        let zone = Grid::zero().step(origin).step(start);
        let row = |(k, seats): (usize, &Vec<Point>)| {
            let begin = Grid::zero().step(origin).step(first(Some(seats)));
            let seat = |(i, at): (usize, &Point)| {
                let place = Grid::zero().step(origin).step(*at);
                json!({
                    "seat_guid": self.guid(k, i), "seat_number": (i + 1).to_string(),
                    "position": place.from(begin).json(), "category": (self.category)(k),
                })
            };
            json!({
                "row_number": (k + 1).to_string(), "row_label": (self.row_name)(k), "row_number_position": "both",
                "position": begin.from(zone).json(),
                "seats": seats.iter().enumerate().map(seat).collect::<Vec<_>>(),
            })
        };
        let rows: Vec<Value> = self.rows.iter().enumerate().map(row).collect();
        json!({
            "name": self.name, "zone_id": self.zone, "position": zone.json(), "rows": rows, "areas": [],
        })
    }

    /// A seat's id.
    fn guid(&self, row: usize, seat: usize) -> String {
        format!("{}-{}-{}", self.zone, row + 1, seat + 1)
    }

    /// Each accessible seat with its companion's.
    fn accessible_pairs(&self) -> impl Iterator<Item = [String; 2]> {
        let last = self.rows.len().saturating_sub(1);
        (0..self.accessible).map(move |pair| [self.guid(last, 2 * pair), self.guid(last, 2 * pair + 1)])
    }

    fn restricted_guids(&self) -> impl Iterator<Item = String> {
        let places = self.rows.iter().enumerate().flat_map(|(row, seats)| {
            (0..seats.len()).map(move |seat| PlaceInBlock { row, seat, from_end: seats.len() - 1 - seat })
        });
        places.filter(|place| (self.restricted)(*place)).map(|place| self.guid(place.row, place.seat))
    }
}

/// A place in whole hundredths of a unit, so that places relative to each other add up without a rest.
#[derive(Clone, Copy)]
struct Grid {
    x: i64,
    y: i64,
}

impl Grid {
    fn zero() -> Self {
        Self { x: 0, y: 0 }
    }

    /// The place moved by a way.
    fn step(self, way: Point) -> Self {
        Self { x: self.x + (way.x * 100.0).round() as i64, y: self.y + (way.y * 100.0).round() as i64 }
    }

    /// The place as seen from another.
    fn from(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }

    /// A way from here as the format writes it.
    fn at(self, way: Point) -> Value {
        self.step(way).json()
    }

    fn json(self) -> Value {
        json!({"x": self.x as f64 / 100.0, "y": self.y as f64 / 100.0})
    }
}

/// A place as the format writes it.
pub(super) fn position(at: Point) -> Value {
    Grid::zero().at(at)
}

/// A polygon of one colour whose corners are the drawing's own.
pub(super) fn polygon(points: &[Point], color: &str) -> Value {
    let points: Vec<Value> = points.iter().map(|point| position(*point)).collect();
    json!({"shape": "polygon", "position": {"x": 0, "y": 0}, "color": color, "polygon": {"points": points}})
}

/// A circle of one colour.
pub(super) fn circle(at: Point, radius: f64, color: &str) -> Value {
    json!({"shape": "circle", "position": position(at), "color": color, "circle": {"radius": radius}})
}

/// Writing whose middle is at a place.
pub(super) fn caption(at: Point, text: &str, size: f64, color: &str) -> Value {
    let text = json!({"position": {"x": 0, "y": 0}, "text": text, "size": size, "color": color});
    json!({"shape": "text", "position": position(at), "text": text})
}
