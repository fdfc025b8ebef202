use super::{ems, points, tenths};
use crate::{
    page_data::{BlockDrawing, Name},
    text::matches::shared_end,
};
use jari_core::domain::{Block, Language, Point};

/// What the names of all blocks of a venue share in a language, in bytes: it says nothing on a map full of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    start: usize,
    end: usize,
}

impl Shared {
    /// Of these blocks.
    pub fn of(blocks: &[Block], language: Language) -> Self {
        let names = || blocks.iter().map(|block| block.info.name.in_language(language).0);
        Self { start: shared_start(names()), end: shared_end(names()).len() }
    }

    /// What is left of a name without it.
    fn left_of(self, name: &str) -> &str {
        let left = name.len().checked_sub(self.end).and_then(|end| name.get(self.start..end));
        left.filter(|left| !left.is_empty()).unwrap_or(name)
    }
}

/// The bytes of the word that all names begin with before a number or a letter, such as Block in Block 101 and Block 102.
fn shared_start<'a>(names: impl IntoIterator<Item = &'a str>) -> usize {
    let start = |name: &'a str| {
        let (word, rest) = name.split_once(' ')?;
        let says_more = !rest.contains(' ') && rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        (says_more && word.chars().all(|c| c.is_ascii_alphabetic())).then_some(word)
    };
    let mut starts = names.into_iter().map(|name| start(name).unwrap_or_default());
    let Some(first) = starts.next().filter(|first| !first.is_empty()) else { return 0 };
    if starts.all(|start| start == first) { first.len() + 1 } else { 0 }
}

/// A block's shape on the map, and where and how large its name stands in it: without what all the blocks share.
pub fn block(block: &Block, shared: Shared, language: Language) -> BlockDrawing {
    let name = Name::new(&block.info.name, language).map(|name| shared.left_of(name).to_owned());
    BlockDrawing {
        points: points(&block.outline),
        x: tenths(block.label.x).to_string(),
        y: tenths(block.label.y).to_string(),
        name_size: format!("{:.1}", name_size(&block.outline, &name)),
        name,
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
    let side = area(outline).sqrt();
    let across = (span(|at| at.x) * 0.7).min(side * 0.6) / ems(name);
    across.min(span(|at| at.y) * 0.4).min(side * 0.35)
}

/// The area within corners.
fn area(outline: &[Point]) -> f64 {
    let next = outline.iter().cycle().skip(1);
    let twice: f64 = outline.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
    twice.abs() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_every_name_begins_with_is_left_out() {
        assert_eq!(shared_start(["Block 101", "Block 102", "Block A"]), 6);
        assert_eq!(shared_start(["Block 101", "Section 102"]), 0);
        assert_eq!(shared_start(["Ground floor left", "Ground floor right"]), 0, "each is a name as a whole");
        assert_eq!(shared_start(["101블록", "102블록"]), 0);
        assert_eq!(shared_start(["구역 1", "구역 2"]), 0);
        assert_eq!(shared_start(["101", "102"]), 0);
        assert_eq!(shared_start([]), 0);
        let shared = Shared { start: 6, end: 0 };
        assert_eq!((shared.left_of("Block 101"), shared.left_of("A")), ("101", "A"));
        let shared = Shared { start: 0, end: "블록".len() };
        assert_eq!((shared.left_of("101블록"), shared.left_of("블록")), ("101", "블록"));
    }
}
