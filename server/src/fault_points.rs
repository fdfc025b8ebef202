//! Where a process ends as if it was killed with `kill -9`, so that tests see what becomes of what it was at: before a port of a store
//! or a gateway is asked, or after that and before anybody hears the answer. It is built with debug assertions alone: a release has no
//! such thing, and refuses the variable as one that it does not know.
//!
//! `JARI_DIE_AT` is `before:NAME:N` or `after:NAME:N`, where the name is a port's method or a command's kind, and N counts from 1.

/// The variable that says where.
pub const VARIABLE: &str = "JARI_DIE_AT";

/// Asks a port. A process that is to end before or after that does so.
pub(crate) async fn around<T>(name: &str, call: impl Future<Output = T>) -> T {
    #[cfg(debug_assertions)]
    let turn = armed::turn(name);
    #[cfg(debug_assertions)]
    armed::pass("before", turn);
    #[cfg(not(debug_assertions))]
    let _ = name;
    let answer = call.await;
    #[cfg(debug_assertions)]
    armed::pass("after", turn);
    answer
}

#[cfg(debug_assertions)]
mod armed {
    use rustix::process::{Signal, getpid, kill_process};
    use std::{
        env,
        sync::{
            LazyLock,
            atomic::{AtomicU32, Ordering::SeqCst},
        },
    };

    struct Point {
        when: String,
        name: String,
        turn: u32,
        seen: AtomicU32,
    }

    static POINT: LazyLock<Option<Point>> = LazyLock::new(|| {
        let told = env::var(super::VARIABLE).ok()?;
        let mut parts = told.splitn(3, ':').map(str::to_owned);
        let (when, name) = (parts.next()?, parts.next()?);
        Some(Point { when, name, turn: parts.next()?.parse().ok()?, seen: AtomicU32::new(0) })
    });

    /// Whether this is the time at which the process ends.
    pub(super) fn turn(name: &str) -> bool {
        let point = POINT.as_ref().filter(|point| point.name == name);
        point.is_some_and(|point| point.seen.fetch_add(1, SeqCst) + 1 == point.turn)
    }

    pub(super) fn pass(when: &str, is_its_turn: bool) {
        if is_its_turn && POINT.as_ref().is_some_and(|point| point.when == when) {
            // Nothing is written, nothing is closed.
            let _ = kill_process(getpid(), Signal::KILL);
        }
    }
}
