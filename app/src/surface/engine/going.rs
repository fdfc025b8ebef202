//! Where the map goes: at once, in flight, or on from where it was thrown.

use super::{Engine, Motion};
use crate::{live::monotonic, surface::Go};
use jari_core::{
    domain::{BlockId, Point},
    geometry::GeometryBlock,
    surface::{
        Camera, Extent,
        camera::{Flight, Glide},
        detail::COMFORTABLE,
    },
};
use leptos::prelude::*;

/// So many times as large is one step.
const STEP: f64 = 1.7;

impl Engine {
    /// Whatever moves by itself stands still.
    pub(in crate::surface) fn stop(&mut self) {
        self.interrupted = match self.motion {
            Motion::Flight(flight) => Some(flight.to()),
            _ => None,
        };
        self.motion = Motion::None;
    }

    /// Shows this, at once.
    pub(in crate::surface) fn show(&mut self, camera: Camera) {
        self.motion = Motion::None;
        self.camera = self.window.bounded(camera);
    }

    /// Goes on by itself.
    pub(in crate::surface) fn throw(&mut self, velocity: (f64, f64)) {
        if !is_motion_reduced() {
            self.motion = Motion::Glide(Glide::new(velocity, monotonic()));
        }
    }

    /// Flies to this; at once for whoever wants no movement.
    pub(in crate::surface) fn fly(&mut self, to: Camera) {
        let to = self.window.bounded(to);
        if is_motion_reduced() {
            return self.show(to);
        }
        self.motion = Motion::Flight(Flight::new(self.window, self.camera, to, monotonic()));
    }

    /// Where the map is or is about to be.
    pub(in crate::surface) fn target(&self) -> Camera {
        match self.motion {
            Motion::Flight(flight) => flight.to(),
            _ => self.camera,
        }
    }

    /// Flies so that all of a block is seen, as near as it is comfortable.
    pub(in crate::surface) fn fly_to_block(&mut self, id: BlockId) {
        if let Some(camera) = self.camera_of_block(id) {
            self.fly(camera);
        }
    }

    /// What shows all of a block, as near as it is comfortable.
    pub(in crate::surface) fn camera_of_block(&self, id: BlockId) -> Option<Camera> {
        let extent = |block: &GeometryBlock| extent_of(block).grown(1.5 * f64::from(block.spacing));
        let extent = self.surface.board.with(|venue| {
            let block = venue.geometry.block_of_id(id)?;
            venue.geometry.blocks.get(block).map(extent)
        });
        let camera = self.window.fit(extent??);
        Some(Camera { scale: camera.scale.min(1.25 * COMFORTABLE / self.spacing), ..camera })
    }

    /// Flies to a seat, near enough to take it.
    pub(in crate::surface) fn fly_to_seat(&mut self, place: usize) {
        let Some(at) = self.surface.board.with(|venue| venue.geometry.at(place)).flatten() else { return };
        self.fly(self.window.at(at, self.target().scale.max(COMFORTABLE / self.spacing)));
    }

    /// What is at a pixel of the small map comes into the middle.
    pub(in crate::surface) fn look_at(&mut self, (x, y): (f64, f64)) {
        if let Some(minimap) = &self.minimap {
            let small = minimap.window(&self.window);
            let middle = small.place_at(small.whole(), x, y);
            self.show(Camera { middle, ..self.camera });
        }
    }

    pub(in crate::surface) fn go(&mut self, to: Go) {
        let middle = (self.window.width / 2.0, self.window.height / 2.0);
        let target = self.target();
        match to {
            Go::Nearer => self.fly(self.window.zoomed(target, middle, STEP)),
            Go::Farther => self.fly(self.window.zoomed(target, middle, 1.0 / STEP)),
            Go::Whole => self.fly(self.window.whole()),
            Go::Seat(place) => {
                self.focused = Some(place);
                self.fly_to_seat(place);
            }
        }
    }
}

fn extent_of(block: &GeometryBlock) -> Extent {
    let point = |x: f32, y: f32| Point { x: x.into(), y: y.into() };
    let bounds = block.bounds;
    Extent { min: point(bounds.min_x, bounds.min_y), max: point(bounds.max_x, bounds.max_y) }
}

/// Whether the viewer wants no movement.
pub(in crate::surface) fn is_motion_reduced() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
