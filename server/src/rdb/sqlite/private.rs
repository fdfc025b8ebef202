//! The database's files are their owner's alone: they tell who bought what.

use super::origin::companions;
use crate::private_file;
use std::{fs::OpenOptions, io, os::unix::fs::OpenOptionsExt, path::Path};

/// Makes the file, if it is not there, with the rights that SQLite then gives to what it keeps beside it; takes from
/// others what an older version has left to them.
///
/// A file that is there is never opened here: to close it again would take from SQLite the locks that this process has.
pub(super) fn make_private(file: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(private_file::MODE).open(file) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            private_file::take_from_others(file);
            companions(file)?.iter().for_each(|file| private_file::take_from_others(file));
            Ok(())
        }
        Err(error) => Err(error),
    }
}
