use crate::{
    components::venue::BlockHint,
    erase::Erase,
    language::language,
    live::{FreeCounts, venue::SeatWords},
    page_data::BlockView,
    surface::Surface,
    text::seats,
};
use jari_core::domain::{BlockId, Currency};
use leptos::prelude::*;

/// What there is to say of the seat or the block that the pointer or the keyboard is at. It repeats what that says by its own
/// name, so a screen reader passes it by.
#[component]
pub fn SurfaceHint(
    /// The blocks.
    blocks: Vec<BlockView>,
    /// What prices are in.
    currency: Currency,
    /// How many seats each block has left.
    counts: FreeCounts,
    /// The block.
    pointed: RwSignal<Option<BlockId>>,
    /// The map.
    surface: Surface,
) -> impl IntoView {
    let language = language();
    let board = surface.board;
    let seat = move || {
        let place = surface.pointed.get()?;
        board.moved.track();
        let SeatWords { name, block, category, notes } = board.words_of(place)?;
        let price = category.map(|category| {
            view! { {category.name} " " {seats::price(language, category.price, currency)} }
        });
        let state = seats::state(language, board.face(place), board.lacking(place).is_some());
        let hint = view! {
            <p class="seat-hint" aria-hidden="true">
                <strong>{block} " " {name}</strong>
                <span>{price}</span>
                {seats::notes(language, notes).map(|notes| view! { <span class="seat-notes">{notes}</span> })}
                <span>{state}</span>
                {surface.party_told().map(|told| view! { <span>{told}</span> })}
            </p>
        };
        Some(hint.erase())
    };
    let blocks = StoredValue::new(blocks);
    let hint = move || {
        seat().unwrap_or_else(|| {
            view! { <BlockHint blocks=blocks.get_value() currency counts pointed/> }.erase()
        })
    };
    hint.erase()
}
