//! The colours of the canvas, which are those of the style: what a person's browser asks for (dark, more contrast, colours of
//! its own) is said there alone.

use crate::page_data::PriceCategory;
use leptos::prelude::window;
use web_sys::{CssStyleDeclaration, Element};

/// What seats are painted with.
pub(in crate::surface) struct Palette {
    pub edge: String,
    pub held: String,
    pub gone: String,
    pub gone_mark: String,
    pub own: String,
    pub on_own: String,
    pub ground: String,
    pub accent: String,
    pub accent_ground: String,
    pub text_soft: String,
    pub font: String,
    /// Of each category, and last of seats that have none.
    pub inks: Vec<Ink>,
}

/// The colour of a category's seats, and of what stands on them.
#[derive(Clone)]
pub(in crate::surface) struct Ink {
    pub fill: String,
    pub on: String,
}

impl Palette {
    /// The colours as an element has them now, for categories in the geometry's order.
    pub(in crate::surface) fn of<'a>(
        element: &Element,
        categories: impl Iterator<Item = Option<&'a PriceCategory>>,
    ) -> Option<Self> {
        let style = window().get_computed_style(element).ok()??;
        let get = |name: &str| read(&style, name);
        let plain = Ink { fill: get("--seat-plain"), on: get("--on-seat-plain") };
        // Where a person has set colours, a category has none of its own.
        let is_forced = get("--seat-colors") == "none";
        let ink = |category: Option<&PriceCategory>| match category {
            Some(category) if !is_forced => {
                let on = if is_light(&category.color) { "#10131b" } else { "#fff" };
                Ink { fill: category.color.clone(), on: on.to_owned() }
            }
            _ => plain.clone(),
        };
        let mut inks: Vec<Ink> = categories.map(ink).collect();
        inks.push(plain.clone());
        Some(Self {
            edge: get("--seat-edge"),
            held: get("--seat-held"),
            gone: get("--seat-gone"),
            gone_mark: get("--seat-gone-mark"),
            own: get("--own"),
            on_own: get("--on-own"),
            ground: get("--surface"),
            accent: get("--accent"),
            accent_ground: get("--accent-ground"),
            text_soft: get("--text-soft"),
            font: get("--font"),
            inks,
        })
    }

    /// The ink of a category by its number.
    pub(super) fn ink(&self, category: u8) -> Option<&Ink> {
        self.inks.get(usize::from(category)).or_else(|| self.inks.last())
    }
}

fn read(style: &CssStyleDeclaration, name: &str) -> String {
    style.get_property_value(name).unwrap_or_default().trim().to_owned()
}

/// Whether dark letters are read better on a colour than white ones.
fn is_light(color: &str) -> bool {
    let part = |from: usize| {
        let part = color.get(from..from + 2).and_then(|part| u32::from_str_radix(part, 16).ok());
        part.unwrap_or_default()
    };
    // About how bright the eye sees red, green and blue.
    299 * part(1) + 587 * part(3) + 114 * part(5) > 140_000
}
