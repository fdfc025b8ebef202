use super::LanguageLink;
use crate::{
    erase::Erase,
    language::{language, path_of_matches},
    text::words,
};
use leptos::prelude::*;

/// The head of every page: the link past it, the mark that leads home, and the way to the same page in another language.
#[component]
pub fn Header() -> impl IntoView {
    let language = language();
    view! {
        <a class="skip-link" href="#main" rel="external">{words!(language, site.skip_to_content)}</a>
        <header class="site-header">
            <a class="mark" href=path_of_matches(language) aria-label=words!(language, site.home_link)>
                <svg class="mark-sign" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
                    <rect width="32" height="32" rx="9" fill="currentColor"/>
                    <path class="mark-seat" d="M10 8v9a3 3 0 0 0 3 3h9M10 24v-4M22 24v-4M15 13h7"/>
                </svg>
                <span class="mark-name">{words!(language, site.name)}</span>
                <span class="mark-korean" lang="ko">{words!(language, site.name_in_korean)}</span>
            </a>
            <LanguageLink/>
        </header>
    }
    .erase()
}
