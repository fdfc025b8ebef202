use super::{
    block_level::{level, level_class},
    shapes::points,
};
use crate::{
    domain::{BlockId, BlockOverview, MatchId, Point},
    live::FreeCounts,
    text::matches,
};
use leptos::{prelude::*, svg};

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

/// A block on the venue's map: its shape, coloured by how many seats are left, and its name; a link to its seats.
#[component]
pub fn BlockMark(
    /// The match.
    match_id: MatchId,
    /// The block.
    block: BlockOverview,
    /// How many seats each block has left.
    counts: FreeCounts,
    /// How long the end of its name is that all blocks share; the map leaves it out.
    shared_end: usize,
    /// The block that the viewer points at, here or in the list.
    pointed: RwSignal<Option<BlockId>>,
) -> impl IntoView {
    let BlockOverview { info, outline, label, .. } = block;
    let id = info.id;
    let shown = info.name.get(..info.name.len().saturating_sub(shared_end)).unwrap_or(&info.name).to_owned();
    let size = name_size(&outline, &shown);
    let is_pointed = Memo::new(move |_| pointed.get() == Some(id));
    let free = Memo::new(move |_| counts.of(id));
    let class = move || level_class(level(free.get(), info.total));
    let accessible_name = {
        let (name, section) = (info.name, info.section_name);
        move || matches::block_label(&name, &section, free.get())
    };
    // Built without the macro, which would take a link outside of an `svg` tag for one of HTML.
    svg::a()
        .attr("class", move || if is_pointed.get() { "block-mark is-pointed" } else { "block-mark" })
        .attr("href", format!("/matches/{match_id}/blocks/{id}"))
        .attr("aria-label", accessible_name)
        .child((
            svg::polygon().attr("class", class).attr("points", points(&outline)),
            svg::text()
                .attr("class", "block-name")
                .attr("x", label.x.to_string())
                .attr("y", label.y.to_string())
                .attr("font-size", format!("{size:.1}"))
                .child(shown),
        ))
}
