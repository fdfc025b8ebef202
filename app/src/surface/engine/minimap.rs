//! The whole venue in small, with what is seen of it.

use super::Ground;
use crate::surface::{
    Surface,
    paint::{Palette, context_of},
};
use jari_core::surface::{Camera, Window};
use leptos::prelude::GetUntracked;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, Path2d};

/// How much sharper than its size it is drawn.
const DENSITY: f64 = 2.0;

/// A small canvas of its own.
pub(super) struct Minimap {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// The shapes of all blocks, once they are read.
    shapes: Option<Option<Path2d>>,
    /// How large it is, once it is seen. To ask in each frame has the browser lay out what has just moved.
    size: Cell<Option<(f64, f64)>>,
}

impl Minimap {
    pub(super) fn new(surface: Surface) -> Option<Self> {
        let canvas = surface.overview.get_untracked()?;
        let context = context_of(&canvas)?;
        Some(Self { canvas, context, shapes: None, size: Cell::new(None) })
    }

    /// It has to be drawn anew.
    pub(super) fn forget(&mut self) {
        self.shapes = None;
    }

    /// It may be larger or smaller from now on.
    pub(super) fn resize(&self) {
        self.size.set(None);
    }

    /// The window in which it shows everything.
    pub(super) fn window(&self, of: &Window) -> Window {
        let (width, height) = self.size().unwrap_or((1.0, 1.0));
        Window { width, height, ..*of }
    }

    /// None as long as it is not seen.
    fn size(&self) -> Option<(f64, f64)> {
        if self.size.get().is_none() {
            let (width, height) = (self.canvas.client_width(), self.canvas.client_height());
            self.size.set((width > 0 && height > 0).then(|| (width.into(), height.into())));
        }
        self.size.get()
    }

    /// Draws what a camera sees.
    pub(super) fn show(&mut self, ground: &Ground, window: &Window, camera: Camera, palette: &Palette) {
        if window.is_whole(camera) || self.size().is_none() {
            return;
        }
        let small = self.window(window);
        let whole = small.whole();
        let pixels = |length: f64| (length * DENSITY).round() as u32;
        if self.canvas.width() != pixels(small.width) || self.canvas.height() != pixels(small.height) {
            self.canvas.set_width(pixels(small.width));
            self.canvas.set_height(pixels(small.height));
        }
        let context = &self.context;
        let scale = whole.scale * DENSITY;
        let corner = small.seen(whole).min;
        let _ = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, self.canvas.width().into(), self.canvas.height().into());
        let _ = context.set_transform(scale, 0.0, 0.0, scale, -corner.x * scale, -corner.y * scale);
        context.set_fill_style_str(&palette.gone_mark);
        if let Some(shapes) = self.shapes.get_or_insert_with(|| shapes(ground.svg())) {
            context.fill_with_path_2d(shapes);
        }
        let seen = window.seen(camera);
        context.set_line_width(2.0 * DENSITY / scale);
        context.set_stroke_style_str(&palette.accent);
        context.stroke_rect(seen.min.x, seen.min.y, seen.width(), seen.height());
    }
}

fn shapes(svg: &Element) -> Option<Path2d> {
    let all = Path2d::new().ok()?;
    let shapes = svg.query_selector_all(".block-mark polygon").ok()?;
    for index in 0..shapes.length() {
        let points = shapes.item(index)?.unchecked_into::<Element>().get_attribute("points")?;
        all.add_path(&Path2d::new_with_path_string(&format!("M{points}z")).ok()?);
    }
    Some(all)
}
