//! The seating plan as its JSON has it, in both of the variants that are about.
//!
//! Whatever a variant may leave out is optional here, and fields that are not named are passed over: row label
//! placement, booking directions, seat radii and the old `number_of_seats` say nothing that a seat map needs.
//! What a value means is decided by the readers; this file only says what its type is.

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};
use std::fmt;

/// The whole file. Its `size` is not read, as the extent is taken from what is drawn.
#[derive(Deserialize)]
pub(super) struct PlanFile {
    pub(super) name: String,
    pub(super) zones: Vec<Zone>,
    pub(super) categories: Vec<Category>,
}

/// A group of rows, or of shapes alone.
#[derive(Deserialize)]
pub(super) struct Zone {
    pub(super) name: Option<String>,
    /// Newer files alone.
    pub(super) zone_id: Option<String>,
    /// Newer files alone.
    pub(super) uuid: Option<String>,
    #[serde(default)]
    pub(super) position: Position,
    pub(super) rows: Vec<Row>,
    #[serde(default)]
    pub(super) areas: Vec<Area>,
}

/// A row of seats.
#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) row_number: Label,
    /// What a ticket calls the row, `%s` standing for its number. Newer files alone.
    pub(super) row_label: Option<String>,
    #[serde(default)]
    pub(super) position: Position,
    pub(super) seats: Vec<Seat>,
}

/// A seat.
#[derive(Deserialize)]
pub(super) struct Seat {
    /// Left out by files that were written by hand.
    pub(super) seat_guid: Option<Label>,
    pub(super) seat_number: Label,
    pub(super) position: Position,
    pub(super) category: Option<String>,
}

/// A price category.
#[derive(Deserialize)]
pub(super) struct Category {
    pub(super) name: String,
    pub(super) color: Option<String>,
}

/// A shape. The flat sizes are the older variant's, the nested ones the newer's.
#[derive(Deserialize)]
pub(super) struct Area {
    pub(super) shape: Option<ShapeName>,
    #[serde(default)]
    pub(super) position: Position,
    pub(super) rotation: Option<f64>,
    pub(super) color: Option<String>,
    pub(super) border_color: Option<String>,
    pub(super) text: Option<Text>,
    pub(super) polygon: Option<Polygon>,
    pub(super) rectangle: Option<Size>,
    pub(super) ellipse: Option<Ellipse>,
    pub(super) circle: Option<Circle>,
    pub(super) width: Option<f64>,
    pub(super) height: Option<f64>,
}

/// The kinds of shape.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ShapeName {
    Polygon,
    Rectangle,
    Ellipse,
    Circle,
    Text,
}

#[derive(Deserialize)]
pub(super) struct Polygon {
    pub(super) points: Vec<Position>,
}

#[derive(Deserialize)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

#[derive(Deserialize)]
pub(super) struct Ellipse {
    pub(super) radius: Position,
}

#[derive(Deserialize)]
pub(super) struct Circle {
    pub(super) radius: f64,
}

/// A place relative to the place of what it is in.
#[derive(Clone, Copy, Default, Deserialize)]
pub(super) struct Position {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A name or number. The format has text, but files written by hand have bare numbers.
pub(super) struct Label(pub(super) String);

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LabelVisitor;
        impl Visitor<'_> for LabelVisitor {
            type Value = Label;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Label, E> {
                Ok(Label(text.to_owned()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Label, E> {
                Ok(Label(number.to_string()))
            }
        }
        deserializer.deserialize_any(LabelVisitor)
    }
}

/// A shape's writing: an object with a place, or in the older variant the bare words.
pub(super) enum Text {
    Bare(String),
    Placed(PlacedText),
}

/// The newer variant's writing.
#[derive(Deserialize)]
pub(super) struct PlacedText {
    pub(super) text: String,
    #[serde(default)]
    pub(super) position: Position,
    pub(super) color: Option<String>,
    pub(super) size: Option<f64>,
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A visitor rather than an untagged enum, as that would lose the path of a fault inside the object.
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an object with a text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text::Bare(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Text, A::Error> {
                PlacedText::deserialize(MapAccessDeserializer::new(map)).map(Text::Placed)
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}
