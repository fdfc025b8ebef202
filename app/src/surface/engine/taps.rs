//! What a tap means: a seat that is large enough is pressed, and anything else leads nearer.

use super::Engine;
use jari_core::{
    domain::{BlockId, Point},
    surface::{Camera, Detail, detail},
};

/// A double tap makes everything so many times as large.
const DOUBLE: f64 = 2.5;
/// How far from a seat's middle a tap may be, in parts of the distance of seats.
const TOLERANCE: f64 = 0.62;

/// What comes of a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::surface) enum Tapped {
    /// Nothing, or the map moves.
    Nothing,
    /// A seat is pressed.
    Seat(usize),
    /// The map flies to this block.
    Block(BlockId),
}

impl Engine {
    /// A tap at a pixel of the frame.
    pub(in crate::surface) fn tap(&mut self, at: (f64, f64), is_second: bool) -> Tapped {
        let place = self.place_at(at);
        if detail::is_tappable(self.pitch()) && self.interrupted.is_none() {
            return match self.seat_at(place) {
                Some(seat) => Tapped::Seat(seat),
                None => Tapped::Nothing,
            };
        }
        // The second of two taps goes on with what the first has begun.
        if let (true, Some(to)) = (is_second, self.interrupted.take()) {
            self.fly(to);
            return Tapped::Nothing;
        }
        if let Some((id, camera)) = self.block_at(place)
            && self.camera.scale < camera.scale * 0.8
        {
            self.fly(camera);
            return Tapped::Block(id);
        }
        if is_second || Detail::of(self.pitch()) >= Detail::Dots {
            let comfortable = detail::COMFORTABLE / self.spacing;
            let factor = (comfortable / self.camera.scale).clamp(DOUBLE, 8.0 * DOUBLE);
            let near = self.window.zoomed(self.camera, at, factor);
            self.fly(Camera { scale: near.scale.min(comfortable.max(self.camera.scale)), ..near });
        }
        Tapped::Nothing
    }

    /// The seat at a place of the plan.
    pub(in crate::surface) fn seat_at(&self, at: Point) -> Option<usize> {
        let tolerance = (self.spacing * TOLERANCE) as f32;
        self.surface.board.with(|venue| venue.index.nearest(at.x as f32, at.y as f32, tolerance)).flatten()
    }

    /// The pointer is over a pixel of the frame: which seat it points at.
    pub(in crate::surface) fn hover(&mut self, at: Option<(f64, f64)>) -> Option<usize> {
        let shows_seats = Detail::of(self.pitch()) >= Detail::Marks;
        self.hovered = at.filter(|_| shows_seats).and_then(|at| self.seat_at(self.place_at(at)));
        self.hovered
    }

    fn block_at(&self, at: Point) -> Option<(BlockId, Camera)> {
        let id = self.surface.board.with(|venue| {
            let block = venue.geometry.block_at(at.x as f32, at.y as f32)?;
            Some(venue.geometry.blocks.get(block)?.id)
        });
        let id = id.flatten()?;
        Some((id, self.camera_of_block(id)?))
    }
}
