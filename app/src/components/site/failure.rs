use crate::{
    erase::Erase,
    error::ApiError,
    language::{language, path_of_matches},
    text::{unavailable, words},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// What stands in place of a page that cannot be shown. It gives the answer the error's HTTP status.
#[component]
pub fn Failure(
    /// Why not.
    error: ApiError,
) -> impl IntoView {
    answer_with(error.status);
    let language = language();
    let (title, hint) = match error.status {
        404 => (words!(language, site.not_found_title), words!(language, site.not_found_hint)),
        503 => unavailable(language),
        _ => (words!(language, site.failure_title), ""),
    };
    let message = error.told_in(language, 0);
    let can_retry = error.status != 404;
    view! {
        <Title text=title/>
        <section class="failure">
            <EmptySeat/>
            <p class="failure-status" aria-hidden="true">{(error.status != 0).then_some(error.status)}</p>
            <h1>{title}</h1>
            {(!says_the_same(title, &message)).then(|| view! { <p>{message}</p> })}
            <p class="lead">{hint}</p>
            <p class="failure-ways">
                {can_retry.then(|| view! { <a class="button" href="" rel="external">{words!(language, site.retry)}</a> })}
                <a class=if can_retry { "button is-quiet" } else { "button" } href=path_of_matches(language)>
                    {words!(language, site.to_matches)}
                </a>
            </p>
        </section>
    }
    .erase()
}

/// Whether a message only repeats the heading with a full stop.
fn says_the_same(title: &str, message: &str) -> bool {
    message.trim_end_matches('.') == title
}

/// A row of seats of which one is missing.
#[component]
fn EmptySeat() -> impl IntoView {
    let seat = |index: i32| {
        let class = if index == 3 { "empty-seat is-missing" } else { "empty-seat" };
        view! { <rect class=class x=index * 40 + 4 y="4" width="32" height="32" rx="10"/> }
    };
    view! {
        <svg class="empty-seats" viewBox="0 0 280 40" width="280" height="40" aria-hidden="true">
            {(0..7).map(seat).collect_view()}
        </svg>
    }
    .erase()
}

#[cfg(feature = "ssr")]
fn answer_with(status: u16) {
    use http::{HeaderValue, StatusCode, header};
    let Some(response) = use_context::<leptos_axum::ResponseOptions>() else { return };
    response.set_status(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    if status == 503 {
        response.insert_header(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
}

#[cfg(not(feature = "ssr"))]
const fn answer_with(_status: u16) {}
