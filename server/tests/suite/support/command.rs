//! Programs that tests start.

use super::{any_site, servers::until};
use std::{
    env,
    ffi::OsStr,
    fs::File,
    io::{Read, Seek},
    process::{Command, Output},
    time::Duration,
};

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

/// How long a program may take that ends by itself.
const ENDS_WITHIN: Duration = Duration::from_secs(60);

/// Runs a program that ends by itself, as a server does that will not start. One that goes on is ended, and the test fails.
pub(crate) fn finish(command: &mut Command) -> Output {
    // Files, as what the program leaves behind would keep a pipe open.
    let [mut stdout, mut stderr] = [tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap()];
    let mut process =
        command.stdout(stdout.try_clone().unwrap()).stderr(stderr.try_clone().unwrap()).spawn().unwrap();
    let ended = until(ENDS_WITHIN, || process.try_wait().unwrap());
    if ended.is_none() {
        process.kill().unwrap();
        process.wait().unwrap();
    }
    let output = |file: &mut File| {
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        bytes
    };
    let (stdout, stderr) = (output(&mut stdout), output(&mut stderr));
    let Some(status) = ended else {
        panic!("it goes on: {} {}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    };
    Output { status, stdout, stderr }
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
