//! Each look of a seat, drawn once for a size: to draw a seat is to copy its picture.

use super::{look::Look, palette::Palette, sheet::Sheet};
use crate::{
    live::Face,
    map::seat_shapes::{self as shapes, PITCH},
};
use jari_core::geometry::{ACCESSIBLE, COMPANION, RESTRICTED_VIEW};
use web_sys::{CanvasRenderingContext2d, Path2d};

/// How much is left of what is not looked for.
const FADED: f64 = 0.16;

/// The pictures of seats that are so many pixels of the screen apart.
pub(super) struct Sprites {
    /// The distance of two seats, in quarters of a pixel.
    quarters: u32,
    /// From the middle of a picture to its edges.
    half: u32,
    pictures: Vec<(u32, Sheet)>,
}

impl Sprites {
    pub(super) const fn quarters(&self) -> u32 {
        self.quarters
    }

    /// From the middle of a picture to its edges, in pixels.
    pub(super) fn half(&self) -> f64 {
        f64::from(self.half)
    }

    pub(super) const fn new(quarters: u32) -> Self {
        // The largest of them is the ring around one's own, which is a little less than the distance.
        Self { quarters, half: quarters.div_ceil(8) + 1, pictures: Vec::new() }
    }

    /// Draws a seat around a pixel.
    pub(super) fn draw(
        &mut self,
        on: &CanvasRenderingContext2d,
        look: Look,
        (x, y): (f64, f64),
        palette: &Palette,
    ) {
        let key = look.key();
        let at = self.pictures.iter().position(|(known, _)| *known == key).or_else(|| {
            let sheet = self.picture(look, palette)?;
            self.pictures.push((key, sheet));
            Some(self.pictures.len() - 1)
        });
        let Some((_, sheet)) = at.and_then(|at| self.pictures.get(at)) else { return };
        let half = self.half();
        let _ = on.draw_image_with_html_canvas_element(&sheet.canvas, x - half, y - half);
    }

    fn picture(&self, look: Look, palette: &Palette) -> Option<Sheet> {
        let sheet = Sheet::new(2 * self.half, 2 * self.half)?;
        let (context, half) = (&sheet.context, self.half());
        let scale = f64::from(self.quarters) / 4.0 / PITCH;
        let _ = context.set_transform(scale, 0.0, 0.0, scale, half, half);
        if look.is_faded {
            context.set_global_alpha(FADED);
        }
        let pen = Pen { context, palette };
        pen.seat(look);
        Some(sheet)
    }
}

struct Pen<'a> {
    context: &'a CanvasRenderingContext2d,
    palette: &'a Palette,
}

impl Pen<'_> {
    fn fill(&self, path: &str, color: &str) {
        let Ok(path) = Path2d::new_with_path_string(path) else { return };
        self.context.set_fill_style_str(color);
        self.context.fill_with_path_2d(&path);
    }

    fn stroke(&self, path: &str, color: &str, width: f64) {
        let Ok(path) = Path2d::new_with_path_string(path) else { return };
        self.context.set_stroke_style_str(color);
        self.context.set_line_width(width);
        self.context.set_line_cap("round");
        self.context.set_line_join("round");
        self.context.stroke_with_path(&path);
    }

    fn seat(&self, look: Look) {
        let palette = self.palette;
        match look.face {
            Face::Available => self.available(look),
            Face::Held => {
                self.dashes(&[2.6, 1.9]);
                self.stroke(shapes::INNER, &palette.held, 1.4);
                self.dashes(&[]);
                self.fill(shapes::SOMEBODY, &palette.held);
                self.fill(shapes::SOMEBODY_HEAD, &palette.held);
            }
            Face::Reserved | Face::Occupied => {
                self.fill(shapes::GONE, &palette.gone);
                let cross = if look.face == Face::Reserved { shapes::RESERVED } else { shapes::OCCUPIED };
                self.stroke(cross, &palette.gone_mark, 1.4);
            }
            Face::Own => {
                self.fill(shapes::OWN_RING, &palette.ground);
                self.stroke(shapes::OWN_RING, &palette.own, 1.4);
                self.fill(shapes::INNER, &palette.own);
                self.stroke(shapes::CHECK, &palette.on_own, 2.2);
            }
            Face::Pending => {
                self.fill(shapes::INNER, &palette.accent_ground);
                self.stroke(shapes::INNER, &palette.accent, 1.4);
                self.stroke(shapes::PENDING, &palette.accent, 2.2);
            }
        }
    }

    fn available(&self, look: Look) {
        let Some(ink) = self.palette.ink(look.category) else { return };
        self.fill(shapes::BODY, &ink.fill);
        self.stroke(shapes::BODY, &self.palette.edge, 1.0);
        let is = |mark: u8| look.marks & mark != 0;
        if is(ACCESSIBLE) {
            self.stroke(shapes::WHEELCHAIR, &ink.on, 1.5);
            self.fill(shapes::WHEELCHAIR_HEAD, &ink.on);
        } else if is(COMPANION) {
            self.fill(shapes::COMPANIONS, &ink.on);
            self.fill(shapes::COMPANION_HEADS, &ink.on);
        }
        if is(RESTRICTED_VIEW) {
            let pillar = if is(ACCESSIBLE) || is(COMPANION) { shapes::SMALL_PILLAR } else { shapes::PILLAR };
            self.fill(pillar, "#10131b");
            self.stroke(pillar, "#fff", 0.8);
        }
    }

    fn dashes(&self, lengths: &[f64]) {
        let dashes: js_sys::Array =
            lengths.iter().map(|length| wasm_bindgen::JsValue::from_f64(*length)).collect();
        let _ = self.context.set_line_dash(&dashes);
    }
}
