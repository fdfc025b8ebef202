//! The whole document that a page is rendered into, and the policy that it is sent with.

use crate::{App, text::site};
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// What the server tells the browser with every document. It puts this into the context that documents are rendered in.
#[derive(Clone, Copy, Debug)]
pub struct DocumentSettings {
    /// How often a quiet stream shows a sign of life, in milliseconds: a browser that knows it can tell a stream that is
    /// dead from one that has nothing to say.
    pub heartbeat_millis: u64,
}

/// The document around the application.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    #[cfg(feature = "ssr")]
    policy::send();
    let settings = use_context::<DocumentSettings>();
    view! {
        <!DOCTYPE html>
        <html lang="ko">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                {settings.map(|settings| view! {
                    <meta name="jari-heartbeat-ms" content=settings.heartbeat_millis.to_string()/>
                })}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
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

/// A page's title with the name of the site behind it, as it is put into the document. Every title passes here.
///
/// On the server that is markup, into which Leptos writes a title as it stands: it is the one text of a page that it does not
/// escape, and names stand in it. The browser is given a text.
pub(crate) fn title(page: String) -> String {
    let title = if page.is_empty() { site::NAME.to_owned() } else { format!("{page} · {}", site::NAME) };
    if cfg!(feature = "ssr") {
        title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    } else {
        title
    }
}

#[cfg(feature = "ssr")]
mod policy {
    use http::{HeaderValue, header::CONTENT_SECURITY_POLICY};
    use leptos::{nonce::use_nonce, prelude::use_context};
    use leptos_axum::ResponseOptions;

    /// Sends the content security policy of this very answer: its scripts are known by a nonce, which Leptos puts
    /// into those that it writes. `'wasm-unsafe-eval'` lets wasm be compiled, and nothing be evaluated.
    pub(super) fn send() {
        let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
        // While the site is rebuilt on each change, a page also listens for that at a port of its own.
        let reload = if std::env::var_os("LEPTOS_WATCH").is_some() { " ws:" } else { "" };
        let policy = format!(
            "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
             style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'{reload}; \
             frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    }
}
