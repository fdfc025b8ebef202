//! What the browser and the server share beside the rules: the pages, what they are given, and the functions that join them.
//!
//! Built with `ssr` it is part of the server, with `hydrate` part of the browser's wasm; never with both.

mod build;
#[cfg(feature = "ssr")]
pub mod checkout;
mod codec;
pub mod components;
#[cfg(feature = "ssr")]
mod document;
mod erase;
pub mod error;
pub mod error_code;
pub mod language;
pub mod live;
#[cfg(feature = "ssr")]
pub mod mails;
mod map;
mod meta;
pub mod page_data;
pub mod pages;
#[cfg(feature = "ssr")]
mod sandbox;
pub mod server_fns;
pub mod surface;
pub mod text;
mod title;
pub mod wire;

#[cfg(feature = "hydrate")]
pub use build::browser::is_of_the_page;
pub use build::build_name;
#[cfg(feature = "ssr")]
pub use document::{DocumentSettings, Scripts, WasmPart, shell};
#[cfg(feature = "hydrate")]
pub use pages::{leave_page_of_block, load_part_of_the_page};
#[cfg(feature = "ssr")]
pub use sandbox::{SandboxBack, SandboxEnd, SandboxPhase, SandboxView, sandbox_page};
#[cfg(feature = "hydrate")]
pub use text::take_words;

use components::site::{Footer, Header};
use language::{WrittenQuery, provide_language};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

/// The application: its routes, and what surrounds every page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let language = provide_language();
    WrittenQuery::provide();
    view! {
        <Title formatter=move |page: String| title::of(language, page)/>
        <Router>
            <Header/>
            <main id="main" tabindex="-1">
                <FlatRoutes fallback=pages::NotFound>
                    <Route path=path!("/:language") view=pages::Matches ssr=SsrMode::Async/>
                    <Route path=path!("/:language/matches/:match_id") view=pages::Match ssr=SsrMode::Async/>
                    <Route path=path!("/:language/matches/:match_id/blocks/:block_id") view=pages::Block ssr=SsrMode::Async/>
                </FlatRoutes>
            </main>
            <Footer/>
        </Router>
    }
}
