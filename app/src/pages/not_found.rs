use crate::{components::site::Failure, error::ApiError, error_code::ErrorCode};
use leptos::prelude::*;

/// An address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Failure error=ApiError::new(ErrorCode::NotFound)/> }
}
