use crate::map::scale::{Begin, Scale, Seen};
use jari_core::domain::Point;
use leptos::{
    html::Div,
    prelude::*,
    svg::Svg,
    web_sys::{HtmlDivElement, SvgElement},
};

/// How large a block's seat map is drawn, and which part of it is in view. A handle: copies are of the same map.
#[derive(Clone, Copy)]
pub struct Zoom {
    scale: RwSignal<Scale>,
    /// The drawing's width and height, in its own units.
    drawing: StoredValue<(f64, f64)>,
    /// What scrolls.
    pub(super) frame: NodeRef<Div>,
    /// What is scrolled.
    pub(super) map: NodeRef<Svg>,
}

impl Zoom {
    /// The zoom of a drawing of this width and height.
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self {
            scale: RwSignal::new(Scale::Start),
            drawing: StoredValue::new((width, height)),
            frame: NodeRef::new(),
            map: NodeRef::new(),
        }
    }

    /// The map's width, in pixels.
    pub(super) fn pixels(&self) -> f64 {
        self.scale.get().pixels(self.drawing.get_value().0)
    }

    /// The frame's class, which says whether the map has to fit into it. How high the screen is, the style knows.
    pub(super) fn class(&self) -> &'static str {
        let (width, height) = self.drawing.get_value();
        match (self.scale.get(), Begin::of(width, height)) {
            (Scale::Fit, _) => "seat-frame is-fit",
            (Scale::Start, Begin::Width) => "seat-frame fits-across",
            (Scale::Start, Begin::HighScreen) => "seat-frame fits-across fits-high",
            (Scale::Start, Begin::UsualScreen) => "seat-frame fits-across fits-usual",
            (Scale::Start, Begin::LowScreen) => "seat-frame fits-across fits-low",
            (Scale::Start, Begin::Part) | (Scale::Pitch(_), _) => "seat-frame",
        }
    }

    pub(super) fn is_fit(&self) -> bool {
        self.scale.get() == Scale::Fit
    }

    pub(super) fn is_most(&self) -> bool {
        self.scale.get().is_most()
    }

    /// Begins with this place of the drawing in the middle between left and right, unless the viewer has scrolled.
    pub(super) fn begin_at(self, place: Point) {
        Effect::new(move |_| {
            let (Some(frame), Some(map)) = (self.frame.get(), self.map.get()) else { return };
            if frame.scroll_left() == 0 {
                let part = place.x / self.drawing.get_value().0;
                frame.set_scroll_left(scroll(part, map.client_width(), frame.client_width()));
            }
        });
    }

    /// Shows all of the map.
    pub(super) fn fit(self) {
        self.scale.set(Scale::Fit);
    }

    /// Draws the map one step larger, around the middle of what is in view.
    pub(super) fn larger(self) {
        self.change(|seen| seen.larger());
    }

    /// Draws the map one step smaller, around the middle of what is in view.
    pub(super) fn smaller(self) {
        self.change(|seen| seen.smaller());
    }

    fn change(self, step: impl FnOnce(&Seen) -> Scale) {
        let (Some(frame), Some(map)) = (self.frame.get_untracked(), self.map.get_untracked()) else { return };
        let size = |width: i32, height: i32| (f64::from(width), f64::from(height));
        let seen = Seen {
            drawing: self.drawing.get_value(),
            map: size(map.client_width(), map.client_height()),
            frame: size(frame.client_width(), frame.client_height()),
        };
        let middle = middle_in_view(&frame, &map);
        self.scale.set(step(&seen));
        // By the next frame the map has its new size, and nothing has been painted in between.
        request_animation_frame(move || {
            frame.set_scroll_left(scroll(middle.x, map.client_width(), frame.client_width()));
            frame.set_scroll_top(scroll(middle.y, map.client_height(), frame.client_height()));
        });
    }
}

/// The middle of what is in view, as a part of the map's width and height.
fn middle_in_view(frame: &HtmlDivElement, map: &SvgElement) -> Point {
    let part = |scrolled: i32, frame: i32, map: i32| {
        let beside = (frame - map).max(0) / 2;
        f64::from(scrolled + frame / 2 - beside) / f64::from(map.max(1))
    };
    Point {
        x: part(frame.scroll_left(), frame.client_width(), map.client_width()),
        y: part(frame.scroll_top(), frame.client_height(), map.client_height()),
    }
}

/// How far to scroll so that a part of the map is in the middle of the frame. The browser keeps to what there is.
fn scroll(part: f64, map: i32, frame: i32) -> i32 {
    (part * f64::from(map) - f64::from(frame) / 2.0).round() as i32
}
