//! The scripts. Each is named by the hash of its text, and sent in full only to a server that was found valid (see
//! [`super::validity`]): a script that a server does not know is how a server shows that it is another process.

use std::sync::LazyLock;

/// A script and the hash by which a server knows it.
pub(super) struct Script {
    pub(super) text: &'static str,
    pub(super) hash: String,
}

/// A script with its first line. Without flags the server refuses it as a whole, before it has changed anything, where it must
/// not write: out of memory, a replica, too few replicas, a disk that is full.
macro_rules! script {
    ($first:literal, $file:literal) => {
        LazyLock::new(|| {
            let text = concat!($first, "\n", include_str!("prelude.lua"), include_str!($file));
            Script { text, hash: redis::Script::new(text).get_hash().to_owned() }
        })
    };
}

pub(super) static CHANGE: LazyLock<Script> = script!("#!lua", "change.lua");
pub(super) static COUNTS: LazyLock<Script> = script!("#!lua flags=no-writes", "counts.lua");
pub(super) static HELD: LazyLock<Script> = script!("#!lua flags=no-writes", "held.lua");

/// Both are sent in full each time, as the one asks whether the others may be sent, and the other makes the match valid.
pub(super) static INSPECT: LazyLock<Script> = script!("#!lua flags=no-writes", "build.lua");
pub(super) static BUILD: LazyLock<Script> = script!("#!lua", "build.lua");

/// Sent in full each time, as it is hardly ever needed, and changes nothing of what a match is.
pub(super) static KEEP: LazyLock<Script> = script!("#!lua", "keep.lua");

/// The scripts that a server is to know once it was found valid.
pub(super) static LOADED: [&LazyLock<Script>; 3] = [&CHANGE, &COUNTS, &HELD];
