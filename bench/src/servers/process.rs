//! One server's process, and who ends it.
//!
//! The benchmark may be killed, so a server is the child of a small shell that waits for the end of its input. That comes
//! when the benchmark ends, in whatever way; the shell then ends the server and removes its folder.

use crate::error::Result;
use std::{
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// `$1` is the server's folder, `$2` the signal that ends it, the rest its command line.
const GUARD: &str = r#"
folder=$1 signal=$2
shift 2
cd "$folder" || exit 1
"$@" >>"$folder/log" 2>&1 </dev/null &
echo $!
read -r line
kill -s "$signal" $!
wait $!
rm -rf "$folder"
"#;

/// How long a server may take to start or to end.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; ended, and its folder removed, on drop.
pub struct Process {
    guard: Child,
    id: u32,
    folder: TempDir,
}

impl Process {
    /// Starts a server in its folder, with the settings that are given here.
    pub fn start(folder: TempDir, signal: &str, command: &[String], env: &[(&str, String)]) -> Result<Self> {
        let mut shell = self::command("sh");
        shell.args(["-c", GUARD, "guard"]).arg(folder.path()).arg(signal).args(command);
        shell.envs(env.iter().map(|(name, value)| (name, value)));
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Ctrl-C is for the benchmark; the shell must survive it to do its work.
        let mut guard = shell.process_group(0).spawn()?;
        let mut line = String::new();
        if let Some(out) = guard.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let id = line.trim().parse().map_err(|_| format!("{} does not start", command.join(" ")))?;
        Ok(Self { guard, id, folder })
    }

    /// The number of the server's process.
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What it has written so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder().join("log")).unwrap_or_default()
    }

    /// Waits until it answers; fails with its log when it ends instead, or takes too long.
    pub fn wait_until(&self, mut ready: impl FnMut() -> bool) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !ready() {
            if self.state() == 'Z' || Instant::now() >= deadline {
                return Err(format!("a server does not get ready:\n{}", self.log()).into());
            }
            sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// The kernel's letter for what it does: `Z` is dead.
    fn state(&self) -> char {
        let line = fs::read_to_string(format!("/proc/{}/stat", self.id)).unwrap_or_default();
        line.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next()).unwrap_or('Z')
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let deadline = Instant::now() + PATIENCE;
        while matches!(self.guard.try_wait(), Ok(None)) {
            if Instant::now() >= deadline && self.state() != 'Z' {
                let _ = command("kill").args(["-s", "KILL", &self.id.to_string()]).status();
                let _ = self.guard.wait();
                return;
            }
            sleep(Duration::from_millis(5));
        }
    }
}

/// What a program is told of our environment: where programs and the user's files are.
const KEPT: [&str; 4] = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"];

/// A program that knows nothing of what whoever runs the benchmark has set for programs of their own. Clippy sees to it that
/// none is started otherwise.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LC_ALL", "C");
    command.envs(KEPT.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command
}

/// Where a program is: on the PATH, or in one of the folders where distributions put it.
pub fn find_program(name: &str, folders: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(folders.iter().map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
