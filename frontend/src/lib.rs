//! The browser's entry: takes over the page that the server rendered.

use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// Called once by the page's own script when the wasm has loaded. A page of another build, without its words or without its part of the wasm
/// stays as it was rendered: its links and forms work. The page of a block is left for the map, which has everything that it needs by then.
///
/// # Errors
/// When the page's part of the wasm is not to be had, as when the wasm itself is not.
#[wasm_bindgen]
pub async fn hydrate() -> Result<(), JsError> {
    console_error_panic_hook::set_once();
    if app::is_of_the_page() && app::take_words() {
        if !app::load_part_of_the_page().await {
            return Err(JsError::new("the page's part of the wasm is not to be had"));
        }
        if !app::leave_page_of_block() {
            leptos::mount::hydrate_body(app::App);
        }
    }
    Ok(())
}
