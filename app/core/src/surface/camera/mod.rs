//! What of the venue's plan is seen in a window on the screen: a middle and a scale, within bounds.

mod flight;
mod glide;

pub use flight::Flight;
pub use glide::Glide;

use crate::domain::Point;

/// A rectangle of the plan that is not turned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The upper left corner.
    pub min: Point,
    /// The lower right corner.
    pub max: Point,
}

impl Extent {
    /// Nothing at all, to begin with.
    pub const NONE: Self = Self {
        min: Point { x: f64::INFINITY, y: f64::INFINITY },
        max: Point { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
    };

    /// The square around a place, of that side.
    pub const fn around(at: Point, side: f64) -> Self {
        let half = side / 2.0;
        Self { min: Point { x: at.x - half, y: at.y - half }, max: Point { x: at.x + half, y: at.y + half } }
    }

    /// From the left to the right.
    pub const fn width(&self) -> f64 {
        self.max.x - self.min.x
    }

    /// From the top to the bottom.
    pub const fn height(&self) -> f64 {
        self.max.y - self.min.y
    }

    /// Its middle.
    pub const fn middle(&self) -> Point {
        Point { x: (self.min.x + self.max.x) / 2.0, y: (self.min.y + self.max.y) / 2.0 }
    }

    /// The same with a place in it.
    pub const fn with(self, at: Point) -> Self {
        Self {
            min: Point { x: self.min.x.min(at.x), y: self.min.y.min(at.y) },
            max: Point { x: self.max.x.max(at.x), y: self.max.y.max(at.y) },
        }
    }

    /// The same with so much more on each side.
    pub const fn grown(self, by: f64) -> Self {
        Self {
            min: Point { x: self.min.x - by, y: self.min.y - by },
            max: Point { x: self.max.x + by, y: self.max.y + by },
        }
    }

    /// Whether the two have anything in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }

    /// Whether a place is in it.
    pub fn contains(&self, at: Point) -> bool {
        self.min.x <= at.x && at.x <= self.max.x && self.min.y <= at.y && at.y <= self.max.y
    }
}

/// What is seen: a middle and a scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// What is in the middle of the window.
    pub middle: Point,
    /// How many pixels a unit of the plan is.
    pub scale: f64,
}

/// The window on the screen through which the plan is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// All that there is to see.
    pub all: Extent,
    /// From the left to the right, in pixels.
    pub width: f64,
    /// From the top to the bottom, in pixels.
    pub height: f64,
    /// The largest scale.
    pub most: f64,
}

impl Window {
    /// The scale at which all of an extent is seen.
    fn scale_of(&self, extent: Extent) -> f64 {
        let across = self.width.max(1.0) / extent.width().max(f64::MIN_POSITIVE);
        let down = self.height.max(1.0) / extent.height().max(f64::MIN_POSITIVE);
        across.min(down)
    }

    /// The smallest scale: that at which all is seen.
    pub fn least(&self) -> f64 {
        self.scale_of(self.all).min(self.most)
    }

    /// All that there is.
    pub fn whole(&self) -> Camera {
        Camera { middle: self.all.middle(), scale: self.least() }
    }

    /// Whether all is seen, but for what nobody would see.
    pub fn is_whole(&self, camera: Camera) -> bool {
        camera.scale <= self.least() * 1.001
    }

    /// Whether no step leads nearer.
    pub fn is_nearest(&self, camera: Camera) -> bool {
        camera.scale >= self.most * 0.999
    }

    /// All of an extent, as near as may be.
    pub fn fit(&self, extent: Extent) -> Camera {
        self.bounded(Camera { middle: extent.middle(), scale: self.scale_of(extent) })
    }

    /// A place in the middle, at that scale.
    pub fn at(&self, middle: Point, scale: f64) -> Camera {
        self.bounded(Camera { middle, scale })
    }

    /// The nearest camera within bounds: no scale beyond them, and no view past the edge of what there is.
    pub fn bounded(&self, camera: Camera) -> Camera {
        let scale = if camera.scale.is_finite() {
            camera.scale.max(self.least()).min(self.most)
        } else {
            self.least()
        };
        let axis = |at: f64, min: f64, max: f64, pixels: f64| {
            let half = pixels / scale / 2.0;
            if !at.is_finite() || max - min <= 2.0 * half {
                (min + max) / 2.0
            } else {
                at.max(min + half).min(max - half)
            }
        };
        Camera {
            middle: Point {
                x: axis(camera.middle.x, self.all.min.x, self.all.max.x, self.width),
                y: axis(camera.middle.y, self.all.min.y, self.all.max.y, self.height),
            },
            scale,
        }
    }

    /// What is at a pixel of the window, counted from its upper left corner.
    pub fn place_at(&self, camera: Camera, x: f64, y: f64) -> Point {
        Point {
            x: camera.middle.x + (x - self.width / 2.0) / camera.scale,
            y: camera.middle.y + (y - self.height / 2.0) / camera.scale,
        }
    }

    /// The pixel at which a place is.
    pub fn pixel_of(&self, camera: Camera, at: Point) -> (f64, f64) {
        (
            (at.x - camera.middle.x) * camera.scale + self.width / 2.0,
            (at.y - camera.middle.y) * camera.scale + self.height / 2.0,
        )
    }

    /// What is seen.
    pub fn seen(&self, camera: Camera) -> Extent {
        Extent { min: self.place_at(camera, 0.0, 0.0), max: self.place_at(camera, self.width, self.height) }
    }

    /// So many times as large, around what is at a pixel, which stays there as far as the bounds allow.
    pub fn zoomed(&self, camera: Camera, (x, y): (f64, f64), factor: f64) -> Camera {
        let fixed = self.place_at(camera, x, y);
        let scale = (camera.scale * factor).max(self.least()).min(self.most);
        self.bounded(Camera {
            middle: Point {
                x: fixed.x - (x - self.width / 2.0) / scale,
                y: fixed.y - (y - self.height / 2.0) / scale,
            },
            scale,
        })
    }

    /// Moved as if the plan were dragged by so many pixels.
    pub fn dragged(&self, camera: Camera, dx: f64, dy: f64) -> Camera {
        let middle = Point { x: camera.middle.x - dx / camera.scale, y: camera.middle.y - dy / camera.scale };
        self.bounded(Camera { middle, ..camera })
    }

    /// Moved no more than is needed so that a place is seen, and not at the very edge.
    pub fn brought_in(&self, camera: Camera, at: Point, margin: f64) -> Camera {
        let (x, y) = self.pixel_of(camera, at);
        let aside = |at: f64, size: f64| {
            let margin = margin.min(size / 3.0);
            if at < margin {
                margin - at
            } else if at > size - margin {
                size - margin - at
            } else {
                0.0
            }
        };
        self.dragged(camera, aside(x, self.width), aside(y, self.height))
    }
}

#[cfg(test)]
mod tests;
