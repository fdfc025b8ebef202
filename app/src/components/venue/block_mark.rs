use super::block_level::{level, level_class};
use crate::{
    language::{language, path_of_block},
    live::FreeCounts,
    page_data::BlockView,
    text::matches,
};
use jari_core::domain::{BlockId, MatchId};
use leptos::{prelude::*, svg};

/// A block on the venue's map: its shape, coloured by how many seats are left, and its name; a link to its seats.
#[component]
pub fn BlockMark(
    /// The match.
    match_id: MatchId,
    /// The block.
    block: BlockView,
    /// How many seats each block has left.
    counts: FreeCounts,
    /// The block that the viewer points at, here or in the list.
    pointed: RwSignal<Option<BlockId>>,
) -> impl IntoView {
    let language = language();
    let BlockView { info, drawing, .. } = block;
    let id = info.id;
    let is_pointed = Memo::new(move |_| pointed.get() == Some(id));
    let free = Memo::new(move |_| counts.found(id));
    let class = move || level_class(level(free.get(), info.total));
    let accessible_name = {
        let (name, section) = (info.name, info.section_name);
        move || matches::block_label(language, &name, &section, free.get())
    };
    // Built without the macro, which would take a link outside of an `svg` tag for one of HTML.
    svg::a()
        .attr("class", move || if is_pointed.get() { "block-mark is-pointed" } else { "block-mark" })
        .attr("href", path_of_block(language, match_id, id))
        .attr("aria-label", accessible_name)
        .child((
            svg::polygon().attr("class", class).attr("points", drawing.points),
            svg::text()
                .attr("class", "block-name")
                .attr("x", drawing.x)
                .attr("y", drawing.y)
                .attr("font-size", drawing.name_size)
                .attr("lang", drawing.name.lang())
                .child(drawing.name.to_string()),
        ))
}
