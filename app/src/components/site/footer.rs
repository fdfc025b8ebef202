use crate::{erase::Erase, language::language, text::words};
use leptos::prelude::*;

/// The foot of every page.
#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <p>{words!(language(), site.footer)}</p>
        </footer>
    }
    .erase()
}
