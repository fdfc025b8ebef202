//! What was answered to a key, so that it is answered again.

use axum::http::StatusCode;
use serde_json::Value;
use std::collections::HashMap;

/// The answers by key.
#[derive(Default)]
pub(crate) struct Answers(HashMap<String, (String, StatusCode, Value)>);

/// What is known of a request with a key.
pub(crate) enum Known {
    /// Nothing: it is to be done.
    New,
    /// It was done, and this was answered.
    Done(StatusCode, Value),
    /// Something else was asked by that key.
    Other,
}

impl Answers {
    /// `asked` is all that makes two requests the same.
    pub(crate) fn known(&self, key: &str, asked: &str) -> Known {
        match self.0.get(key) {
            None => Known::New,
            Some((before, status, answer)) if before == asked => Known::Done(*status, answer.clone()),
            Some(_) => Known::Other,
        }
    }

    pub(crate) fn keep(&mut self, key: &str, asked: &str, status: StatusCode, answer: &Value) {
        self.0.insert(key.to_owned(), (asked.to_owned(), status, answer.clone()));
    }
}
