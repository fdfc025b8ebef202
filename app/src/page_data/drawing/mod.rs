//! What is drawn on the server alone: the shapes of a venue's map. They never change while a page is open, so that the
//! browser is given them as the texts that stand in the markup, and needs neither the code nor the numbers.

mod block;
mod scenery;

pub use block::{Shared, block};
pub use scenery::scenery;

use jari_core::domain::Point;
use std::fmt::Write;

/// Tenths are exact enough for a drawing, and short in the page.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// About how wide words are, in parts of their height: a letter is 0.6 of it, a Korean syllable all of it. Never less than one.
fn ems(words: &str) -> f64 {
    let width: f64 = words.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum();
    width.max(1.0)
}

/// Corners as SVG takes them.
fn points(corners: &[Point]) -> String {
    let mut text = String::with_capacity(corners.len() * 14);
    for corner in corners {
        let gap = if text.is_empty() { "" } else { " " };
        // Writing to a string never fails.
        let _ = write!(text, "{gap}{},{}", tenths(corner.x), tenths(corner.y));
    }
    text
}
