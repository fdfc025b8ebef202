//! One failure, told to many.

use jari_core::ports::StoreError;
use std::sync::Arc;

/// The same failure once more.
pub(crate) fn shared_error(error: &Arc<StoreError>) -> StoreError {
    match &**error {
        StoreError::Inconsistent(what) => StoreError::Inconsistent(what.clone()),
        StoreError::Unavailable(_) => StoreError::Unavailable(Box::new(Arc::clone(error))),
    }
}
