use crate::{
    erase::Erase,
    language::language,
    live::FreeCounts,
    page_data::BlockView,
    text::{matches, words},
};
use jari_core::domain::{BlockId, Currency};
use leptos::prelude::*;

/// What there is to say of the block that the pointer or the keyboard is at. It repeats what the block's own name
/// says, so a screen reader passes it by.
#[component]
pub fn BlockHint(
    /// The blocks.
    blocks: Vec<BlockView>,
    /// What their prices are in.
    currency: Currency,
    /// How many seats each block has left.
    counts: FreeCounts,
    /// The block.
    pointed: RwSignal<Option<BlockId>>,
) -> impl IntoView {
    let language = language();
    let blocks = StoredValue::new(blocks);
    let hint = move || {
        let id = pointed.get()?;
        let block = blocks.with_value(|blocks| blocks.iter().find(|block| block.info.id == id).cloned())?;
        Some(view! {
            <strong>{matches::block_name(language, &block.info.name)}</strong>
            <span>{block.info.area_name.clone()} " · " {block.info.section_name.clone()}</span>
            <span class="block-hint-free">{move || matches::free_of(language, counts.of(id), block.info.total)}</span>
            <span>{block.price_from.map(|price| matches::price_from(language, price, currency))}</span>
        })
    };
    let shown = move || match hint() {
        Some(hint) => hint.erase(),
        None => view! { <span>{words!(language, matches.map_hint)}</span> }.erase(),
    };
    view! { <p class="block-hint" aria-hidden="true">{shown}</p> }
}
