//! Drops a ring's points that lie on the line between others.

use super::geometry::{distance, stretch_distance};
use jari_core::domain::Point;

/// The ring with only those points that leave the line between their neighbours by more than `tolerance`.
pub(super) fn simplify(ring: &[Point], tolerance: f64) -> Vec<Point> {
    // The line is cut at two points that surely stay: the one farthest from the first, and the one farthest from
    // that. Between them each half is thinned by itself.
    let Some((first, _)) = ring.first().and_then(|p| farthest(ring, *p)) else { return ring.to_vec() };
    let turned: Vec<Point> = ring.iter().cycle().skip(first).take(ring.len() + 1).copied().collect();
    let Some((middle, _)) = turned.first().and_then(|p| farthest(&turned, *p)) else { return ring.to_vec() };
    let mut kept = Vec::new();
    thin(turned.get(..=middle).unwrap_or_default(), tolerance, &mut kept);
    thin(turned.get(middle..).unwrap_or_default(), tolerance, &mut kept);
    kept
}

/// The index of the point farthest from `from`, and how far it is.
fn farthest(points: &[Point], from: Point) -> Option<(usize, f64)> {
    let distances = points.iter().map(|p| distance(*p, from)).enumerate();
    distances.max_by(|a, b| a.1.total_cmp(&b.1))
}

/// Keeps the line's first point and those that matter between it and the last; the last is the next line's first.
fn thin(line: &[Point], tolerance: f64, kept: &mut Vec<Point>) {
    let ([first, .., last], [_, inner @ .., _]) = (line, line) else { return };
    let off = inner.iter().map(|p| stretch_distance(*p, *first, *last)).enumerate();
    match off.max_by(|a, b| a.1.total_cmp(&b.1)) {
        Some((i, distance)) if distance > tolerance => {
            // The inner points begin at the line's second one.
            thin(line.get(..=i + 1).unwrap_or_default(), tolerance, kept);
            thin(line.get(i + 1..).unwrap_or_default(), tolerance, kept);
        }
        _ => kept.push(*first),
    }
}
