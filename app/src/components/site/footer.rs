use crate::{
    erase::Erase,
    language::{language, path_of_orders},
    text::words,
};
use leptos::prelude::*;

/// The foot of every page.
#[component]
pub fn Footer() -> impl IntoView {
    let language = language();
    view! {
        <footer class="site-footer">
            <p>{words!(language, site.footer)}</p>
            <p><a href=path_of_orders(language) rel="external">{words!(language, site.my_tickets)}</a></p>
        </footer>
    }
    .erase()
}
