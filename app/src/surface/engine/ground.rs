//! The venue's shapes, which are SVG that the server has drawn: which part of them is seen.

use crate::components::tenths;
use jari_core::{
    domain::{BlockId, Point},
    surface::{Camera, Detail, Extent, Window},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The shapes below the seats.
pub(super) struct Ground {
    svg: Element,
    frame: Element,
    /// All that is drawn.
    pub(super) all: Extent,
    detail: Option<Detail>,
}

impl Ground {
    /// The shapes in a frame.
    pub(super) fn of(frame: &HtmlElement) -> Option<Self> {
        let svg = frame.query_selector("svg.venue-map").ok()??;
        let view_box = svg.get_attribute("viewBox")?;
        let mut numbers = view_box.split(' ').map(js_sys::parse_float).filter(|number| number.is_finite());
        let (x, y, width, height) = (numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?);
        let all = Extent { min: Point { x, y }, max: Point { x: x + width, y: y + height } };
        Some(Self { svg, frame: frame.clone().into(), all, detail: None })
    }

    /// Shows what a camera sees, with so much detail.
    pub(super) fn show(&mut self, window: &Window, camera: Camera, detail: Detail) {
        let seen = window.seen(camera);
        let numbers = [seen.min.x, seen.min.y, seen.width(), seen.height()].map(tenths);
        let _ = self.svg.set_attribute("viewBox", &numbers.join(" "));
        if self.detail != Some(detail) {
            self.detail = Some(detail);
            let name = match detail {
                Detail::Shapes => "shapes",
                Detail::Dots => "dots",
                Detail::Marks => "marks",
                Detail::Numbers => "numbers",
            };
            let _ = self.frame.set_attribute("data-detail", name);
        }
    }

    /// What they are drawn in.
    pub(super) const fn svg(&self) -> &Element {
        &self.svg
    }

    /// The link of a block.
    pub(super) fn link(&self, block: BlockId) -> Option<HtmlElement> {
        let link = self.svg.query_selector(&format!("a[href$='/blocks/{block}']")).ok()??;
        Some(link.unchecked_into())
    }
}
