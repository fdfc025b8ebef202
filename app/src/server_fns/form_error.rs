use crate::{codec::Compact, error::ApiError};
use leptos::prelude::*;

/// The error that a form sent without JavaScript came back with. The server reads it from the address and hands it to
/// the browser with the page, so that both show the same.
pub fn form_error() -> Option<ApiError> {
    SharedValue::<_, Compact>::new_with_encoding(server::form_error).into_inner()
}

#[cfg(feature = "ssr")]
mod server {
    use super::*;
    use crate::server_fns::{HoldSeat, ReleaseSeat};
    use leptos::server_fn::ServerFn;
    use serde::de::DeserializeOwned;

    pub(super) fn form_error() -> Option<ApiError> {
        of::<HoldSeat>().or_else(of::<ReleaseSeat>)
    }

    fn of<F>() -> Option<ApiError>
    where
        F: ServerFn<Error = ApiError> + Clone + DeserializeOwned + Send + Sync + 'static,
        F::Output: Clone + Send + Sync + 'static,
    {
        ServerAction::<F>::new().value().get_untracked().and_then(Result::err)
    }
}

/// A page that the browser makes by itself is not the answer to a form.
#[cfg(not(feature = "ssr"))]
mod server {
    use super::*;

    pub(super) const fn form_error() -> Option<ApiError> {
        None
    }
}
