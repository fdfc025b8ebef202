//! The whole document that a page is rendered into, and the policy that it is sent with.

use crate::{
    App, build_name,
    language::{in_language, language_of, provide_language, without_language},
    pages::part_of,
    text::{WORDS_ID, of_page},
};
use http::{HeaderValue, header::CONTENT_SECURITY_POLICY};
use jari_core::domain::Language;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;
use leptos_router::location::RequestUrl;
use std::sync::Arc;

/// What the server tells the browser with every document. It puts this into the context that documents are rendered in.
#[derive(Clone, Debug)]
pub struct DocumentSettings {
    /// How often a quiet stream shows a sign of life, in milliseconds: a browser that knows it can tell a stream that is
    /// dead from one that has nothing to say.
    pub heartbeat_millis: u64,
    /// Where the site is to be found, for addresses that have to be whole; none if the settings do not say so.
    pub origin: Option<Arc<str>>,
    /// The files that bring the document to life.
    pub scripts: Scripts,
}

/// The addresses of the files that every document needs. Each is of this very build.
#[derive(Clone, Debug, Default)]
pub struct Scripts {
    /// The script that loads the wasm.
    pub script: Arc<str>,
    /// The wasm.
    pub wasm: Arc<str>,
    /// The style.
    pub style: Arc<str>,
    /// The parts of the wasm that are loaded when they are needed; none where it is in one piece.
    pub parts: Arc<[WasmPart]>,
}

/// A part of the wasm, which a page of one kind needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WasmPart {
    /// What it is called where it is cut out.
    pub name: String,
    /// The addresses of its files.
    pub files: Vec<String>,
}

/// Takes the page over, or has it loaded again if it is of a build that is there no more.
const START: &str = include_str!("start.js");

/// The document around the application.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    send_policy();
    let language = provide_language();
    let document = use_context::<DocumentSettings>();
    let origin = document.as_ref().and_then(|document| document.origin.clone());
    let nonce = use_nonce();
    let head = document.map(
        |DocumentSettings { heartbeat_millis, scripts: Scripts { script, wasm, style, parts }, .. }| {
            let start = format!("{START}({script:?}, {wasm:?});");
            view! {
                <meta name="jari-build" content=build_name()/>
                <meta name="jari-heartbeat-ms" content=heartbeat_millis.to_string()/>
                // While the site is rebuilt on each change, the style is found by this id.
                <link id="leptos" rel="stylesheet" href=style/>
                <link rel="modulepreload" href=script/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                {needed_parts(&parts)}
                <script type="module" nonce=nonce>{start}</script>
            }
        },
    );
    view! {
        <!DOCTYPE html>
        <html lang=language.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <AutoReload options/>
                {addresses(&origin.unwrap_or_default())}
                {head}
                <script type="text/plain" id=WORDS_ID>{of_page(language)}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The parts of the wasm that the page will ask for once it has the wasm, at the same time as that.
fn needed_parts(parts: &[WasmPart]) -> impl IntoView + use<> {
    let address = use_context::<RequestUrl>().and_then(|address| address.parse().ok());
    let needed = address.and_then(|address| part_of(address.path()));
    let files = parts.iter().filter(|part| Some(&*part.name) == needed).flat_map(|part| part.files.clone());
    let link = |file: String| {
        view! { <link rel="preload" href=file r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/> }
    };
    files.map(link).collect_view()
}

/// The page's own address, and the same page's in each language and for whoever has none of them, for those who search and those
/// who list pages. An address without a language leads on to the reader's own.
fn addresses(origin: &str) -> impl IntoView + use<> {
    let address = use_context::<RequestUrl>().and_then(|address| address.parse().ok());
    // With a slash at its end it is the same page.
    let path = address.map(|address| address.path().trim_end_matches('/').to_owned());
    let path = path.filter(|path| language_of(path).is_some()).unwrap_or_default();
    let link = |(language, path): (&'static str, String)| {
        view! { <link rel="alternate" hreflang=language href=format!("{origin}{path}")/> }
    };
    let any = match without_language(&path) {
        "" => "/".to_owned(),
        rest => rest.to_owned(),
    };
    let links = Language::ALL.map(|language| (language.as_str(), in_language(language, &path, "")));
    let links = links.into_iter().chain([("x-default", any)]).filter(|_| !path.is_empty());
    // A seat that the address names, or an error, is none of the page's own.
    let canonical = language_of(&path).map(|language| in_language(language, &path, ""));
    let canonical = canonical.map(|path| view! { <link rel="canonical" href=format!("{origin}{path}")/> });
    (canonical, links.map(link).collect_view())
}

/// Sends the content security policy of this very answer. Leptos puts a nonce into the scripts that it writes; nobody is sent
/// that, but it tells which scripts are ours, and the server puts their hashes in its place. `'wasm-unsafe-eval'` lets wasm be
/// compiled, and nothing be evaluated.
fn send_policy() {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    // While the site is rebuilt on each change, a page also listens for that at a port of its own.
    let reload = if std::env::var_os("LEPTOS_WATCH").is_some() { " ws:" } else { "" };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; connect-src 'self'{reload}; \
         frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
