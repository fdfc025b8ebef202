use crate::{erase::Erase, language::path_of_matches, text::words};
use jari_core::domain::Language;
use leptos::prelude::*;

/// The site's mark, which leads home.
#[component]
pub fn Mark(
    /// The language of the page.
    language: Language,
) -> impl IntoView {
    view! {
        <a class="mark" href=path_of_matches(language) aria-label=words!(language, site.home_link)>
            <svg class="mark-sign" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
                <rect width="32" height="32" rx="9" fill="currentColor"/>
                <path class="mark-seat" d="M10 8v9a3 3 0 0 0 3 3h9M10 24v-4M22 24v-4M15 13h7"/>
            </svg>
            <span class="mark-name">{words!(language, site.name)}</span>
            <span class="mark-korean" lang="ko">{words!(language, site.name_in_korean)}</span>
        </a>
    }
    .erase()
}
