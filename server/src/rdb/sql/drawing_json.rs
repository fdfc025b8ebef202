//! How a database keeps what is drawn of a venue: JSON in a column, written at an import and read with the venue. What an
//! earlier version wrote has to be read for as long as there are such venues, whatever the domain's own types become.

use jari_core::{
    domain::{self, Language, Name, Point, VenuePlan},
    ports::StoreError,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A plan as a text.
pub(super) fn write_plan(plan: &VenuePlan) -> Result<String, StoreError> {
    write(&Plan::from(plan))
}

/// The plan that a text holds.
pub(super) fn read_plan(text: &str) -> Result<VenuePlan, StoreError> {
    read::<Plan>(text).map(VenuePlan::from)
}

/// The corners of a block as a text.
pub(super) fn write_outline(corners: &[Point]) -> Result<String, StoreError> {
    write(&corners.iter().map(|&at| PlanPoint::from(at)).collect::<Vec<_>>())
}

/// The corners that a text holds.
pub(super) fn read_outline(text: &str) -> Result<Vec<Point>, StoreError> {
    Ok(read::<Vec<PlanPoint>>(text)?.into_iter().map(Point::from).collect())
}

fn write<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Inconsistent(error.to_string()))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Inconsistent(error.to_string()))
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct PlanPoint {
    x: f64,
    y: f64,
}

#[derive(Serialize, Deserialize)]
struct Plan {
    min: PlanPoint,
    max: PlanPoint,
    shapes: Vec<Shape>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    kind: Kind,
    at: PlanPoint,
    rotation: f64,
    color: Option<String>,
    border_color: Option<String>,
    text: Option<Writing>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Kind {
    Polygon { points: Vec<PlanPoint> },
    Rectangle { width: f64, height: f64 },
    Ellipse { rx: f64, ry: f64 },
    Text,
}

#[derive(Serialize, Deserialize)]
struct Writing {
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ko: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    en: Option<String>,
    at: PlanPoint,
    size: f64,
    color: Option<String>,
}

impl From<Point> for PlanPoint {
    fn from(Point { x, y }: Point) -> Self {
        Self { x, y }
    }
}

impl From<PlanPoint> for Point {
    fn from(PlanPoint { x, y }: PlanPoint) -> Self {
        Self { x, y }
    }
}

impl From<&VenuePlan> for Plan {
    fn from(plan: &VenuePlan) -> Self {
        let shapes = plan.shapes.iter().map(Shape::from).collect();
        Self { min: plan.min.into(), max: plan.max.into(), shapes }
    }
}

impl From<Plan> for VenuePlan {
    fn from(Plan { min, max, shapes }: Plan) -> Self {
        let shapes = shapes.into_iter().map(domain::Shape::from).collect();
        Self { min: min.into(), max: max.into(), shapes }
    }
}

impl From<&domain::Shape> for Shape {
    fn from(shape: &domain::Shape) -> Self {
        Self {
            kind: (&shape.kind).into(),
            at: shape.at.into(),
            rotation: shape.rotation,
            color: shape.color.clone(),
            border_color: shape.border_color.clone(),
            text: shape.text.as_ref().map(Writing::from),
        }
    }
}

impl From<Shape> for domain::Shape {
    fn from(Shape { kind, at, rotation, color, border_color, text }: Shape) -> Self {
        let text = text.map(domain::ShapeText::from);
        Self { kind: kind.into(), at: at.into(), rotation, color, border_color, text }
    }
}

impl From<&domain::ShapeKind> for Kind {
    fn from(kind: &domain::ShapeKind) -> Self {
        match kind {
            domain::ShapeKind::Polygon { points } => {
                Self::Polygon { points: points.iter().map(|&at| at.into()).collect() }
            }
            &domain::ShapeKind::Rectangle { width, height } => Self::Rectangle { width, height },
            &domain::ShapeKind::Ellipse { rx, ry } => Self::Ellipse { rx, ry },
            domain::ShapeKind::Text => Self::Text,
        }
    }
}

impl From<Kind> for domain::ShapeKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Polygon { points } => {
                Self::Polygon { points: points.into_iter().map(Point::from).collect() }
            }
            Kind::Rectangle { width, height } => Self::Rectangle { width, height },
            Kind::Ellipse { rx, ry } => Self::Ellipse { rx, ry },
            Kind::Text => Self::Text,
        }
    }
}

impl From<&domain::ShapeText> for Writing {
    fn from(domain::ShapeText { text, at, size, color }: &domain::ShapeText) -> Self {
        let translation = |language| text.translation(language).map(str::to_owned);
        Self {
            text: text.to_string(),
            ko: translation(Language::Ko),
            en: translation(Language::En),
            at: (*at).into(),
            size: *size,
            color: color.clone(),
        }
    }
}

impl From<Writing> for domain::ShapeText {
    fn from(Writing { text, ko, en, at, size, color }: Writing) -> Self {
        let text = Name::from(text).with(Language::Ko, ko).with(Language::En, en);
        Self { text, at: at.into(), size, color }
    }
}
