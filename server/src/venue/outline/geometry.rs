//! Small plane geometry on points and rings. A ring is closed without repeating its first point.

use jari_core::domain::Point;

/// The way from one point to another.
pub(super) fn minus(to: Point, from: Point) -> Point {
    Point { x: to.x - from.x, y: to.y - from.y }
}

/// A point moved by `by` times `way`.
pub(super) fn along(point: Point, way: Point, by: f64) -> Point {
    Point { x: point.x + way.x * by, y: point.y + way.y * by }
}

/// Twice the area of the triangle of two ways: positive when the second turns clockwise on the screen.
pub(super) fn cross(a: Point, b: Point) -> f64 {
    a.x * b.y - a.y * b.x
}

/// How much two ways agree.
pub(super) fn dot(a: Point, b: Point) -> f64 {
    a.x * b.x + a.y * b.y
}

/// How far apart two points are.
pub(super) fn distance(a: Point, b: Point) -> f64 {
    (b.x - a.x).hypot(b.y - a.y)
}

/// A way of length one; none for a way of no length.
pub(super) fn unit(way: Point) -> Option<Point> {
    let length = way.x.hypot(way.y);
    (length > 1e-9).then(|| Point { x: way.x / length, y: way.y / length })
}

/// The mean of the points; the origin where there is none.
pub(super) fn centroid(points: &[Point]) -> Point {
    let count = points.len().max(1) as f64;
    let sum = points.iter().fold(Point { x: 0.0, y: 0.0 }, |sum, p| along(sum, *p, 1.0));
    Point { x: sum.x / count, y: sum.y / count }
}

/// The ring's edges.
pub(super) fn edges(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> + Clone {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// The ring's area: positive when it runs clockwise on the screen.
pub(super) fn area(ring: &[Point]) -> f64 {
    edges(ring).map(|(a, b)| cross(a, b)).sum::<f64>() / 2.0
}

/// Whether the point is inside the ring: a line to the right crosses it an odd number of times.
pub(super) fn contains(ring: &[Point], p: Point) -> bool {
    let crossed = |(a, b): &(Point, Point)| {
        (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x
    };
    edges(ring).filter(crossed).count() % 2 == 1
}

/// How far a point is from the stretch between two others.
pub(super) fn stretch_distance(p: Point, a: Point, b: Point) -> f64 {
    let (way, to) = (minus(b, a), minus(p, a));
    let length = dot(way, way);
    let part = if length > 0.0 { (dot(to, way) / length).clamp(0.0, 1.0) } else { 0.0 };
    distance(p, along(a, way, part))
}

/// How far a point is from the ring's edge.
pub(super) fn edge_distance(ring: &[Point], p: Point) -> f64 {
    edges(ring).map(|(a, b)| stretch_distance(p, a, b)).fold(f64::INFINITY, f64::min)
}

/// Whether any two edges that are not neighbours meet.
pub(super) fn crosses_itself(ring: &[Point]) -> bool {
    let count = ring.len();
    edges(ring).enumerate().any(|(i, (a, b))| {
        let others = edges(ring).enumerate().skip(i + 2);
        // The last edge ends where the first begins, which is no crossing.
        others.filter(|(j, _)| !(i == 0 && j + 1 == count)).any(|(_, (c, d))| meet(a, b, c, d))
    })
}

/// Whether two stretches have a point in common.
fn meet(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |from: Point, to: Point, p: Point| cross(minus(to, from), minus(p, from));
    side(a, b, c) * side(a, b, d) <= 0.0 && side(c, d, a) * side(c, d, b) <= 0.0 && boxes_meet(a, b, c, d)
}

/// Whether the boxes around two stretches meet, which tells stretches on one line apart.
fn boxes_meet(a: Point, b: Point, c: Point, d: Point) -> bool {
    a.x.min(b.x) <= c.x.max(d.x)
        && c.x.min(d.x) <= a.x.max(b.x)
        && a.y.min(b.y) <= c.y.max(d.y)
        && c.y.min(d.y) <= a.y.max(b.y)
}
