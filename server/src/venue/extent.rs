//! How far a plan reaches: seats, outlines and shapes, with some room around them.

use super::import::VenueImport;
use jari_core::domain::{Language, Point, Shape, ShapeKind, VenuePlan};

/// The room around everything, as a part of the larger side.
const MARGIN: f64 = 0.02;

/// A plan of these shapes whose extent is yet to be measured.
pub(super) fn unmeasured(shapes: Vec<Shape>) -> VenuePlan {
    let zero = Point { x: 0.0, y: 0.0 };
    VenuePlan { min: zero, max: zero, shapes }
}

/// Sets the plan's extent to that of everything that is drawn.
pub(super) fn measure(venue: &mut VenueImport) {
    let mut extent = Extent::default();
    for block in venue.blocks() {
        block.outline.iter().chain(block.seats().map(|seat| &seat.at)).for_each(|point| extent.add(*point));
    }
    for shape in &venue.plan.shapes {
        corners(shape).into_iter().for_each(|corner| extent.add(corner));
    }
    let (min, max) = extent.padded();
    venue.plan.min = min;
    venue.plan.max = max;
}

/// The least and the greatest coordinates so far.
struct Extent {
    min: Point,
    max: Point,
}

impl Default for Extent {
    fn default() -> Self {
        let (least, greatest) = (f64::INFINITY, f64::NEG_INFINITY);
        Self { min: Point { x: least, y: least }, max: Point { x: greatest, y: greatest } }
    }
}

impl Extent {
    fn add(&mut self, point: Point) {
        self.min = Point { x: self.min.x.min(point.x), y: self.min.y.min(point.y) };
        self.max = Point { x: self.max.x.max(point.x), y: self.max.y.max(point.y) };
    }

    fn padded(self) -> (Point, Point) {
        let margin = MARGIN * (self.max.x - self.min.x).max(self.max.y - self.min.y);
        let min = Point { x: self.min.x - margin, y: self.min.y - margin };
        (min, Point { x: self.max.x + margin, y: self.max.y + margin })
    }
}

/// Points that a shape with its writing stays within, turned as it is turned.
fn corners(shape: &Shape) -> Vec<Point> {
    let mut corners = match &shape.kind {
        ShapeKind::Polygon { points } => points.clone(),
        ShapeKind::Rectangle { width, height } => rectangle(0.0, 0.0, *width, *height),
        ShapeKind::Ellipse { rx, ry } => rectangle(-rx, -ry, *rx, *ry),
        ShapeKind::Text => Vec::new(),
    };
    if let Some(text) = &shape.text {
        // A Korean letter is as wide as it is high, and no other one is wider.
        let letters = |language| text.text.in_language(language).0.chars().count();
        let longest = Language::ALL.map(letters).into_iter().max().unwrap_or_default();
        let half = longest as f64 * text.size / 2.0;
        let (x, y, up) = (text.at.x, text.at.y, text.size / 2.0);
        corners.extend(rectangle(x - half, y - up, x + half, y + up));
    }
    let (sin, cos) = shape.rotation.to_radians().sin_cos();
    let turned =
        |p: Point| Point { x: shape.at.x + p.x * cos - p.y * sin, y: shape.at.y + p.x * sin + p.y * cos };
    corners.into_iter().map(turned).collect()
}

/// The four corners between two opposite ones.
fn rectangle(left: f64, top: f64, right: f64, bottom: f64) -> Vec<Point> {
    [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| Point { x, y }).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_shape_reaches_where_it_is_turned_to() {
        let shape = Shape {
            kind: ShapeKind::Rectangle { width: 10.0, height: 2.0 },
            at: Point { x: 100.0, y: 50.0 },
            rotation: 90.0,
            color: None,
            border_color: None,
            text: None,
        };
        let mut extent = Extent::default();
        corners(&shape).into_iter().for_each(|corner| extent.add(corner));
        assert!((extent.min.x - 98.0).abs() < 1e-9 && (extent.max.x - 100.0).abs() < 1e-9);
        assert!((extent.min.y - 50.0).abs() < 1e-9 && (extent.max.y - 60.0).abs() < 1e-9);
    }
}
