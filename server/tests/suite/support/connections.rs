//! The system's own table of TCP connections.

use std::fs;

/// One end of a connection on this machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Connection {
    local: u16,
    remote: u16,
    /// What was written and is not acknowledged yet, in bytes.
    pub(crate) unacknowledged: usize,
    /// What has arrived and is not read yet, in bytes.
    pub(crate) unread: usize,
}

impl Connection {
    /// The end of the connection between two ports that is at `local`, as a process sees it (`self`, or its number); none
    /// if there is no such connection, or it is closed.
    pub(crate) fn find(process: &str, local: u16, remote: u16) -> Option<Self> {
        let table = fs::read_to_string(format!("/proc/{process}/net/tcp")).unwrap();
        table.lines().skip(1).filter_map(Self::parse).find(|one| (one.local, one.remote) == (local, remote))
    }

    fn parse(line: &str) -> Option<Self> {
        const ESTABLISHED: &str = "01";
        let fields: Vec<_> = line.split_whitespace().collect();
        let hex = |text: &str| usize::from_str_radix(text, 16).ok();
        let port = |address: &str| hex(address.split_once(':')?.1)?.try_into().ok();
        let (unacknowledged, unread) = fields.get(4)?.split_once(':')?;
        (fields[3] == ESTABLISHED).then_some(Self {
            local: port(fields[1])?,
            remote: port(fields[2])?,
            unacknowledged: hex(unacknowledged)?,
            unread: hex(unread)?,
        })
    }
}
