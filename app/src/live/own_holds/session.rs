//! Requests that need a session: a cookie that came with an earlier answer.

use super::OwnHolds;
use crate::{error::ApiError, error_code::ErrorCode, live::deadline::within_deadline};

impl OwnHolds {
    /// Asks, and once more if the server knows no session: its refusal has brought one. If it still knows none, the browser
    /// keeps no cookies, and the viewer is told.
    pub(in crate::live) async fn with_session<T, F>(self, ask: impl Fn() -> F) -> Result<T, ApiError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        let mut answer = within_deadline(ask()).await;
        if lacks_session(&answer) {
            answer = within_deadline(ask()).await;
            // What was held in the session that was lost is the viewer's no more.
            self.reread();
        }
        match &answer {
            Ok(_) => self.notice.need_cookies(false),
            Err(_) if lacks_session(&answer) => self.notice.need_cookies(true),
            Err(_) => {}
        }
        answer
    }
}

fn lacks_session<T>(answer: &Result<T, ApiError>) -> bool {
    answer.as_ref().is_err_and(|error| error.is(ErrorCode::SessionRequired))
}
