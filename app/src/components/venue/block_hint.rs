use crate::{erase::Erase, live::FreeCounts, page_data::BlockView, text::matches};
use jari_core::domain::BlockId;
use leptos::prelude::*;

/// What there is to say of the block that the pointer or the keyboard is at. It repeats what the block's own name
/// says, so a screen reader passes it by.
#[component]
pub fn BlockHint(
    /// The blocks.
    blocks: Vec<BlockView>,
    /// How many seats each block has left.
    counts: FreeCounts,
    /// The block.
    pointed: RwSignal<Option<BlockId>>,
) -> impl IntoView {
    let blocks = StoredValue::new(blocks);
    let hint = move || {
        let id = pointed.get()?;
        let block = blocks.with_value(|blocks| blocks.iter().find(|block| block.info.id == id).cloned())?;
        Some(view! {
            <strong>{matches::block_name(&block.info.name)}</strong>
            <span>{format!("{} · {}", block.info.area_name, block.info.section_name)}</span>
            <span class="block-hint-free">{move || matches::free_of(counts.of(id), block.info.total)}</span>
            <span>{block.price_from.map(matches::price_from)}</span>
        })
    };
    let shown = move || match hint() {
        Some(hint) => hint.erase(),
        None => view! { <span>{matches::MAP_HINT}</span> }.erase(),
    };
    view! { <p class="block-hint" aria-hidden="true">{shown}</p> }
}
