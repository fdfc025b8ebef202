use crate::{erase::Erase, text::site};
use leptos::prelude::*;

/// The foot of every page.
#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <p>{site::FOOTER}</p>
        </footer>
    }
    .erase()
}
