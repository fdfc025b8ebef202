//! Paints the seats. What a frame costs is copying a few tiles, however many seats there are: a tile is drawn when it is first
//! seen at a scale, and a seat that changes is drawn anew where it is.

mod layer;
mod look;
mod palette;
mod scene;
mod sheet;
mod sprites;
mod tile;

pub(super) use look::Look;
pub(super) use palette::Palette;
pub(super) use scene::{RowLabel, Scene, row_labels};
pub(super) use sheet::context_of;

use crate::live::monotonic;
use jari_core::surface::{Camera, Detail, Window};
use layer::Layer;
use sheet::Sheet;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// How long a frame may draw tiles, in milliseconds.
const BUDGET: f64 = 7.0;
/// While the scale changes, tiles are shown larger or smaller than they are, by so much at most.
const STRETCH: f64 = 1.5;
/// Below so many pixels from seat to seat nothing of a seat is drawn, and from twice the difference to where dots begin they are
/// whole.
const FAINT: f64 = 3.1;

/// The canvas, and what is drawn for it already.
pub(super) struct Painter {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// How many pixels of the screen a pixel of the page is.
    density: f64,
    /// The older ones first; what is drawn now is the last one's.
    layers: Vec<Layer>,
    spare: Vec<Sheet>,
    /// Seats that have changed since the last frame.
    changed: Vec<usize>,
}

impl Painter {
    pub(super) fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = context_of(&canvas)?;
        Some(Self {
            canvas,
            context,
            density: 1.0,
            layers: Vec::new(),
            spare: Vec::new(),
            changed: Vec::new(),
        })
    }

    /// The window has this size, on a screen with so many pixels for each of the page's.
    pub(super) fn resize(&mut self, width: f64, height: f64, density: f64) {
        let pixels = |length: f64| (length * density).round().max(1.0) as u32;
        if self.density != density {
            self.forget();
        }
        self.density = density;
        if (self.canvas.width(), self.canvas.height()) != (pixels(width), pixels(height)) {
            self.canvas.set_width(pixels(width));
            self.canvas.set_height(pixels(height));
        }
    }

    /// Everything looks different now.
    pub(super) fn forget(&mut self) {
        for layer in self.layers.drain(..) {
            layer.give_up(&mut self.spare);
        }
        self.changed.clear();
    }

    /// A seat looks different now.
    pub(super) fn change(&mut self, place: usize) {
        if !self.layers.is_empty() {
            self.changed.push(place);
        }
    }

    /// What draws on the canvas in pixels of the page, above all seats.
    pub(super) fn above(&self) -> &CanvasRenderingContext2d {
        let _ = self.context.set_transform(self.density, 0.0, 0.0, self.density, 0.0, 0.0);
        &self.context
    }

    /// Paints what a camera sees; while it `moves`, what is drawn for another scale will do. Answers whether all is drawn.
    pub(super) fn paint(&mut self, window: &Window, camera: Camera, scene: &Scene, moves: bool) -> bool {
        let began = monotonic();
        self.take_in_changes(scene);
        let widest = scene.geometry.blocks.iter().map(|block| f64::from(block.spacing)).fold(0.0, f64::max);
        let faintness = widest * camera.scale;
        let _ = self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        self.context.clear_rect(0.0, 0.0, self.canvas.width().into(), self.canvas.height().into());
        if faintness < FAINT {
            self.forget();
            return true;
        }
        self.choose(camera.scale * self.density, widest, moves);
        let seen = window.seen(camera);
        let has_time = || monotonic() - began < BUDGET;
        let Some(newest) = self.layers.last_mut() else { return true };
        let span = newest.span(&seen);
        newest.forget(span, &mut self.spare);
        let is_whole = newest.fill(span, scene, widest, &mut self.spare, has_time);
        if is_whole && self.layers.len() > 1 {
            let older = self.layers.len() - 1;
            for layer in self.layers.drain(..older) {
                layer.give_up(&mut self.spare);
            }
        }
        self.context.set_global_alpha(((faintness - FAINT) / (2.0 * (3.6 - FAINT))).clamp(0.15, 1.0));
        let corner = (seen.min.x, seen.min.y);
        for layer in &self.layers {
            layer.show(&self.context, layer.span(&seen), corner, camera.scale * self.density);
        }
        self.context.set_global_alpha(1.0);
        is_whole
    }

    fn take_in_changes(&mut self, scene: &Scene) {
        for place in std::mem::take(&mut self.changed) {
            for layer in &mut self.layers {
                layer.redraw(scene, place);
            }
        }
    }

    /// Begins a new layer where the last one is too far from this scale.
    fn choose(&mut self, scale: f64, spacing: f64, moves: bool) {
        let detail = |scale: f64| Detail::of(spacing * scale / self.density);
        let will_do = self.layers.last().is_some_and(|layer| {
            let (was, ratio) = (layer.drawing.scale, scale / layer.drawing.scale);
            if moves {
                (1.0 / STRETCH..=STRETCH).contains(&ratio)
                    && detail(was).max(Detail::Dots) == detail(scale).max(Detail::Dots)
            } else {
                (ratio - 1.0).abs() < 1e-6
            }
        });
        if !will_do {
            // What is seen while the new one is drawn.
            while self.layers.len() > 1 {
                self.layers.remove(0).give_up(&mut self.spare);
            }
            self.layers.push(Layer::new(scale, self.density));
        }
    }
}
