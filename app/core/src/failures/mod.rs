//! Telling of failures in the log: what was to be done, of what, and the whole chain of causes. A failure that comes again
//! and again is told once, and then how often it came: a store that is gone fails every request, and a log that repeats
//! itself hides the rest.
//!
//! A failure is told where it is dealt with, and nowhere on the way there.

mod floods;
mod once;

use floods::{Counted, Floods};
use once::Once;
use std::{
    error::Error,
    fmt::{self, Display},
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long the same failure is counted before it is told again.
pub const COUNTED_FOR: Duration = Duration::from_secs(10);

/// As many characters of a chain of causes are told: a server's answer may be part of it.
const LONGEST: usize = 1_000;

/// One process has one log.
static FLOODS: LazyLock<Mutex<Floods>> = LazyLock::new(Mutex::default);

/// Tells of a failure that may pass: a store that is busy or gone.
pub fn warn(what: &'static str, error: &dyn Error) {
    tell(Grade::Warning, what, None, error);
}

/// The same where several might be meant.
pub fn warn_of(what: &'static str, of: impl Display, error: &dyn Error) {
    tell(Grade::Warning, what, Some(&of), error);
}

/// Tells of a failure that does not pass by itself.
pub fn error(what: &'static str, error: &dyn Error) {
    tell(Grade::Error, what, None, error);
}

/// The same where several might be meant.
pub fn error_of(what: &'static str, of: impl Display, error: &dyn Error) {
    tell(Grade::Error, what, Some(&of), error);
}

/// Tells of what is no failure of the moment but stays as it is, such as something that only a later version can read: once
/// for each cause, as long as the process lives.
pub fn warn_once(what: &'static str, error: &dyn Error) {
    let causes: String = Chain(error).to_string().chars().take(LONGEST).collect();
    if TOLD.lock().unwrap_or_else(PoisonError::into_inner).note(what, &causes) {
        tracing::warn!(error = causes, "{what}");
    }
}

/// Tells how often what was told once has come since. To be called from time to time, and at the end.
pub fn tell_counts(now: Instant) {
    let counted = floods().sweep(now);
    for Counted { grade, what, causes, more } in counted {
        match grade {
            Grade::Warning => tracing::warn!(error = causes, more, "{what}, again and again"),
            Grade::Error => tracing::error!(error = causes, more, "{what}, again and again"),
        }
    }
}

/// What is told once and never again.
static TOLD: LazyLock<Mutex<Once>> = LazyLock::new(Mutex::default);

/// How bad a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grade {
    Warning,
    Error,
}

fn tell(grade: Grade, what: &'static str, of: Option<&dyn Display>, error: &dyn Error) {
    let causes: String = Chain(error).to_string().chars().take(LONGEST).collect();
    let is_new = floods().note(grade, what, &causes, Instant::now());
    let of = of.map(tracing::field::display);
    match grade {
        _ if !is_new => tracing::debug!(of, error = causes, "{what}"),
        Grade::Warning => tracing::warn!(of, error = causes, "{what}"),
        Grade::Error => tracing::error!(of, error = causes, "{what}"),
    }
}

fn floods() -> MutexGuard<'static, Floods> {
    FLOODS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An error and all that led to it, from the latest to the first, in one line. Many errors repeat their cause's text in
/// their own: it is not written twice.
#[derive(Clone, Copy, Debug)]
pub struct Chain<'a>(pub &'a dyn Error);

impl Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = self.0.to_string();
        f.write_str(&last)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !text.is_empty() && !last.ends_with(&text) {
                write!(f, ": {text}")?;
                last = text;
            }
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::StoreError;
    use std::{io, sync::Arc};

    #[test]
    fn a_chain_has_every_cause_once() {
        let full = io::Error::new(io::ErrorKind::StorageFull, "database or disk is full");
        let first = StoreError::Unavailable(Box::new(full));
        assert_eq!(Chain(&first).to_string(), "the store is unavailable: database or disk is full");
        // Told to many who waited for the same.
        let shared = StoreError::Unavailable(Box::new(Arc::new(first)));
        assert_eq!(Chain(&shared).to_string(), "the store is unavailable: database or disk is full");
    }
}
