use super::{CartLinks, LanguageLink, Mark};
use crate::{erase::Erase, language::language, text::words};
use leptos::prelude::*;

/// The head of every page: the link past it, the mark that leads home, what the viewer has on hold elsewhere, and the way to the same
/// page in another language.
#[component]
pub fn Header() -> impl IntoView {
    let language = language();
    view! {
        <a class="skip-link" href="#main" rel="external">{words!(language, site.skip_to_content)}</a>
        <header class="site-header">
            <Mark language/>
            <CartLinks/>
            <LanguageLink/>
        </header>
    }
    .erase()
}
