//! What a database's error means to the services.

use jari_core::ports::StoreError;

/// A failed statement: the store is busy or gone, unless a row was not what it should be.
pub(in crate::rdb) fn store_error(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
            StoreError::Inconsistent(error.to_string())
        }
        sqlx::Error::Database(ref inner)
            if inner.is_check_violation()
                || inner.is_foreign_key_violation()
                || inner.is_unique_violation() =>
        {
            StoreError::Inconsistent(error.to_string())
        }
        other => StoreError::Unavailable(Box::new(other)),
    }
}

/// A number that should fit and does not: somebody else wrote the database.
pub(super) fn out_of_range(what: &str) -> StoreError {
    StoreError::Inconsistent(format!("{what} is out of range"))
}
