//! The secret that is kept beside the database, for whoever has set none.

use super::hex::random_hex;
use crate::private_file;
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// Whoever makes the file first has made it for all. It gets its name when it is whole, so that nobody reads half a secret.
pub(super) fn read_or_make(file: &Path) -> io::Result<String> {
    match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
        Ok(secret) => {
            private_file::take_from_others(file);
            return Ok(secret.trim().to_owned());
        }
    }
    let secret = random_hex(64);
    let unnamed = file.with_extension(format!("secret.{}", random_hex(4)));
    let mut new = OpenOptions::new().write(true).create_new(true).mode(private_file::MODE).open(&unnamed)?;
    let named = new.write_all(secret.as_bytes()).and_then(|()| new.sync_all());
    let named = named.and_then(|()| fs::hard_link(&unnamed, file));
    fs::remove_file(&unnamed)?;
    match named {
        Ok(()) => Ok(secret),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Ok(fs::read_to_string(file)?.trim().to_owned())
        }
        Err(error) => Err(error),
    }
}
