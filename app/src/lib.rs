//! What the browser and the server share: the rules, the pages, and the functions that join them.
//!
//! Built with `ssr` it is part of the server, with `hydrate` part of the browser's wasm; never with both.

pub mod components;
pub mod domain;
pub mod error;
#[cfg(feature = "hydrate")]
pub mod live;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod ports;
pub mod server_fns;
#[cfg(feature = "ssr")]
pub mod services;
pub mod text;
pub mod view;
pub mod wire;

use leptos::prelude::*;
use leptos_meta::{MetaTags, Stylesheet, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// The whole document that a page is rendered into.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="ko">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The application: its routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Stylesheet id="leptos" href="/pkg/jari.css"/>
        <Title formatter=|title: String| if title.is_empty() { "Jari".into() } else { format!("{title} · Jari") }/>
        <Router>
            <Routes fallback=pages::NotFound>
                <Route path=path!("/") view=pages::Matches ssr=SsrMode::Async/>
                <Route path=path!("/matches/:match_id") view=pages::Match ssr=SsrMode::Async/>
                <Route path=path!("/matches/:match_id/blocks/:block_id") view=pages::Block ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
