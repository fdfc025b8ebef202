use super::{points, tenths};
use crate::page_data::BlockDrawing;
use jari_core::domain::{Block, Point};

/// A block's shape on the map, and where and how large its name stands in it: without its end of so many bytes, which
/// all the blocks share.
pub fn block(block: &Block, shared_end: usize) -> BlockDrawing {
    let name = &block.info.name;
    let name = name.get(..name.len().saturating_sub(shared_end)).unwrap_or(name);
    BlockDrawing {
        points: points(&block.outline),
        x: tenths(block.label.x).to_string(),
        y: tenths(block.label.y).to_string(),
        name_size: format!("{:.1}", name_size(&block.outline, name)),
        name: name.to_owned(),
    }
}

/// The height of a block's name, in the plan's units, so that it fits into the block's shape. The extent alone would
/// be too much for a shape that is slanted, the area alone for one that is narrow.
fn name_size(outline: &[Point], name: &str) -> f64 {
    let span = |of: fn(&Point) -> f64| {
        let ends = outline.iter().map(of);
        let max = ends.clone().fold(f64::NEG_INFINITY, f64::max);
        (max - ends.fold(f64::INFINITY, f64::min)).max(0.0)
    };
    // A letter is about 0.6 of its height wide, a Korean syllable as wide as high.
    let letters: f64 = name.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum();
    let side = area(outline).sqrt();
    let across = (span(|at| at.x) * 0.7).min(side * 0.6) / letters.max(1.0);
    across.min(span(|at| at.y) * 0.4).min(side * 0.35)
}

/// The area within corners.
fn area(outline: &[Point]) -> f64 {
    let next = outline.iter().cycle().skip(1);
    let twice: f64 = outline.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
    twice.abs() / 2.0
}
