//! What a frame paints.

use super::Engine;
use crate::{
    live::{Venue, venue::Offer},
    surface::paint::{Look, Scene},
};
use jari_core::surface::Detail;
use leptos::prelude::*;
use std::f64::consts::TAU;

impl Engine {
    pub(super) fn paint(&mut self, is_moving: bool) -> bool {
        let (painter, marks) = (&mut self.painter, &self.marks);
        let (palette, labels) = (&self.palette, &self.labels);
        let (window, camera) = (self.window, self.camera);
        let is_whole = self.surface.board.with(|venue| {
            let look = |place: usize| look(venue, place, !marks.fits(place));
            let (geometry, index) = (&venue.geometry, &venue.index);
            painter.paint(
                &window,
                camera,
                &Scene { geometry, index, labels, palette, look: &look },
                is_moving,
            )
        });
        self.ring();
        if let Some(minimap) = &mut self.minimap {
            minimap.show(&self.ground, &window, camera, &self.palette);
        }
        is_whole.unwrap_or(true)
    }

    /// A ring around the seat that the pointer or the keyboard is at.
    fn ring(&self) {
        if Detail::of(self.pitch()) < Detail::Dots {
            return;
        }
        let context = self.painter.above();
        let party = self.surface.filter.with_untracked(|filter| filter.party) as usize;
        let asked = self.focused.or(self.hovered).filter(|_| party > 1);
        let mut group = asked.and_then(|place| self.surface.board.party_at(place, party)).unwrap_or_default();
        // What is offered is found by its rings.
        self.surface.offers.with_untracked(|offers| group.extend(offers.iter().flat_map(Offer::places)));
        let rings = [(self.hovered, 2.0), (self.focused, 3.0)]
            .into_iter()
            .filter_map(|(place, width)| Some((place?, width)));
        for (place, width) in group.into_iter().map(|place| (place, 2.0)).chain(rings) {
            let Some(at) = self.surface.board.with(|venue| venue.geometry.at(place)).flatten() else {
                continue;
            };
            let (x, y) = self.window.pixel_of(self.camera, at);
            context.begin_path();
            let _ = context.arc(x, y, (self.pitch() * 0.56).max(6.0), 0.0, TAU);
            context.set_stroke_style_str(&self.palette.ground);
            context.set_line_width(width + 2.5);
            context.stroke();
            context.set_stroke_style_str(&self.palette.accent);
            context.set_line_width(width);
            context.stroke();
        }
    }
}

fn look(venue: &Venue, place: usize, is_faded: bool) -> Look {
    let at = |values: &[u8]| values.get(place).copied();
    Look {
        face: venue.face(place),
        category: at(&venue.geometry.categories).unwrap_or(u8::MAX),
        marks: at(&venue.geometry.marks).unwrap_or_default(),
        is_faded,
    }
}
