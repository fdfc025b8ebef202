//! Folders for what servers and stores keep, below one that is gone when the benchmark is, in whatever way it ends.

use super::command;
use crate::error::Result;
use std::{
    fs::{self, Permissions},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    process::{Child, Stdio},
    sync::{Mutex, PoisonError},
};
use tempfile::TempDir;

/// Waits for the end of its input, which comes with the end of the benchmark. Servers that are about to end may still
/// write, so it tries more than once.
const GUARD: &str = r#"
read -r line
for try in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$1" 2>/dev/null && exit
    sleep 1
done
"#;

struct Root {
    folder: TempDir,
    _guard: Child,
}

static ROOT: Mutex<Option<Root>> = Mutex::new(None);

/// A new folder. It is removed when its value is dropped, and at the latest when the benchmark ends.
pub fn new_folder() -> Result<TempDir> {
    let mut root = ROOT.lock().unwrap_or_else(PoisonError::into_inner);
    if root.is_none() {
        let folder = TempDir::new()?;
        // A server that must not be root's has to find its way through.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o711))?;
        let mut shell = command("sh");
        shell.args(["-c", GUARD, "guard"]).arg(folder.path()).stdin(Stdio::piped());
        // Ctrl-C is for the benchmark; the shell must survive it to do its work.
        let guard = shell.stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn()?;
        *root = Some(Root { folder, _guard: guard });
    }
    let root = root.as_ref().ok_or("no folder for temporary files")?;
    Ok(TempDir::new_in(root.folder.path())?)
}
