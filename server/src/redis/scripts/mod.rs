//! The scripts. Each is named by the hash of its text, and sent in full only to a server that was found valid (see
//! [`super::validity`]): a script that a server does not know is how a server shows that it is another process.

use std::sync::LazyLock;

/// A script and the hash by which a server knows it.
pub(super) struct Script {
    pub(super) text: &'static str,
    pub(super) hash: String,
}

impl Script {
    fn new(text: &'static str) -> Self {
        Self { text, hash: redis::Script::new(text).get_hash().to_owned() }
    }
}

/// A script that writes. The first line makes the server refuse it as a whole, before it has changed anything, where it
/// must not write: out of memory, a replica, too few replicas, a disk that is full.
macro_rules! writing {
    ($file:literal) => {
        LazyLock::new(|| Script::new(concat!("#!lua\n", include_str!("prelude.lua"), include_str!($file))))
    };
}

/// A script that only reads, which a server that must not write answers as well.
macro_rules! reading {
    ($file:literal) => {
        LazyLock::new(|| {
            Script::new(concat!("#!lua flags=no-writes\n", include_str!("prelude.lua"), include_str!($file)))
        })
    };
}

pub(super) static HOLD: LazyLock<Script> = writing!("hold.lua");
pub(super) static RELEASE: LazyLock<Script> = writing!("release.lua");
pub(super) static EXPIRE: LazyLock<Script> = writing!("expire.lua");
pub(super) static COMPLETE_BEGIN: LazyLock<Script> = writing!("complete_begin.lua");
pub(super) static COMPLETE_CANCEL: LazyLock<Script> = writing!("complete_cancel.lua");
pub(super) static COMPLETE_FINISH: LazyLock<Script> = writing!("complete_finish.lua");
pub(super) static COUNTS: LazyLock<Script> = reading!("counts.lua");
pub(super) static HELD: LazyLock<Script> = reading!("held.lua");

/// Sent in full each time, as it asks whether the others may be.
pub(super) static INSPECT: LazyLock<Script> = reading!("inspect.lua");
/// Sent in full each time, as it makes the match valid.
pub(super) static BUILD: LazyLock<Script> = writing!("build.lua");

/// Sent in full each time, as it is hardly ever needed, and changes nothing of what a match is.
pub(super) static KEEP: LazyLock<Script> =
    LazyLock::new(|| Script::new(concat!("#!lua\n", include_str!("keep.lua"))));

/// The scripts that a server is to know once it was found valid.
pub(super) static LOADED: [&LazyLock<Script>; 8] =
    [&HOLD, &RELEASE, &EXPIRE, &COMPLETE_BEGIN, &COMPLETE_CANCEL, &COMPLETE_FINISH, &COUNTS, &HELD];
