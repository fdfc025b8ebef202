//! What a process has used, as the kernel counts it.

use crate::error::Result;
use std::{fs, time::Duration};

/// The processor time of a process and its children so far: of user and system together, of every thread, to the
/// nanosecond.
pub fn cpu(process: u32) -> Result<Duration> {
    let mut nanos = 0;
    for id in family(process) {
        for thread in fs::read_dir(format!("/proc/{id}/task"))? {
            // A thread may end between being listed and being read.
            let text = fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
            nanos += running_nanos(&text);
        }
    }
    Ok(Duration::from_nanos(nanos))
}

/// The memory that a process and its children have to themselves, and their share of what they have in common (PSS), in
/// bytes.
pub fn memory(process: u32) -> Result<u64> {
    let mut bytes = 0;
    for id in family(process) {
        bytes += pss_bytes(&fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?)
            .ok_or("the kernel does not tell the PSS of a process")?;
    }
    Ok(bytes)
}

/// A process and its children.
fn family(process: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let children = children.split_whitespace().filter_map(|id| id.parse().ok());
    [process].into_iter().chain(children).collect()
}

/// The first of three numbers is the time on a processor.
fn running_nanos(schedstat: &str) -> u64 {
    schedstat.split_whitespace().next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0)
}

fn pss_bytes(rollup: &str) -> Option<u64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_texts_are_read() {
        assert_eq!(running_nanos("123456789 17 4\n"), 123_456_789);
        assert_eq!(running_nanos(""), 0);
        let text = "00400000-7fff [rollup]\nRss:    900 kB\nPss:         12 kB\nPss_Anon:    10 kB\n";
        assert_eq!(pss_bytes(text), Some(12 * 1_024));
        assert_eq!(pss_bytes("Rss: 1 kB\n"), None);
    }

    #[test]
    fn our_own_process_has_used_something() {
        let me = std::process::id();
        assert!(memory(me).unwrap() > 100_000);
        assert!(cpu(me).unwrap() > Duration::ZERO);
    }
}
