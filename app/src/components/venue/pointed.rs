use jari_core::domain::BlockId;
use leptos::{wasm_bindgen::JsCast, web_sys};

/// The block that an event is about: the last part of its link's address.
pub(crate) fn block_of(event: &web_sys::Event) -> Option<BlockId> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let href = target.closest("a").ok()??.get_attribute("href")?;
    href.rsplit_once("/blocks/")?.1.parse().ok()
}
