//! The playing field: turf, dirt, bases, lines, fence and scoreboard. One unit is 5 cm; home plate is the zero.

use super::{
    grandstand::{FRONT, Side, front_line},
    rows::{arc, polar},
    sheet::{InBoth, caption, circle, polygon, position},
};
use jari_core::domain::Point;
use serde_json::{Value, json};

/// The middle of the outfield fence's curve.
pub(super) const FENCE_MIDDLE: Point = Point { x: 0.0, y: -953.0 };
/// The fence's curve: 100 m from home plate at the poles and 122 m in the middle.
pub(super) const FENCE: f64 = 1487.0;
/// From home plate to a pole, along each axis.
const POLE: f64 = 1414.0;
/// From home plate to first base, along each axis: 27.43 m in all.
const BASE: f64 = 388.0;

const CLAY: &str = "#b98b5e";
const TURF: &str = "#4d9a50";
const LIGHT_TURF: &str = "#5aa75c";
const WALL: &str = "#1f4d3a";
const CHALK: &str = "#ffffff";
const NIGHT: &str = "#20262e";

const fn at(x: f64, y: f64) -> Point {
    Point { x, y }
}

/// Everything of the field, in the order in which it is drawn.
pub(super) fn shapes() -> Vec<Value> {
    let mut shapes =
        vec![ground(10.0, FENCE + 14.0, WALL), ground(25.0, FENCE, CLAY), ground(100.0, FENCE - 75.0, TURF)];
    shapes.extend((0..5).map(|i| stripe(740.0 + 240.0 * f64::from(i))));
    shapes.extend(infield());
    shapes.extend(lines_and_bases());
    shapes.extend(surroundings());
    shapes
}

/// All the ground between grandstand and fence, leaving `inset` free in front of the first row.
fn ground(inset: f64, fence: f64, color: &str) -> Value {
    let inside = |p: Point| (p.x - FENCE_MIDDLE.x).hypot(p.y - FENCE_MIDDLE.y) < fence;
    let mut points = front_line(FRONT - inset, inside);
    let angle = |p: Option<&Point>| p.map_or(0.0, |p| (p.y - FENCE_MIDDLE.y).atan2(p.x - FENCE_MIDDLE.x));
    let (left, right) = (angle(points.first()), angle(points.last()));
    points.extend(arc(FENCE_MIDDLE, fence, right, left));
    polygon(&points, color)
}

/// A mown stripe of the outfield, as far from home plate as `radius`.
fn stripe(radius: f64) -> Value {
    let (left, right) = ((-135.0_f64).to_radians(), (-45.0_f64).to_radians());
    let mut points = arc(at(0.0, 0.0), radius, left, right);
    points.extend(arc(at(0.0, 0.0), radius + 120.0, right, left));
    polygon(&points, LIGHT_TURF)
}

/// The dirt with the turf inside it, home plate's circle and the mound.
fn infield() -> Vec<Value> {
    let mound = at(0.0, -369.0);
    let mut dirt = arc(mound, 580.0, (-11.4_f64).to_radians(), (-168.6_f64).to_radians());
    dirt.push(at(0.0, 85.0));
    let corner = |x: f64, y: f64| at(x * 0.8, -BASE + y * 0.8);
    let turf = [corner(0.0, BASE), corner(BASE, 0.0), corner(0.0, -BASE), corner(-BASE, 0.0)];
    let mut shapes = vec![polygon(&dirt, CLAY), polygon(&turf, TURF), circle(at(0.0, 0.0), 125.0, CLAY)];
    let bases = [at(BASE, -BASE), at(0.0, -2.0 * BASE), at(-BASE, -BASE)];
    shapes.extend(bases.iter().map(|base| circle(*base, 80.0, CLAY)));
    shapes.push(circle(mound, 58.0, CLAY));
    shapes.push(json!({
        "shape": "rectangle", "position": position(at(-12.0, -372.0)), "color": CHALK,
        "rectangle": {"width": 24, "height": 6},
    }));
    shapes
}

/// The foul lines, the bases, home plate and the poles.
fn lines_and_bases() -> Vec<Value> {
    let mut shapes = Vec::new();
    for sign in [1.0, -1.0] {
        let line =
            [at(0.0, 0.0), at(sign * POLE, -POLE), at(sign * (POLE - 8.0), -POLE), at(-sign * 8.0, 0.0)];
        shapes.push(polygon(&line, CHALK));
        shapes.push(circle(at(sign * POLE, -POLE), 16.0, "#f4c430"));
    }
    for base in [at(BASE - 14.0, -BASE), at(0.0, -2.0 * BASE), at(14.0 - BASE, -BASE)] {
        let corners = [(0.0, -14.0), (14.0, 0.0), (0.0, 14.0), (-14.0, 0.0)];
        shapes.push(polygon(&corners.map(|(x, y)| at(base.x + x, base.y + y)), CHALK));
    }
    let plate = [at(-12.0, -12.0), at(12.0, -12.0), at(12.0, 0.0), at(0.0, 12.0), at(-12.0, 0.0)];
    shapes.push(polygon(&plate, CHALK));
    shapes
}

/// What is written on the drawings.
pub(super) const CAPTIONS: [InBoth; 5] =
    [("전광판", "Scoreboard"), ("1루", "1B"), ("3루", "3B"), ("외야", "Outfield"), ("더그아웃", "Dugout")];

/// The scoreboard with the dark wall below it, the dugouts and the captions.
fn surroundings() -> Vec<Value> {
    let middle = polar(FENCE_MIDDLE, FENCE + 230.0, (-90.0_f64).to_radians());
    let board = json!({
        "shape": "rectangle", "position": position(at(middle.x - 290.0, middle.y - 110.0)), "color": NIGHT,
        "border_color": "#0f1216", "rectangle": {"width": 580, "height": 220},
        "text": {"position": {"x": 290, "y": 110}, "text": "전광판", "size": 96, "color": "#f4c430"},
    });
    // Batters see the ball against this dark wall.
    let (right, left) = ((-78.5_f64).to_radians(), (-101.5_f64).to_radians());
    let mut eye = arc(FENCE_MIDDLE, FENCE + 14.0, left, right);
    eye.extend(arc(FENCE_MIDDLE, FENCE + 105.0, right, left));
    let mut shapes = vec![polygon(&eye, WALL), board, dugout(Side::First), dugout(Side::Third)];
    for (place, text, size) in [
        (at(500.0, -285.0), "1루", 84.0),
        (at(-500.0, -285.0), "3루", 84.0),
        (at(0.0, -1620.0), "외야", 130.0),
    ] {
        shapes.push(caption(place, text, size, CHALK));
    }
    shapes
}

/// A team's bench along a side, with its caption the right way up.
fn dugout(side: Side) -> Value {
    let (length, depth) = (380.0, 46.0);
    let way = side.way();
    // The corner is the one from which the length runs to the right, as captions do.
    let (corner, rotation) = match side {
        Side::First => (side.place(120.0, FRONT - 76.0), way.y.atan2(way.x)),
        Side::Third => (side.place(120.0 + length, FRONT - 76.0), (-way.y).atan2(-way.x)),
    };
    json!({
        "shape": "rectangle", "position": position(corner), "rotation": (rotation.to_degrees() * 100.0).round() / 100.0,
        "color": "#39424e", "rectangle": {"width": length, "height": depth},
        "text": {"position": {"x": length / 2.0, "y": depth / 2.0}, "text": "더그아웃", "size": 32, "color": CHALK},
    })
}
