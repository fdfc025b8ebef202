//! Programs that tests start.

use super::any_site;
use std::{env, ffi::OsStr, process::Command};

/// What a program is told of our environment: where programs and the user's files are, and what to say of a fault.
const KEPT: [&str; 6] = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE", "RUST_BACKTRACE"];

/// A program that knows nothing of what whoever runs the tests has set for programs of their own. Clippy sees to it that
/// none is started otherwise.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LC_ALL", "C");
    command.envs(KEPT.into_iter().filter_map(|name| Some((name, env::var_os(name)?))));
    command
}

/// The server's own binary. Unless it is told otherwise it would serve on a port that nobody else has.
pub(crate) fn jari() -> Command {
    let mut command = command(env!("CARGO_BIN_EXE_server"));
    command
        .env("RUST_LOG", "warn")
        .env("LEPTOS_SITE_ADDR", "127.0.0.1:0")
        .env("LEPTOS_SITE_ROOT", any_site());
    command
}
