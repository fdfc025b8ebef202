//! What surrounds every page of the checkout.

use crate::{
    components::site::Mark,
    language::{in_language, path_of_orders},
    text::{language_name, words},
};
use jari_core::domain::Language;
use leptos::prelude::*;

/// What a page of the checkout is put into.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What it is in.
    pub language: Language,
    /// The address of the style.
    pub style: String,
    /// The path of the page, for the same page in the other language.
    pub path: String,
}

/// The whole document. With `refresh` it is loaded again after so many seconds.
pub(super) fn framed(frame: &Frame, title: &str, refresh: Option<u32>, body: impl IntoView) -> String {
    let Frame { language, style, path } = frame;
    let language = *language;
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    let link = |other: Language| {
        let code = other.as_str();
        view! {
            <a class="language-link" href=in_language(other, path, "") lang=code hreflang=code>{language_name(language, other)}</a>
        }
    };
    let page = view! {
        <html lang=language.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                {refresh.map(|secs| view! { <meta http-equiv="refresh" content=secs.to_string()/> })}
                <title>{format!("{title} · {}", words!(language, site.name))}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style.clone()/>
            </head>
            <body>
                <a class="skip-link" href="#main">{words!(language, site.skip_to_content)}</a>
                <header class="site-header">
                    <Mark language/>
                    {others.map(link).collect_view()}
                </header>
                <main id="main" tabindex="-1" class="checkout">{body}</main>
                <footer class="site-footer">
                    <p>{words!(language, site.footer)}</p>
                    <p><a href=path_of_orders(language)>{words!(language, site.my_tickets)}</a></p>
                </footer>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", page.to_html())
}
