//! All seats at one scale, as far as somebody has looked: tiles that are drawn when they are first seen.

use super::{
    scene::Scene,
    sheet::Sheet,
    tile::{Drawing, SIDE, Tile},
};
use jari_core::surface::Extent;
use web_sys::CanvasRenderingContext2d;

/// Tiles of a layer, and what they are drawn with.
pub(super) struct Layer {
    pub(super) drawing: Drawing,
    tiles: Vec<Tile>,
}

/// Columns and rows of tiles, edges included.
#[derive(Clone, Copy)]
pub(super) struct Span {
    columns: (i32, i32),
    rows: (i32, i32),
}

impl Span {
    fn has(&self, tile: &Tile, around: i32) -> bool {
        (self.columns.0 - around..=self.columns.1 + around).contains(&tile.column)
            && (self.rows.0 - around..=self.rows.1 + around).contains(&tile.row)
    }

    /// Each of them, those in the middle before others.
    fn each(&self) -> Vec<(i32, i32)> {
        let of_column = |column| (self.rows.0..=self.rows.1).map(move |row| (column, row));
        let mut each: Vec<(i32, i32)> = (self.columns.0..=self.columns.1).flat_map(of_column).collect();
        let (column, row) = (self.columns.0 + self.columns.1, self.rows.0 + self.rows.1);
        each.sort_unstable_by_key(|at| (2 * at.0 - column).pow(2) + (2 * at.1 - row).pow(2));
        each
    }
}

impl Layer {
    /// One that is empty, at a scale in pixels of the screen, so many of which are a pixel of the page.
    pub(super) fn new(scale: f64, density: f64) -> Self {
        Self { drawing: Drawing { scale, density, sprites: Vec::new() }, tiles: Vec::new() }
    }

    /// Which tiles show a part of the plan.
    pub(super) fn span(&self, seen: &Extent) -> Span {
        let at = |place: f64| (place * self.drawing.scale / SIDE).floor() as i32;
        Span { columns: (at(seen.min.x), at(seen.max.x)), rows: (at(seen.min.y), at(seen.max.y)) }
    }

    /// Draws what is lacking of a part, until there is no more time; answers whether it is whole.
    pub(super) fn fill(
        &mut self,
        span: Span,
        scene: &Scene,
        widest: f64,
        spare: &mut Vec<Sheet>,
        has_time: impl Fn() -> bool,
    ) -> bool {
        for (column, row) in span.each() {
            if self.tiles.iter().any(|tile| (tile.column, tile.row) == (column, row)) {
                continue;
            }
            if !has_time() {
                return false;
            }
            let Some(sheet) = spare.pop().or_else(|| Sheet::new(SIDE as u32, SIDE as u32)) else {
                return true;
            };
            let tile = Tile { column, row, sheet };
            tile.draw(&mut self.drawing, scene, widest);
            self.tiles.push(tile);
        }
        true
    }

    /// Copies the tiles of a part to where they are in a window whose upper left corner shows that place at that scale.
    pub(super) fn show(&self, on: &CanvasRenderingContext2d, span: Span, corner: (f64, f64), scale: f64) {
        let ratio = scale / self.drawing.scale;
        let edge = |n: i32, corner: f64| (f64::from(n) * SIDE * ratio - corner * scale).round();
        for tile in self.tiles.iter().filter(|tile| span.has(tile, 0)) {
            let (left, right) = (edge(tile.column, corner.0), edge(tile.column + 1, corner.0));
            let (top, bottom) = (edge(tile.row, corner.1), edge(tile.row + 1, corner.1));
            // What an older layer shows here is less exact.
            on.clear_rect(left, top, right - left, bottom - top);
            let canvas = &tile.sheet.canvas;
            let _ = on.draw_image_with_html_canvas_element_and_dw_and_dh(
                canvas,
                left,
                top,
                right - left,
                bottom - top,
            );
        }
    }

    /// Draws a seat anew wherever it is.
    pub(super) fn redraw(&mut self, scene: &Scene, place: usize) {
        for tile in &self.tiles {
            tile.redraw(&mut self.drawing, scene, place);
        }
    }

    /// Gives back what is far from a part.
    pub(super) fn forget(&mut self, span: Span, spare: &mut Vec<Sheet>) {
        let (kept, gone) = std::mem::take(&mut self.tiles).into_iter().partition(|tile| span.has(tile, 1));
        self.tiles = kept;
        give_back(gone, spare);
    }

    /// Gives everything back.
    pub(super) fn give_up(self, spare: &mut Vec<Sheet>) {
        give_back(self.tiles, spare);
    }
}

/// So many sheets that nobody needs are kept for others.
const SPARE: usize = 8;

fn give_back(tiles: Vec<Tile>, spare: &mut Vec<Sheet>) {
    spare.extend(tiles.into_iter().map(|tile| tile.sheet));
    spare.truncate(SPARE);
}
