//! What a Redis error means to the services.

use jari_core::ports::StoreError;
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

/// What a failed command says of the connection that it went over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Connection {
    /// The server has answered: the connection does what it should.
    Works,
    /// It may be gone, or only slow; its own library may be about to make another one.
    Doubtful,
    /// It leads nowhere, or to a server that will not serve over it (any more).
    Useless,
}

/// Whatever is not known to be well is made anew: a connection that could not be made, as the password was refused for a
/// moment, is kept for ever by the library.
pub(super) fn connection_after(error: &RedisError) -> Connection {
    let code = error.code().unwrap_or_default();
    match error.kind() {
        // No master, or no rights.
        ErrorKind::Server(
            ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown | ServerErrorKind::NoPerm,
        ) => Connection::Useless,
        _ if matches!(code, "NOAUTH" | "WRONGPASS") => Connection::Useless,
        _ if error.is_timeout() || error.is_io_error() || is_misdirected(error) => Connection::Doubtful,
        ErrorKind::Server(_) | ErrorKind::Extension | ErrorKind::UnexpectedReturnType => Connection::Works,
        _ => Connection::Useless,
    }
}

/// The group, or the stream with it, is gone.
pub(super) fn is_no_group(error: &RedisError) -> bool {
    error.code() == Some("NOGROUP")
}

/// The key is gone, said by a command that wants one.
pub(super) fn is_missing_key(error: &RedisError) -> bool {
    let phrases = ["no such key", "requires the key to exist"];
    error.detail().is_some_and(|detail| phrases.iter().any(|phrase| detail.contains(phrase)))
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
    fn whatever_is_not_an_answer_is_a_connection_to_make_anew() {
        let after = |line: &str| {
            let value = parse_redis_value(format!("-{line}\r\n").as_bytes()).unwrap();
            connection_after(&value.extract_error().unwrap_err())
        };
        for code in
            ["NOSCRIPT No matching", "OOM command", "ERR user_script:1", "NOGROUP No such", "BUSYGROUP x"]
        {
            assert_eq!(after(code), Connection::Works, "{code}");
        }
        for code in ["NOAUTH Authentication required.", "WRONGPASS invalid", "NOPERM x", "READONLY x"] {
            assert_eq!(after(code), Connection::Useless, "{code}");
        }
        let of = |kind: ErrorKind| connection_after(&RedisError::from((kind, "a text")));
        assert_eq!(of(ErrorKind::AuthenticationFailed), Connection::Useless);
        assert_eq!(of(ErrorKind::Parse), Connection::Useless);
        assert_eq!(of(ErrorKind::Io), Connection::Doubtful);
        assert_eq!(of(ErrorKind::ClusterConnectionNotFound), Connection::Doubtful);
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
