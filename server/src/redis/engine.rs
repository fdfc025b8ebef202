//! Runs a script for a match: makes the match valid where it turns out that it is not, and reads the answer.

use super::{
    error::{is_no_script, malformed, store_error},
    link::Link,
    scripts::Script,
    validity::{Validity, within},
};
use jari_core::{domain::MatchId, ports::StoreError};
use redis::{FromRedisValue, Value, from_redis_value};
use std::sync::Arc;

/// How often a script is tried: as it is, after the server was told it, after the match was built, and after both again.
const TRIES: u32 = 4;

/// Whether a match that is not there is to be built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WhenMissing {
    Build,
    Tell,
}

/// A script's keys and arguments.
#[derive(Default)]
pub(super) struct Call {
    pub(super) keys: Vec<String>,
    pub(super) args: Vec<String>,
}

/// A script's answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply<T> {
    Done(T),
    Refused(T),
    /// The match does not have what was asked for.
    Missing,
}

/// Runs scripts.
pub(super) struct Engine {
    pub(super) link: Arc<Link>,
    pub(super) validity: Validity,
}

impl Engine {
    /// Runs a script. `Missing` is answered only where building the match did not help.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        match_id: MatchId,
        script: &Script,
        call: &Call,
        missing: WhenMissing,
    ) -> Result<Reply<T>, StoreError> {
        within(self.link.timeout() * 3, self.attempt(match_id, script, call, missing)).await
    }

    /// Makes a match valid, building it if it is not there. Answers whether there is such a match.
    pub(super) async fn ensure(&self, match_id: MatchId) -> Result<bool, StoreError> {
        within(self.link.timeout() * 2, self.validity.ensure(match_id)).await
    }

    async fn attempt<T: FromRedisValue>(
        &self,
        match_id: MatchId,
        script: &Script,
        call: &Call,
        missing: WhenMissing,
    ) -> Result<Reply<T>, StoreError> {
        let mut cmd = redis::cmd("EVALSHA");
        cmd.arg(&script.hash).arg(call.keys.len()).arg(&call.keys).arg(&call.args);
        let mut built = false;
        for _ in 0..TRIES {
            match self.link.query::<Vec<Value>>(&cmd).await {
                Err(error) if is_no_script(&error) => self.validity.admit(match_id).await?,
                answer => match read(answer.map_err(store_error)?)? {
                    Reply::Missing if missing == WhenMissing::Build && !built => {
                        if !self.validity.ensure(match_id).await? {
                            return Ok(Reply::Missing);
                        }
                        built = true;
                    }
                    reply => {
                        if !matches!(reply, Reply::Missing) {
                            self.validity.learn(match_id);
                        }
                        return Ok(reply);
                    }
                },
            }
        }
        Err(StoreError::Unavailable("Redis keeps becoming another process".into()))
    }
}

fn read<T: FromRedisValue>(mut answer: Vec<Value>) -> Result<Reply<T>, StoreError> {
    if answer.is_empty() {
        return Err(malformed("answer of a script", answer));
    }
    let rest = answer.split_off(1);
    let word: String = answer
        .pop()
        .and_then(|value| from_redis_value(value).ok())
        .ok_or_else(|| malformed("answer of a script", &rest))?;
    let told =
        || from_redis_value(Value::Array(rest)).map_err(|error| StoreError::Inconsistent(error.to_string()));
    match word.as_str() {
        "OK" => told().map(Reply::Done),
        "NO" => told().map(Reply::Refused),
        "MISSING" => Ok(Reply::Missing),
        _ => Err(malformed("answer of a script", word)),
    }
}
