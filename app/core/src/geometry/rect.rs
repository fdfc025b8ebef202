//! Rectangles of a venue's plan.

/// A rectangle, its edges included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub min_x: f32,
    /// The upper edge.
    pub min_y: f32,
    /// The right edge.
    pub max_x: f32,
    /// The lower edge.
    pub max_y: f32,
}

impl Rect {
    /// A rectangle that holds nothing, and is the beginning of one that grows.
    pub const NOTHING: Self = Self {
        min_x: f32::INFINITY,
        min_y: f32::INFINITY,
        max_x: f32::NEG_INFINITY,
        max_y: f32::NEG_INFINITY,
    };

    /// The rectangle around a point that reaches so far on each side.
    pub fn around(x: f32, y: f32, reach: f32) -> Self {
        Self { min_x: x - reach, min_y: y - reach, max_x: x + reach, max_y: y + reach }
    }

    /// The smallest one that also holds this point.
    #[must_use]
    pub const fn with(self, x: f32, y: f32) -> Self {
        Self {
            min_x: self.min_x.min(x),
            min_y: self.min_y.min(y),
            max_x: self.max_x.max(x),
            max_y: self.max_y.max(y),
        }
    }

    /// Whether a point is inside or on an edge.
    pub fn contains(&self, x: f32, y: f32) -> bool {
        x >= self.min_x && x <= self.max_x && y >= self.min_y && y <= self.max_y
    }

    /// Whether two rectangles have a point in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.min_x <= other.max_x
            && other.min_x <= self.max_x
            && self.min_y <= other.max_y
            && other.min_y <= self.max_y
    }

    /// From the left edge to the right one; 0 for a rectangle that holds nothing.
    pub const fn width(&self) -> f32 {
        (self.max_x - self.min_x).max(0.0)
    }

    /// From the upper edge to the lower one; 0 for a rectangle that holds nothing.
    pub const fn height(&self) -> f32 {
        (self.max_y - self.min_y).max(0.0)
    }
}
