use super::{
    block_level::{level, level_class},
    pointed::block_of,
};
use crate::page_data::{Area, Name};
use crate::{
    erase::Erase,
    language::{language, path_of_block},
    live::FreeCounts,
    page_data::BlockView,
    surface::Surface,
    text::matches,
};
use jari_core::domain::{BlockId, MatchId};
use leptos::prelude::*;

/// Every block by area and section, as links: the map for those who would rather read.
#[component]
pub fn BlockList(
    /// The match.
    match_id: MatchId,
    /// The areas, in order.
    areas: Vec<Area>,
    /// The blocks, in order.
    blocks: Vec<BlockView>,
    /// How many seats each block has left.
    counts: FreeCounts,
    /// Told which block the pointer or the keyboard is at, so that the map shows where it is.
    pointed: RwSignal<Option<BlockId>>,
    /// The map, on which a block that is chosen here is shown.
    surface: Surface,
) -> impl IntoView {
    let sections = |area: &Area| {
        let mut sections: Vec<(Name, Vec<BlockView>)> = Vec::new();
        for block in blocks.iter().filter(|block| block.info.area_id == area.id) {
            match sections.iter_mut().find(|(_, of)| of[0].info.section_id == block.info.section_id) {
                Some((_, of)) => of.push(block.clone()),
                None => sections.push((block.info.section_name.clone(), vec![block.clone()])),
            }
        }
        sections
    };
    let area = |area: Area| {
        let sections = sections(&area).into_iter().map(|(name, blocks)| {
            view! {
                <div class="block-section">
                    <h4>{name}</h4>
                    <ul class="block-links">
                        {blocks
                            .into_iter()
                            .map(|block| view! { <BlockLink match_id block counts/> })
                            .collect_view()}
                    </ul>
                </div>
            }
        });
        let sections = sections.collect_view();
        view! { <section class="block-area"><h3>{area.name}</h3>{sections}</section> }
    };
    view! {
        <div
            class="block-list"
            on:mouseover=move |event| pointed.set(block_of(&event))
            on:mouseleave=move |_| pointed.set(None)
            on:focusin=move |event| pointed.set(block_of(&event))
            on:click=move |event| surface.follow_link(&event)
        >
            {areas.into_iter().map(area).collect_view()}
        </div>
    }
}

/// One block in the list.
#[component]
fn BlockLink(
    /// The match.
    match_id: MatchId,
    /// The block.
    block: BlockView,
    /// How many seats each block has left.
    counts: FreeCounts,
) -> impl IntoView {
    let language = language();
    let BlockView { info, .. } = block;
    let id = info.id;
    let free = Memo::new(move |_| counts.found(id));
    view! {
        <li>
            <a class="block-link" href=path_of_block(language, match_id, id)>
                <svg class="level-sample" viewBox="0 0 20 14" width="20" height="14" aria-hidden="true">
                    <rect class=move || level_class(level(free.get(), info.total)) width="20" height="14" rx="3"/>
                </svg>
                <span class="block-link-name">{matches::block_name(language, &info.name)}</span>
                " "
                <span class="block-link-free">{move || matches::free(language, free.get())}</span>
            </a>
        </li>
    }
    .erase()
}
