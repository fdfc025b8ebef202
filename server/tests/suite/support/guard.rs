//! A test may be killed or abort, and then nothing of it is dropped. A server that it has started as its own child would
//! live on, and keep open whatever pipe it writes to: who reads that would wait for ever.

use super::command;
use std::{
    io::Write,
    process::{Child, Stdio},
};

/// A line of input means that the process is gone already. The end of the input without one means that we are.
const GUARD: &str = r#"read -r _ || kill -s KILL "$1""#;

/// Ends a process when this one is gone, however that went. To be dropped when the process has ended.
pub(super) struct Guard(Child);

impl Guard {
    pub(super) fn of(process: &Child) -> Self {
        let shell = command("sh")
            .args(["-c", GUARD, "guard", &process.id().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(shell.unwrap())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(mut input) = self.0.stdin.take() {
            let _ = input.write_all(b"gone\n");
        }
        let _ = self.0.wait();
    }
}
