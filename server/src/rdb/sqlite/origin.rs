//! The files that the database was opened from, and whether they are still the ones at their paths.
//!
//! A file that was removed or replaced goes on to be written by whoever has it open, and all of that is gone with the
//! process. So nothing is written, and nothing read, while something else is there, or nothing.

use jari_core::ports::StoreError;
use sqlx::{Connection, SqliteConnection};
use std::{
    fs::{self, Metadata},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};
use tokio::sync::Mutex;

/// Why the files are not trusted.
#[derive(Debug, thiserror::Error)]
enum Moved {
    #[error("cannot look at {0}, which is open: {1}")]
    Gone(PathBuf, io::Error),
    #[error("{0} is another file than the one that is open")]
    Replaced(PathBuf),
}

/// The database's file, and what SQLite keeps beside it as long as it is open.
#[derive(Debug)]
pub(super) struct Origin {
    /// The database's own is the first. None where it is in memory.
    files: Vec<File>,
    /// Is there as long as the database is open, and does nothing: the last connection to go would take the log with it,
    /// and the next one would make another.
    keeper: Mutex<Option<SqliteConnection>>,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl Origin {
    /// Of a connection that has read and written.
    pub(super) fn new(file: Option<&Path>, keeper: SqliteConnection) -> io::Result<Self> {
        let mut files = Vec::new();
        if let Some(file) = file {
            files.push(File::new(file.to_owned(), &fs::metadata(file)?));
            // Not every file system has what a log takes.
            let beside = companions(file)?.into_iter();
            files.extend(
                beside.filter_map(|path| fs::metadata(&path).ok().map(|about| File::new(path, &about))),
            );
        }
        Ok(Self { files, keeper: Mutex::new(Some(keeper)) })
    }

    /// What is read is what will be found again.
    pub(super) fn check_to_read(&self) -> Result<(), StoreError> {
        self.files.first().map_or(Ok(()), File::check)
    }

    /// What is written will be found again.
    pub(super) fn check_to_write(&self) -> Result<(), StoreError> {
        self.files.iter().try_for_each(File::check)
    }

    /// Closes the last connection.
    pub(super) async fn close(&self) {
        if let Some(keeper) = self.keeper.lock().await.take()
            && let Err(error) = keeper.close().await
        {
            tracing::warn!(%error, "cannot close the database");
        }
    }
}

impl File {
    fn new(path: PathBuf, about: &Metadata) -> Self {
        Self { path, device: about.dev(), inode: about.ino() }
    }

    fn check(&self) -> Result<(), StoreError> {
        let moved = match fs::metadata(&self.path) {
            Ok(about) if about.dev() == self.device && about.ino() == self.inode => return Ok(()),
            Ok(_) => Moved::Replaced(self.path.clone()),
            Err(error) => Moved::Gone(self.path.clone(), error),
        };
        Err(StoreError::Unavailable(Box::new(moved)))
    }
}

/// SQLite's log and the index of it, beside the file that a link leads to.
pub(super) fn companions(file: &Path) -> io::Result<[PathBuf; 2]> {
    let file = fs::canonicalize(file)?;
    let beside = |end: &str| {
        let mut path = file.clone().into_os_string();
        path.push(end);
        PathBuf::from(path)
    };
    Ok([beside("-wal"), beside("-shm")])
}
