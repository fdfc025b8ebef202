//! Files that are their owner's alone.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};

/// What their owner may do, and nobody else.
pub(crate) const MODE: u32 = 0o600;

/// Takes from others what an older version has left to them. Whoever is not the owner cannot, and may use the file all
/// the same.
pub(crate) fn take_from_others(file: &Path) {
    let Ok(about) = fs::metadata(file) else { return };
    if about.permissions().mode() & 0o077 != 0
        && let Err(error) = fs::set_permissions(file, Permissions::from_mode(MODE))
    {
        tracing::warn!(%error, file = %file.display(), "others on this machine may read this file");
    }
}
