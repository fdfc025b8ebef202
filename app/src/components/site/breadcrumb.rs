use crate::{erase::Erase, text::site};
use leptos::prelude::*;

/// The way from the list of matches to this page: each step's address and name, and this page's own name.
#[component]
pub fn Breadcrumb(
    /// The steps above this page.
    steps: Vec<(String, String)>,
    /// What this page is called.
    here: String,
) -> impl IntoView {
    let link = |(href, name): (String, String)| view! { <li><a href=href>{name}</a></li> };
    view! {
        <nav class="breadcrumb" aria-label=site::BREADCRUMB>
            <ol>
                {steps.into_iter().map(link).collect_view()}
                <li><span aria-current="page">{here}</span></li>
            </ol>
        </nav>
    }
    .erase()
}
