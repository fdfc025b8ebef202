//! The pages, one a file.

use leptos::prelude::*;
#[component]
pub fn NotFound() -> impl IntoView {
    "404"
}
#[component]
pub fn Matches() -> impl IntoView {
    "m"
}
#[component]
pub fn Match() -> impl IntoView {
    "m"
}
#[component]
pub fn Block() -> impl IntoView {
    "b"
}
