//! A disk that can be full: a small one in memory, gone with its value.

use super::command;
use std::{
    fs::File,
    io::{ErrorKind, Write},
    path::Path,
};
use tempfile::TempDir;

/// Its size: room for a small database, its log and some more.
const SIZE: &str = "size=12m,mode=700";

/// A file system of its own.
pub(crate) struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts it.
    ///
    /// # Errors
    /// What the system says where this is not allowed: it takes root's rights.
    pub(crate) fn mount() -> Result<Self, String> {
        let folder = TempDir::new().unwrap();
        let mount = command("mount").args(["-t", "tmpfs", "-o", SIZE, "tmpfs"]).arg(folder.path()).output();
        match mount {
            Ok(done) if done.status.success() => Ok(Self { folder }),
            Ok(done) => Err(String::from_utf8_lossy(&done.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Takes all the room that is left.
    pub(crate) fn fill(&self) {
        let mut ballast = File::create(self.path().join("ballast")).unwrap();
        for size in [4_096, 1] {
            let error = loop {
                if let Err(error) = ballast.write_all(&vec![0; size]) {
                    break error;
                }
            };
            assert_eq!(error.kind(), ErrorKind::StorageFull);
        }
    }

    /// Gives it back.
    pub(crate) fn free(&self) {
        std::fs::remove_file(self.path().join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = command("umount").arg("--lazy").arg(self.path()).status();
    }
}
