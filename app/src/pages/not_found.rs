use crate::{components::site::Failure, error::ApiError};
use leptos::prelude::*;

/// An address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Failure error=ApiError::new(404, "NOT_FOUND")/> }
}
