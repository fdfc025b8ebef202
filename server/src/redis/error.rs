//! What a Redis error means to the services.

use app::ports::StoreError;
use redis::{ErrorKind, RedisError, ServerErrorKind};

/// A failed command: the server is busy, gone, or refuses to write just now, unless what it holds is not what it should be.
pub(super) fn store_error(error: RedisError) -> StoreError {
    if is_inconsistent(&error) {
        StoreError::Inconsistent(error.to_string())
    } else {
        StoreError::Unavailable(Box::new(error))
    }
}

fn is_inconsistent(error: &RedisError) -> bool {
    match error.kind() {
        ErrorKind::UnexpectedReturnType | ErrorKind::Server(ServerErrorKind::CrossSlot) => true,
        // A script stumbled over what it read. The server's own refusals have codes of their own.
        ErrorKind::Server(ServerErrorKind::ResponseError) => {
            error.detail().is_some_and(|detail| detail.contains("user_script"))
        }
        _ => error.code() == Some("WRONGTYPE"),
    }
}

/// The script is not known to the process that answers.
pub(super) fn is_no_script(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::NoScript)
}

/// The command was sent to a node that does not serve the key just now, and was not carried out: it is safe to send it
/// again.
pub(super) fn is_misdirected(error: &RedisError) -> bool {
    error.is_cluster_error() || error.kind() == ErrorKind::ClusterConnectionNotFound
}

/// The connection leads to a server that is no master (any more).
pub(super) fn is_demoted(error: &RedisError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Server(ServerErrorKind::ReadOnly) | ErrorKind::Server(ServerErrorKind::MasterDown)
    )
}

/// The group, or the stream with it, is gone.
pub(super) fn is_no_group(error: &RedisError) -> bool {
    error.code() == Some("NOGROUP")
}

/// The key is gone, said by a command that wants one.
pub(super) fn is_missing_key(error: &RedisError) -> bool {
    error.detail().is_some_and(|detail| detail.contains("no such key"))
}

/// Something that was read cannot be what was written.
pub(super) fn malformed(what: &str, text: impl std::fmt::Debug) -> StoreError {
    StoreError::Inconsistent(format!("{text:?} is no {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use redis::parse_redis_value;

    fn told(line: &str) -> StoreError {
        let value = parse_redis_value(line.as_bytes()).unwrap();
        store_error(value.extract_error().unwrap_err())
    }

    #[test]
    fn a_server_that_does_not_write_now_is_unavailable() {
        for code in [
            "OOM command not allowed",
            "READONLY You can't write",
            "NOREPLICAS Not enough good replicas",
            "LOADING Redis is loading",
            "MISCONF Redis is configured to save",
            "MASTERDOWN Link with MASTER is down",
            "CLUSTERDOWN The cluster is down",
            "TRYAGAIN Multiple keys request",
            "BUSY Redis is busy running a script",
            "NOGROUP No such key",
            "NOAUTH Authentication required.",
            "ERR max number of clients reached",
        ] {
            assert!(matches!(told(&format!("-{code}\r\n")), StoreError::Unavailable(_)), "{code}");
        }
        let gone = RedisError::from(std::io::Error::from(std::io::ErrorKind::TimedOut));
        assert!(matches!(store_error(gone), StoreError::Unavailable(_)));
    }

    #[test]
    fn a_server_that_holds_something_else_is_inconsistent() {
        for code in [
            "WRONGTYPE Operation against a key",
            "CROSSSLOT Keys in request",
            "ERR user_script:1: this is no seat script: f, on @user_script:1.",
        ] {
            assert!(matches!(told(&format!("-{code}\r\n")), StoreError::Inconsistent(_)), "{code}");
        }
    }
}
