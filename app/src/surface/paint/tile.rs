//! A square piece of a layer: seats are drawn on it once, and again when they change.

use super::{
    look::Look,
    scene::{Scene, detail},
    sheet::Sheet,
    sprites::Sprites,
};
use crate::live::Face;
use jari_core::{geometry::Rect, surface::Detail};
use std::f64::consts::TAU;
use web_sys::CanvasRenderingContext2d;

/// How wide and high a tile is, in pixels of the screen.
pub(super) const SIDE: f64 = 512.0;

/// How a layer is drawn.
pub(super) struct Drawing {
    /// How many pixels of the screen a unit of the plan is.
    pub scale: f64,
    /// How many of those are a pixel of the page.
    pub density: f64,
    /// The pictures of seats, for each distance of seats that there is.
    pub sprites: Vec<Sprites>,
}

impl Drawing {
    fn sprites(&mut self, spacing: f64) -> Option<&mut Sprites> {
        let quarters = (spacing * self.scale * 4.0).round().max(4.0) as u32;
        let at =
            self.sprites.iter().position(|sprites| sprites.quarters() == quarters).unwrap_or_else(|| {
                self.sprites.push(Sprites::new(quarters));
                self.sprites.len() - 1
            });
        self.sprites.get_mut(at)
    }
}

/// One tile, by its column and row.
pub(super) struct Tile {
    pub column: i32,
    pub row: i32,
    pub sheet: Sheet,
}

impl Tile {
    /// The part of the plan that it shows, and so much more around it.
    fn part(&self, drawing: &Drawing, around: f64) -> Rect {
        let edge = |n: i32| f64::from(n) * SIDE / drawing.scale;
        Rect {
            min_x: (edge(self.column) - around) as f32,
            min_y: (edge(self.row) - around) as f32,
            max_x: (edge(self.column + 1) + around) as f32,
            max_y: (edge(self.row + 1) + around) as f32,
        }
    }

    /// The pixel of the tile at which a place of the plan is.
    fn pixel(&self, drawing: &Drawing, x: f32, y: f32) -> (f64, f64) {
        let at = |at: f32, n: i32| (f64::from(at) * drawing.scale).round() - f64::from(n) * SIDE;
        (at(x, self.column), at(y, self.row))
    }

    /// Draws all that is on it.
    pub(super) fn draw(&self, drawing: &mut Drawing, scene: &Scene, widest: f64) {
        self.sheet.context.clear_rect(0.0, 0.0, SIDE, SIDE);
        let part = self.part(drawing, widest);
        let blocks: Vec<usize> = scene.geometry.blocks_in(part).collect();
        for block in blocks {
            let Some(of) = scene.geometry.blocks.get(block) else { continue };
            let spacing = f64::from(of.spacing);
            let is_in = |place: &usize| {
                let (x, y) = (scene.geometry.xs.get(*place), scene.geometry.ys.get(*place));
                matches!((x, y), (Some(x), Some(y)) if part.contains(*x, *y))
            };
            let places = of.seats.clone().filter(is_in);
            match detail(spacing, drawing.scale, drawing.density) {
                Detail::Shapes | Detail::Dots => self.dots(drawing, scene, spacing, places),
                of => {
                    for place in places {
                        self.seat(drawing, scene, place, spacing, of == Detail::Numbers);
                    }
                }
            }
        }
        self.labels(drawing, scene, part);
    }

    /// Draws a seat anew that has changed, with what of its neighbours is wiped out with it.
    pub(super) fn redraw(&self, drawing: &mut Drawing, scene: &Scene, place: usize) {
        let (Some(x), Some(y)) = (scene.geometry.xs.get(place), scene.geometry.ys.get(place)) else { return };
        let spacing = scene.spacing_at(place);
        let half = (spacing * drawing.scale / 2.0).ceil();
        let (left, top) = self.pixel(drawing, *x, *y);
        let is_on = |at: f64| at > -half && at < SIDE + half;
        if !is_on(left) || !is_on(top) {
            return;
        }
        let context = &self.sheet.context;
        context.save();
        context.begin_path();
        context.rect(left - half, top - half, 2.0 * half, 2.0 * half);
        context.clip();
        context.clear_rect(left - half, top - half, 2.0 * half, 2.0 * half);
        let reach = (spacing * 0.98) as f32;
        let of = detail(spacing, drawing.scale, drawing.density);
        for place in scene.index.in_rect(Rect::around(*x, *y, reach)) {
            match of {
                Detail::Shapes | Detail::Dots => {
                    self.dots(drawing, scene, spacing, std::iter::once(place));
                }
                of => self.seat(drawing, scene, place, spacing, of == Detail::Numbers),
            }
        }
        context.restore();
    }

    /// Seats as dots. Those of one colour are drawn together, as to change it takes longer than to draw one.
    fn dots(&self, drawing: &Drawing, scene: &Scene, spacing: f64, places: impl Iterator<Item = usize>) {
        let mut dots: Vec<(u32, Look, usize)> = places
            .map(|place| ((scene.look)(place), place))
            .map(|(look, place)| (look.key() & !0xF00, look, place))
            .collect();
        dots.sort_unstable_by_key(|(key, ..)| *key);
        let context = &self.sheet.context;
        let side = spacing * drawing.scale;
        for run in dots.chunk_by(|a, b| a.0 == b.0) {
            let Some((_, look, _)) = run.first() else { continue };
            let (color, size) = dot(*look, scene);
            context.set_fill_style_str(color);
            context.set_global_alpha(if look.is_faded { 0.22 } else { 1.0 });
            let size = (side * size).max(1.0);
            context.begin_path();
            for (.., place) in run {
                let (Some(x), Some(y)) = (scene.geometry.xs.get(*place), scene.geometry.ys.get(*place))
                else {
                    continue;
                };
                let (x, y) = self.pixel(drawing, *x, *y);
                if size < 5.0 {
                    context.rect(x - size / 2.0, y - size / 2.0, size, size);
                } else {
                    context.move_to(x + size / 2.0, y);
                    let _ = context.arc(x, y, size / 2.0, 0.0, TAU);
                }
            }
            context.fill();
        }
        context.set_global_alpha(1.0);
    }

    fn seat(&self, drawing: &mut Drawing, scene: &Scene, place: usize, spacing: f64, with_number: bool) {
        let (Some(x), Some(y)) = (scene.geometry.xs.get(place), scene.geometry.ys.get(place)) else { return };
        let at = self.pixel(drawing, *x, *y);
        let look = (scene.look)(place);
        let scale = drawing.scale;
        let Some(sprites) = drawing.sprites(spacing) else { return };
        sprites.draw(&self.sheet.context, look, at, scene.palette);
        let is_plain = look.face == Face::Available && look.marks == 0 && !look.is_faded;
        if with_number
            && is_plain
            && let Some(ink) = scene.palette.ink(look.category)
        {
            write(
                &self.sheet.context,
                scene,
                spacing * scale * 0.36,
                (&ink.on, None),
                scene.geometry.number(place),
                at,
            );
        }
    }

    fn labels(&self, drawing: &Drawing, scene: &Scene, part: Rect) {
        for label in scene.labels.iter().filter(|label| part.contains(label.x, label.y)) {
            let spacing = f64::from(label.spacing);
            if detail(spacing, drawing.scale, drawing.density) < Detail::Marks {
                continue;
            }
            let at = self.pixel(drawing, label.x, label.y);
            let mark = crate::text::seats::row_mark(scene.geometry.row_label(label.row));
            write(
                &self.sheet.context,
                scene,
                spacing * drawing.scale * 0.46,
                (&scene.palette.text_soft, Some(&scene.palette.ground)),
                mark,
                at,
            );
        }
    }
}

/// A dot's colour and its size: what is gone is smaller, and one's own larger, so that it is not told by colour alone.
fn dot<'a>(look: Look, scene: &'a Scene) -> (&'a str, f64) {
    let palette = scene.palette;
    match look.face {
        Face::Available => (palette.ink(look.category).map_or("", |ink| &ink.fill), 0.74),
        Face::Held => (&palette.held, 0.4),
        Face::Reserved | Face::Occupied => (&palette.gone_mark, 0.26),
        Face::Own | Face::Pending => (&palette.own, 0.98),
    }
}

/// Writes a word around a pixel, so high; with a border of its own where it may stand on anything.
fn write(
    on: &CanvasRenderingContext2d,
    scene: &Scene,
    height: f64,
    (color, border): (&str, Option<&str>),
    word: &str,
    (x, y): (f64, f64),
) {
    on.set_font(&format!("600 {}px {}", height.round() as i32, scene.palette.font));
    on.set_text_align("center");
    on.set_text_baseline("middle");
    if let Some(border) = border {
        on.set_stroke_style_str(border);
        on.set_line_join("round");
        on.set_line_width(height * 0.35);
        let _ = on.stroke_text(word, x, y);
    }
    on.set_fill_style_str(color);
    let _ = on.fill_text(word, x, y);
}
