//! One server's process, and who ends it.
//!
//! A test may be killed, and a static is never dropped, so a server is the child of a watchdog: a shell that reads from
//! this process. When its input ends, for whatever reason, it ends the server and removes the server's folder.

use super::{super::command, PATIENCE, until};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

/// `$1` is the server's folder, `$2` the signal that ends it, the rest the server's command line. A line of input means
/// that the folder is still needed. A server that was paused must go on to hear its signal.
const WATCHDOG: &str = r#"
folder=$1 signal=$2
shift 2
cd "$folder" || exit
"$@" >>"$folder/log" 2>&1 &
echo $!
read -r keep || keep=
kill -s "$signal" $!
kill -s CONT $!
wait $!
[ -n "$keep" ] || rm -rf "$folder"
"#;

/// A running server; ended and its folder removed on drop.
pub(super) struct Process {
    watchdog: Child,
    id: u32,
    log: PathBuf,
}

impl Process {
    /// Starts a server that will end by that signal and without questions.
    pub(super) fn start(folder: &Path, end_signal: &str, program: &[String]) -> Self {
        let mut watchdog = command("sh")
            .args(["-c", WATCHDOG, "watchdog"])
            .arg(folder)
            .arg(end_signal)
            .args(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Ctrl-C in a terminal is for the tests; the watchdog must survive it to do its work.
            .process_group(0)
            .spawn()
            .unwrap();
        let mut id = String::new();
        BufReader::new(watchdog.stdout.take().unwrap()).read_line(&mut id).unwrap();
        Self { id: id.trim().parse().unwrap(), watchdog, log: folder.join("log") }
    }

    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// What the server has written so far.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The kernel's letter for what it does: `S` sleeps, `T` is paused, `Z` is dead.
    fn state(&self) -> char {
        let line = fs::read_to_string(format!("/proc/{}/stat", self.id)).unwrap_or_default();
        line.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next()).unwrap_or('Z')
    }

    pub(super) fn is_running(&self) -> bool {
        self.state() != 'Z'
    }

    pub(super) fn pause(&self) {
        self.signal("STOP");
        until(PATIENCE, || (self.state() == 'T').then_some(())).expect("a server that pauses");
    }

    pub(super) fn resume(&self) {
        self.signal("CONT");
    }

    /// Sends a signal, waits until the server is gone, and leaves its folder.
    pub(super) fn end(mut self, signal: &str) {
        self.signal(signal);
        let ended = until(PATIENCE, || (!self.is_running()).then_some(()));
        assert!(ended.is_some(), "{signal} did not end it:\n{}", self.log());
        self.watchdog.stdin.as_mut().unwrap().write_all(b"keep\n").unwrap();
    }

    fn signal(&self, signal: &str) {
        // The process may be gone already.
        let _ = command("kill")
            .args(["-s", signal, &self.id.to_string()])
            .stderr(Stdio::null())
            .status()
            .unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}
