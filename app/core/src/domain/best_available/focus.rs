//! Where everybody looks: the middle of the field or the stage.
//!
//! A plan does not say what of its drawings that is. It is the largest one that has no seat on it: what is larger are stands.

use crate::domain::{Point, Shape, ShapeKind, Venue};

/// A round drawing as a shape with so many corners.
const CORNERS: u32 = 32;

/// The middle of the field or the stage; of the seats where the plan draws neither.
pub(super) fn focus(venue: &Venue) -> Point {
    let outlines = venue.plan.shapes.iter().map(outline);
    let mut drawn: Vec<_> = outlines.map(|corners| (area(&corners), corners)).collect();
    drawn.retain(|(area, _)| *area > 0.0);
    drawn.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let seats = || venue.blocks.iter().flat_map(|block| &block.seats).map(|seat| seat.at);
    let has_seat = |corners: &[Point]| seats().any(|seat| is_inside(seat, corners));
    match drawn.iter().find(|(_, corners)| !has_seat(corners)) {
        Some((_, corners)) => middle(corners.iter().copied()),
        None => middle(seats()),
    }
}

/// A drawing's corners in the plan; none of what has no inside.
fn outline(shape: &Shape) -> Vec<Point> {
    let corners: Vec<Point> = match &shape.kind {
        ShapeKind::Polygon { points } => points.clone(),
        &ShapeKind::Rectangle { width: x, height: y } => {
            [(0.0, 0.0), (x, 0.0), (x, y), (0.0, y)].map(|(x, y)| Point { x, y }).to_vec()
        }
        ShapeKind::Ellipse { rx, ry } => {
            let angles = (0..CORNERS).map(|n| f64::from(n) * std::f64::consts::TAU / f64::from(CORNERS));
            angles.map(|angle| Point { x: rx * angle.cos(), y: ry * angle.sin() }).collect()
        }
        ShapeKind::Text => Vec::new(),
    };
    let (sin, cos) = shape.rotation.to_radians().sin_cos();
    let turned = |Point { x, y }: Point| Point {
        x: shape.at.x + x * cos - y * sin,
        y: shape.at.y + x * sin + y * cos,
    };
    corners.into_iter().map(turned).collect()
}

/// Each side of a closed line.
fn sides(corners: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    corners.iter().copied().zip(corners.iter().copied().cycle().skip(1))
}

fn area(corners: &[Point]) -> f64 {
    sides(corners).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>().abs() / 2.0
}

/// Whether a line from the point to the right crosses the sides an odd number of times.
fn is_inside(at: Point, corners: &[Point]) -> bool {
    let crosses = |(a, b): &(Point, Point)| {
        (a.y > at.y) != (b.y > at.y) && at.x < a.x + (b.x - a.x) * (at.y - a.y) / (b.y - a.y)
    };
    sides(corners).filter(crosses).count() % 2 == 1
}

/// The middle of the room that these take up.
fn middle(points: impl Iterator<Item = Point>) -> Point {
    let far = Point { x: f64::INFINITY, y: f64::INFINITY };
    let (min, max) = points.fold((far, Point { x: -far.x, y: -far.y }), |(min, max), at| {
        (Point { x: min.x.min(at.x), y: min.y.min(at.y) }, Point { x: max.x.max(at.x), y: max.y.max(at.y) })
    });
    if min.x > max.x {
        return Point { x: 0.0, y: 0.0 };
    }
    Point { x: f64::midpoint(min.x, max.x), y: f64::midpoint(min.y, max.y) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::best_available::tests::venue_of;

    fn shape(kind: ShapeKind, x: f64, y: f64, rotation: f64) -> Shape {
        Shape { kind, at: Point { x, y }, rotation, color: None, border_color: None, text: None }
    }

    #[test]
    fn it_is_the_largest_drawing_without_a_seat() {
        // Seats at (0, 0) to (9, 0), and (0, 1) to (9, 1).
        let mut venue = venue_of(&[&["..........", ".........."]]);
        assert_eq!(focus(&venue), Point { x: 4.5, y: 0.5 });
        let rectangle = |x, y| ShapeKind::Rectangle { width: x, height: y };
        venue.plan.shapes = vec![
            shape(rectangle(40.0, 40.0), -10.0, -10.0, 0.0),
            shape(rectangle(2.0, 1.0), 0.0, -8.0, 0.0),
            shape(ShapeKind::Text, 0.0, 0.0, 0.0),
            shape(ShapeKind::Ellipse { rx: 3.0, ry: 2.0 }, 5.0, -5.0, 0.0),
        ];
        let Point { x, y } = focus(&venue);
        assert!((x - 5.0).abs() < 0.001 && (y + 5.0).abs() < 0.001, "{x} {y}");
        // A quarter of a turn clockwise about its own corner: to the left, and down.
        venue.plan.shapes = vec![shape(rectangle(4.0, 2.0), -5.0, 10.0, 90.0)];
        let Point { x, y } = focus(&venue);
        assert!((x + 6.0).abs() < 0.001 && (y - 12.0).abs() < 0.001, "{x} {y}");
    }
}
