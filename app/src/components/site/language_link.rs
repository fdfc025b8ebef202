use crate::{
    erase::Erase,
    language::{WrittenQuery, in_language, language},
    server_fns::without_form_error,
    text::language_name,
};
use jari_core::domain::Language;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Leads to the same place in each other language. Each is called as those call it who speak it. The browser loads the page anew,
/// as a page that is open stays in its language.
#[component]
pub fn LanguageLink() -> impl IntoView {
    let (here, written, language) = (use_location(), WrittenQuery::of_page(), language());
    let link = move |other: Language| {
        let (path, search) = (here.pathname, here.search);
        // A message that the address brought has been read, or is no word of ours.
        let query = move || {
            let query = written.get().unwrap_or_else(|| search.get());
            without_form_error(query.trim_start_matches('?'))
        };
        let href = move || in_language(other, &path.get(), &query());
        let code = other.as_str();
        view! {
            <a class="language-link" href=href rel="external" lang=code hreflang=code>
                {language_name(language, other)}
            </a>
        }
    };
    let others = Language::ALL.into_iter().filter(move |other| *other != language);
    others.map(link).collect_view().erase()
}
