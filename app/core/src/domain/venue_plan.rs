//! A venue's plan: places, and what is drawn besides seats.

use super::Name;

/// A place in a venue's plan, in the plan's own units; y grows downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A drawing in a venue's plan that is no seat: the field, a stage, a caption.
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeKind {
    /// A closed line through corners given relative to the shape's place.
    Polygon {
        /// The corners.
        points: Vec<Point>,
    },
    /// A rectangle whose upper left corner is the shape's place.
    Rectangle {
        /// To the right.
        width: f64,
        /// Downwards.
        height: f64,
    },
    /// An ellipse around the shape's place.
    Ellipse {
        /// Half its width.
        rx: f64,
        /// Half its height.
        ry: f64,
    },
    /// Nothing but its text.
    Text,
}

/// A shape of the plan at its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// What it is.
    pub kind: ShapeKind,
    /// Where it is.
    pub at: Point,
    /// Clockwise around its place, in degrees.
    pub rotation: f64,
    /// Its inside as `#rrggbb`; none for nothing.
    pub color: Option<String>,
    /// Its border as `#rrggbb`; none for nothing.
    pub border_color: Option<String>,
    /// What is written on it; none for nothing.
    pub text: Option<ShapeText>,
}

/// The writing on a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapeText {
    /// The words.
    pub text: Name,
    /// Its middle, relative to the shape's place.
    pub at: Point,
    /// Its height, in the plan's units.
    pub size: f64,
    /// Its colour as `#rrggbb`; none for the page's own.
    pub color: Option<String>,
}

/// A venue's plan: its extent, and all that is drawn besides seats.
#[derive(Clone, Debug, PartialEq)]
pub struct VenuePlan {
    /// The upper left corner of all that is drawn.
    pub min: Point,
    /// The lower right corner of all that is drawn.
    pub max: Point,
    /// What is drawn behind the seats, in order.
    pub shapes: Vec<Shape>,
}
