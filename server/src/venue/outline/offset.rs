//! Pushes a ring outwards.

use super::geometry::{along, area, cross, dot, edges, minus, unit};
use jari_core::domain::Point;

/// How far a corner may be pushed, in multiples of the distance: a sharp one would shoot far out.
const REACH: f64 = 1.5;

/// The ring with every edge pushed outwards by `distance`. Corners too sharp for that are cut off.
pub(super) fn outwards(ring: &[Point], distance: f64) -> Vec<Point> {
    let side = if area(ring) < 0.0 { -1.0 } else { 1.0 };
    let points: Vec<Point> =
        edges(ring).filter(|(a, b)| unit(minus(*b, *a)).is_some()).map(|(a, _)| a).collect();
    let incoming = points.iter().cycle().skip(points.len().saturating_sub(1));
    let outgoing = points.iter().cycle().skip(1);
    let mut pushed = Vec::with_capacity(points.len() + 4);
    for ((before, point), after) in incoming.zip(&points).zip(outgoing) {
        let (Some(into), Some(out)) = (unit(minus(*point, *before)), unit(minus(*after, *point))) else {
            continue;
        };
        // Outwards is to the left of a ring that runs clockwise on the screen.
        let normal = |way: Point| Point { x: way.y * side, y: -way.x * side };
        let (a, b) = (normal(into), normal(out));
        let halfway = Point { x: a.x + b.x, y: a.y + b.y };
        // One where the line goes straight on, and endless where it turns back on itself.
        let reach = (2.0 / (1.0 + dot(a, b)).max(1e-9)).sqrt();
        if reach <= REACH || cross(into, out) * side < 0.0 && reach <= 2.0 * REACH {
            pushed.push(along(*point, halfway, reach * reach / 2.0 * distance));
        } else {
            // Two corners, each as far on along its edge as a seat is wide, make the blunt end.
            pushed.push(along(along(*point, a, distance), into, distance));
            pushed.push(along(along(*point, b, distance), out, -distance));
        }
    }
    pushed
}
