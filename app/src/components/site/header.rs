use crate::{erase::Erase, text::site};
use leptos::prelude::*;

/// The head of every page: the link past it, and the mark that leads home.
#[component]
pub fn Header() -> impl IntoView {
    view! {
        <a class="skip-link" href="#main" rel="external">{site::SKIP_TO_CONTENT}</a>
        <header class="site-header">
            <a class="mark" href="/" aria-label=site::HOME_LINK>
                <svg class="mark-sign" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
                    <rect width="32" height="32" rx="9" fill="currentColor"/>
                    <path class="mark-seat" d="M10 8v9a3 3 0 0 0 3 3h9M10 24v-4M22 24v-4M15 13h7"/>
                </svg>
                <span class="mark-name">{site::NAME}</span>
                <span class="mark-korean">{site::NAME_KO}</span>
            </a>
        </header>
    }
    .erase()
}
