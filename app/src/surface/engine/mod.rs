//! What moves and draws the map: one frame after another while there is anything to do, and none while there is not.

mod frame;
mod going;
mod ground;
mod marks;
mod minimap;
mod painting;
mod taps;
mod view;

pub(super) use going::is_motion_reduced;
pub(super) use taps::Tapped;

use super::{
    Surface,
    paint::{Painter, Palette, RowLabel, row_labels},
};
use ground::Ground;
use jari_core::{
    domain::{BlockId, Point},
    geometry::Geometry,
    surface::{
        Camera, Window,
        camera::{Flight, Glide},
        detail::NEAREST,
        gestures::Gestures,
    },
};
use leptos::prelude::*;
use marks::Marks;
use minimap::Minimap;
use web_sys::{Element, HtmlCanvasElement, HtmlElement};

/// What moves by itself.
#[derive(Clone, Copy, Debug)]
enum Motion {
    None,
    Flight(Flight),
    Glide(Glide),
}

/// The map at work.
pub(super) struct Engine {
    surface: Surface,
    frame: HtmlElement,
    ground: Ground,
    painter: Painter,
    palette: Palette,
    labels: Vec<RowLabel>,
    minimap: Option<Minimap>,
    pub(super) window: Window,
    pub(super) camera: Camera,
    motion: Motion,
    /// Where a flight led that a finger has stopped.
    interrupted: Option<Camera>,
    pub(super) gestures: Gestures,
    marks: Marks,
    /// The usual distance of seats, in the plan's units.
    pub(super) spacing: f64,
    pub(super) hovered: Option<usize>,
    pub(super) focused: Option<usize>,
    /// When a pointer last did something that a click follows.
    pub(super) tapped_at: f64,
    /// What was last shown, and when that was something else.
    shown: Option<Camera>,
    moved_at: f64,
    is_still: bool,
    /// When it was last counted what of each block is looked for, and whether something has changed since.
    counted_at: f64,
    is_uncounted: bool,
}

impl Engine {
    pub(super) fn new(surface: Surface, frame: HtmlElement, canvas: HtmlCanvasElement) -> Option<Self> {
        let ground = Ground::of(&frame)?;
        let (labels, spacing) = surface
            .board
            .with(|venue| (row_labels(&venue.geometry, &venue.index), usual_spacing(&venue.geometry)))?;
        let window = Window { all: ground.all, width: 1.0, height: 1.0, most: NEAREST / spacing };
        let mut engine = Self {
            painter: Painter::new(canvas)?,
            palette: palette(surface, &frame)?,
            minimap: Minimap::new(surface),
            frame,
            surface,
            ground,
            labels,
            window,
            camera: window.whole(),
            motion: Motion::None,
            interrupted: None,
            gestures: Gestures::default(),
            marks: Marks::default(),
            spacing,
            hovered: None,
            focused: None,
            tapped_at: f64::NEG_INFINITY,
            shown: None,
            moved_at: f64::NEG_INFINITY,
            is_still: false,
            counted_at: f64::NEG_INFINITY,
            is_uncounted: true,
        };
        engine.resize();
        engine.camera = engine.window.whole();
        Some(engine)
    }

    /// The frame may have another size.
    pub(super) fn resize(&mut self) {
        let (width, height) = (f64::from(self.frame.client_width()), f64::from(self.frame.client_height()));
        let was_whole = self.window.is_whole(self.camera);
        self.window = Window { width: width.max(1.0), height: height.max(1.0), ..self.window };
        let density = window().device_pixel_ratio().clamp(1.0, 3.0);
        self.painter.resize(self.window.width, self.window.height, density);
        self.minimap.iter().for_each(Minimap::resize);
        self.camera = if was_whole { self.window.whole() } else { self.window.bounded(self.camera) };
        self.motion = Motion::None;
        self.shown = None;
    }

    /// Colours may be others.
    pub(super) fn recolor(&mut self) {
        if let Some(palette) = palette(self.surface, &self.frame) {
            self.palette = palette;
        }
        self.painter.forget();
        if let Some(minimap) = &mut self.minimap {
            minimap.forget();
        }
    }

    /// What is looked for is something else.
    pub(super) fn refilter(&mut self) {
        let filter = self.surface.filter.get_untracked();
        self.surface.board.with(|venue| self.marks.set(&filter, venue, self.surface.board));
        self.counted_at = f64::NEG_INFINITY;
        self.is_still = false;
        self.painter.forget();
    }

    /// Whether a seat is what is looked for.
    pub(super) fn fits(&self, place: usize) -> bool {
        self.marks.fits(place)
    }

    /// The link of a block among the venue's shapes.
    pub(super) fn link_of(&self, block: BlockId) -> Option<HtmlElement> {
        self.ground.link(block)
    }

    /// Whose engine it is.
    pub(super) const fn surface(&self) -> Surface {
        self.surface
    }

    /// How many pixels neighbouring seats are apart.
    pub(super) fn pitch(&self) -> f64 {
        self.spacing * self.camera.scale
    }

    /// The place of the plan at a pixel of the frame.
    pub(super) fn place_at(&self, at: (f64, f64)) -> Point {
        self.window.place_at(self.camera, at.0, at.1)
    }
}

fn usual_spacing(geometry: &Geometry) -> f64 {
    let mut spacings: Vec<f32> = geometry.blocks.iter().map(|block| block.spacing).collect();
    spacings.sort_by(f32::total_cmp);
    spacings.get(spacings.len() / 2).copied().filter(|spacing| *spacing > 0.0).unwrap_or(20.0).into()
}

fn palette(surface: Surface, frame: &Element) -> Option<Palette> {
    let categories = surface.board.categories();
    Palette::of(frame, categories.iter().map(Option::as_ref))
}
