use crate::{erase::Erase, language::language, page_data::Name, text::words};
use leptos::prelude::*;

/// The way from the list of matches to this page: each step's address and name, and this page's own name.
#[component]
pub fn Breadcrumb(
    /// The steps above this page.
    steps: Vec<(String, Name)>,
    /// What this page is called.
    here: Name,
) -> impl IntoView {
    let link = |(href, name): (String, Name)| view! { <li><a href=href>{name}</a></li> };
    view! {
        <nav class="breadcrumb" aria-label=words!(language(), site.breadcrumb)>
            <ol>
                {steps.into_iter().map(link).collect_view()}
                <li><span aria-current="page">{here}</span></li>
            </ol>
        </nav>
    }
    .erase()
}
