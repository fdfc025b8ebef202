//! Requests that need a session: a cookie that came with an earlier answer.

use super::{Notice, deadline::within_deadline};
use crate::error::ApiError;

/// Asks, and once more if the server knows no session: its refusal has brought one. If it still knows none, the browser
/// keeps no cookies, and the viewer is told.
pub(super) async fn with_session<T, F>(notice: Notice, ask: impl Fn() -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, ApiError>>,
{
    let answer = within_deadline(ask()).await;
    let answer = if lacks_session(&answer) { within_deadline(ask()).await } else { answer };
    match &answer {
        Ok(_) => notice.need_cookies(false),
        Err(_) if lacks_session(&answer) => notice.need_cookies(true),
        Err(_) => {}
    }
    answer
}

fn lacks_session<T>(answer: &Result<T, ApiError>) -> bool {
    answer.as_ref().is_err_and(|error| error.code == "SESSION_REQUIRED")
}
